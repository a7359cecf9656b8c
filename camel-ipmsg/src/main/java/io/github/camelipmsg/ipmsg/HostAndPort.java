/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.SocketAddresses;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A {@code host[:port]} of an option, where the host may be a name. */
final class HostAndPort {
    private HostAndPort() {}

    /** Looks names up, so it may block. @throws IllegalArgumentException naming the option if that fails */
    static InetSocketAddress parse(String option, String text, int defaultPort) {
        Optional<InetSocketAddress> literal = SocketAddresses.parse(text, defaultPort);
        if (literal.isPresent()) {
            return literal.get();
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        int port = colon < 0 ? defaultPort : port(option, text, text.substring(colon + 1));
        if (!host.isBlank()) { // which the platform takes for this machine
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (!address.isUnresolved()) {
                return address;
            }
        }
        throw new IllegalArgumentException(
                option + ": there is no host '" + text + "'; write host, host:port or [IPv6 address]:port");
    }

    private static int port(String option, String text, String number) {
        try {
            int port = Integer.parseInt(number);
            if (port > 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException(option + ": '" + text + "' has no port between 1 and 65535");
    }
}
