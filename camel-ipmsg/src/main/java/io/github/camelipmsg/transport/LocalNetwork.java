/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One address of this machine and the network behind it.
 *
 * @param interfaceName the operating system's name of the interface, for messages to people
 * @param address our address there
 * @param prefixLength how many leading bits all hosts of that network share
 * @param broadcastAddress where datagrams to all of them go, null where there is none (IPv6, loopback, point to point)
 */
public record LocalNetwork(
        String interfaceName,
        InetAddress address,
        int prefixLength,
        @Nullable InetAddress broadcastAddress) {
    public Optional<InetAddress> broadcast() {
        return Optional.ofNullable(broadcastAddress);
    }

    /** The network as a prefix, to test other addresses against. */
    public Subnet subnet() {
        return new Subnet(address, prefixLength);
    }
}
