/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One datagram as it was seen on the way: when it left (at the tap) or when it arrived (at a raw host).
 *
 * @param at when
 * @param from the source
 * @param to the destination as the sender wrote it, so possibly a broadcast address
 * @param bytes the payload
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what toString shows
public record Transmission(Instant at, InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
    /** The payload with each byte as one character, to look for ASCII in it. */
    public String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return at + " " + from + " > " + to + " " + HexFormat.of().formatHex(bytes);
    }
}
