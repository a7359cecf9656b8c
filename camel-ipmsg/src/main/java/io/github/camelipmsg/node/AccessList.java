/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Subnet;
import io.github.camelipmsg.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which source addresses are listened to at all. Any datagram may be forged, so this is a fence against the rest of the
 * world, not against the neighbours.
 *
 * <p>Immutable but for the local networks, which follow the transport. Thread-safe.
 */
final class AccessList {
    private static final InetAddress LIMITED_BROADCAST =
            new InetSocketAddress("255.255.255.255", 0).getAddress(); // a literal: nothing is looked up

    private final Transport transport;
    private final @Nullable List<Subnet> allow;
    private final List<Subnet> deny;
    private final List<InetAddress> discoveryAddresses;

    AccessList(NodeOptions options, Transport transport) {
        this.transport = transport;
        this.allow = options.allow();
        this.deny = options.deny();
        this.discoveryAddresses = options.discoveryAddresses().stream()
                .map(InetSocketAddress::getAddress)
                .toList();
    }

    boolean listensTo(InetAddress source) {
        if (isForMany(source) || contains(deny, source)) {
            return false;
        }
        return allow == null ? isNearby(source) : contains(allow, source);
    }

    /** Whether it is ours: our own broadcasts come back. */
    boolean isOwn(InetSocketAddress address) {
        InetSocketAddress local = transport.localAddress();
        if (address.getPort() != local.getPort()) {
            return false;
        }
        InetAddress bound = local.getAddress();
        return bound.isAnyLocalAddress()
                ? transport.networks().stream().map(LocalNetwork::address).anyMatch(address.getAddress()::equals)
                : address.getAddress().equals(bound);
    }

    /** No host has such an address: an answer would go to a whole network. Nobody is let off that. */
    boolean isForMany(InetAddress source) {
        return source.isMulticastAddress()
                || source.isAnyLocalAddress()
                || source.equals(LIMITED_BROADCAST)
                || transport.networks().stream().anyMatch(net -> source.equals(net.broadcastAddress()));
    }

    private boolean isNearby(InetAddress source) {
        return source.isLoopbackAddress()
                || source.isLinkLocalAddress()
                || discoveryAddresses.contains(source)
                || transport.networks().stream().map(LocalNetwork::subnet).anyMatch(net -> net.contains(source));
    }

    private static boolean contains(List<Subnet> networks, InetAddress source) {
        return networks.stream().anyMatch(network -> network.contains(source));
    }
}
