/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Opens transports: real sockets in production, a simulated network in tests. */
@FunctionalInterface
public interface TransportFactory {
    /**
     * Binds UDP and TCP to one port. Blocks until both are bound.
     *
     * @param name of the node, for the names of threads
     * @param bindAddress the interface to use, null for all
     * @param port 1 to 65535, or 0 for any number that is free for both
     * @throws IOException if the port is taken or the address is not ours; the message names address, port and protocol
     */
    Transport open(String name, @Nullable InetAddress bindAddress, int port) throws IOException;
}
