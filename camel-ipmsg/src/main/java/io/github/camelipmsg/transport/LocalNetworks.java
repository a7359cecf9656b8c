/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the addresses of this machine from the operating system, which may block for a while. */
final class LocalNetworks {
    private LocalNetworks() {}

    /** Every address of every interface that is up. */
    static List<LocalNetwork> all() throws SocketException {
        List<LocalNetwork> networks = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (isUp(each)) {
                each.getInterfaceAddresses().stream()
                        .map(address -> network(each, address))
                        .forEach(networks::add);
            }
        }
        return List.copyOf(networks);
    }

    /**
     * The network of {@code address} alone, or none if no interface has it. The whole of 127.0.0.0/8 is ours, although
     * interfaces list only its first address.
     */
    static List<LocalNetwork> of(InetAddress address) throws SocketException {
        List<LocalNetwork> all = all();
        return all.stream()
                .filter(each -> each.address().equals(address))
                .findFirst()
                .or(() -> all.stream()
                        .filter(each -> each.address().isLoopbackAddress() && address.isLoopbackAddress())
                        .filter(each -> each.subnet().contains(address))
                        .map(each -> new LocalNetwork(each.interfaceName(), address, each.prefixLength(), null))
                        .findFirst())
                .map(List::of)
                .orElse(List.of());
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException e) {
            return false; // it went away while we looked
        }
    }

    private static LocalNetwork network(NetworkInterface owner, InterfaceAddress each) {
        InetAddress address = each.getAddress();
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = each.getNetworkPrefixLength();
        int usable = prefix < 0 || prefix > bits ? bits : prefix;
        return new LocalNetwork(
                owner.getName(), address, usable, broadcast(each.getBroadcast(), new Subnet(address, usable)));
    }

    /** Some container networks are set up with the broadcast address 0.0.0.0, which means that nobody gave one. */
    private static @Nullable InetAddress broadcast(@Nullable InetAddress told, Subnet subnet) {
        if (told == null || subnet.prefixLength() >= 31) {
            return null;
        }
        return told.isAnyLocalAddress() ? subnet.last() : told;
    }
}
