/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Subnet;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Reads the addresses of scripts: literals only, so no name is ever looked up. */
final class Addresses {
    private static final int DEFAULT_PORT = 2425;
    private static final int DEFAULT_PREFIX = 24;

    private Addresses() {}

    static InetAddress of(String literal) {
        if (!literal.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            throw new IllegalArgumentException(literal + " is not an address");
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is not an address", e);
        }
    }

    /** {@code 10.1.0.9}, which means port 2425, or {@code 10.1.0.9:2426}. */
    static InetSocketAddress socket(String literal) {
        int colon = literal.indexOf(':');
        return colon < 0
                ? new InetSocketAddress(of(literal), DEFAULT_PORT)
                : new InetSocketAddress(
                        of(literal.substring(0, colon)), Integer.parseInt(literal.substring(colon + 1)));
    }

    /** One interface for each of {@code 10.1.0.1}, which means a network of 24 bits, or {@code 10.1.0.1/16}. */
    static List<LocalNetwork> interfaces(String... addresses) {
        List<LocalNetwork> interfaces = new ArrayList<>();
        for (String each : addresses) {
            int slash = each.indexOf('/');
            InetAddress address = of(slash < 0 ? each : each.substring(0, slash));
            int prefix = slash < 0 ? DEFAULT_PREFIX : Integer.parseInt(each.substring(slash + 1));
            InetAddress broadcast = address instanceof Inet4Address ? new Subnet(address, prefix).last() : null;
            interfaces.add(new LocalNetwork("eth" + interfaces.size(), address, prefix, broadcast));
        }
        return List.copyOf(interfaces);
    }
}
