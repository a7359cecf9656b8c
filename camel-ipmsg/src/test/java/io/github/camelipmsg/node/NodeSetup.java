/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.simulation.SimulatedHost;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.transport.Subnet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a node under test differs from the defaults; {@link #open} opens it. */
final class NodeSetup {
    private final SimulatedNodes nodes;
    private final SimulatedHost host;
    private final String name;
    private Identity identity;
    private String group = "";
    private boolean broadcasts = true;
    private List<InetSocketAddress> discoveryAddresses = List.of();
    private int port = NodeOptions.DEFAULT_PORT;
    private int discoveryPort = NodeOptions.DEFAULT_PORT;
    private Duration discoveryInterval = Duration.ofMinutes(5);
    private Unmappable unmappable = Unmappable.REJECT;
    private @Nullable List<Subnet> allow;
    private List<Subnet> deny = List.of();
    private int maxMembers = 10_000;
    private boolean hostLists;
    private List<PeerCharset> peerCharsets = List.of();
    private Duration absenceInterval = Duration.ofMinutes(10);
    private @Nullable SimulatedWorkers workers;
    private @Nullable Path directory;
    private @Nullable HeldMessageStore heldMessages;

    NodeSetup(SimulatedNodes nodes, SimulatedHost host, String name) {
        this.nodes = nodes;
        this.host = host;
        this.name = name;
        this.identity = new Identity(name, "host-of-" + name);
    }

    NodeSetup identity(String user, String hostName) {
        identity = new Identity(user, hostName);
        return this;
    }

    NodeSetup group(String name) {
        group = name;
        return this;
    }

    NodeSetup port(int number) {
        port = number;
        return this;
    }

    NodeSetup discoveryPort(int number) {
        discoveryPort = number;
        return this;
    }

    NodeSetup withoutBroadcasts() {
        broadcasts = false;
        return this;
    }

    NodeSetup discovers(String... addresses) {
        discoveryAddresses = Stream.of(addresses).map(SimulatedNodes::socket).toList();
        return this;
    }

    NodeSetup discoveryInterval(Duration interval) {
        discoveryInterval = interval;
        return this;
    }

    NodeSetup unmappable(Unmappable what) {
        unmappable = what;
        return this;
    }

    NodeSetup allow(String... networks) {
        allow = NodeOptions.networks(List.of(networks));
        return this;
    }

    NodeSetup deny(String... networks) {
        deny = NodeOptions.networks(List.of(networks));
        return this;
    }

    NodeSetup maxMembers(int most) {
        maxMembers = most;
        return this;
    }

    /** Asks for host lists, which most tests do not want to hear of. */
    NodeSetup hostLists() {
        hostLists = true;
        return this;
    }

    NodeSetup peerCharsets(String... rules) {
        peerCharsets = Stream.of(rules).map(PeerCharset::parse).toList();
        return this;
    }

    NodeSetup absenceInterval(Duration interval) {
        absenceInterval = interval;
        return this;
    }

    /** Workers that the test made, to hold them before the node is open. */
    NodeSetup workers(SimulatedWorkers own) {
        workers = own;
        return this;
    }

    /** As if an earlier run had used its packet numbers up to this position. */
    NodeSetup usedUpTo(long position) throws IOException {
        try (StateDirectory directory = StateDirectory.open(nodes.stateDirectory, identity, name)) {
            new FileNumberStore(directory)
                    .reserve(new NumberStore.Reservation(
                            position, nodes.simulation.clock().instant()));
        }
        return this;
    }

    /** As if its state directory had been lost. */
    NodeSetup lostDirectory() throws IOException {
        try (StateDirectory directory = StateDirectory.open(nodes.stateDirectory, identity, name)) {
            Files.deleteIfExists(directory.resolve("packet-number"));
        }
        return this;
    }

    /** Not the one that all nodes of a test share. */
    NodeSetup stateDirectory(Path own) {
        directory = own;
        return this;
    }

    NodeSetup heldMessages(HeldMessageStore store) {
        heldMessages = store;
        return this;
    }

    NodeOptions options() {
        return new NodeOptions(
                identity,
                name,
                group,
                port,
                null,
                broadcasts,
                discoveryAddresses,
                discoveryPort,
                discoveryInterval,
                Charset.forName("windows-31j"),
                peerCharsets,
                unmappable,
                allow,
                deny,
                maxMembers,
                hostLists,
                absenceInterval);
    }

    /** Opened, and announcing itself from the next turn on. */
    NodeFixture open() throws IOException {
        SimulatedWorkers itsWorkers = workers == null ? nodes.simulation.newWorkers() : workers;
        return nodes.open(name, options(), host, itsWorkers, stateDirectory(), heldMessages);
    }

    Path stateDirectory() {
        return directory == null ? nodes.stateDirectory : directory;
    }
}
