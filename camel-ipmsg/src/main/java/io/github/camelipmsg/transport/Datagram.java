/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.net.InetSocketAddress;

/**
 * One UDP datagram: where it came from or goes to, and its bytes.
 *
 * <p>The array is handed over, not copied: who makes a datagram gives its bytes away and nobody writes to them again.
 *
 * @param remote the other side, always resolved
 * @param bytes the whole payload
 */
@SuppressWarnings("ArrayRecordComponent") // one datagram, one array, never compared
public record Datagram(InetSocketAddress remote, byte[] bytes) {
    @Override
    public String toString() {
        return remote + " (" + bytes.length + " bytes)";
    }
}
