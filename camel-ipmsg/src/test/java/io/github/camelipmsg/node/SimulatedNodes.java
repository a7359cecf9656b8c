/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.simulation.SimulatedHost;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.SimulatedNetwork;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import io.github.camelipmsg.transport.Transport;
import io.github.camelipmsg.transport.TransportFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Production nodes on the hosts of a simulated network. Whoever opens one here ends with {@link #closeAll}. */
final class SimulatedNodes {
    /** Long enough for a node to announce itself twice, and for everybody to answer. */
    static final Duration JOINING = Duration.ofSeconds(7);

    final Simulation simulation;
    final SimulatedNetwork network;
    final Path stateDirectory;
    private final List<NodeFixture> opened = new ArrayList<>();
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private UnaryOperator<Transport> wrapping = transport -> transport;

    SimulatedNodes(long seed, Path stateDirectory) {
        this.simulation = Simulation.withSeed(seed);
        this.network = simulation.network();
        this.stateDirectory = stateDirectory;
    }

    /** From now on nodes get transports that were wrapped so, as a fault that a test has planted. */
    void wrap(UnaryOperator<Transport> network) {
        wrapping = network;
    }

    /** A node to be opened on the host with this address, which may have others besides. */
    NodeSetup node(String name, String... addresses) {
        return new NodeSetup(this, network.host(addresses), name);
    }

    /** A node that has announced itself, and has been answered. */
    NodeFixture joined(String name, String address) throws IOException {
        return joined(node(name, address));
    }

    NodeFixture joined(NodeSetup setup) throws IOException {
        NodeFixture fixture = setup.open();
        simulation.advance(JOINING);
        return fixture;
    }

    /** Another client, at this address and port 2425, that talks to {@code node}. */
    LockstepPeer peer(String user, String address, NodeFixture node) {
        return new LockstepPeer(simulation, network.raw(address), node.address(), new Identity(user, "pc-of-" + user));
    }

    NodeFixture open(
            String name,
            NodeOptions options,
            SimulatedHost host,
            SimulatedWorkers workers,
            Path directory,
            @Nullable HeldMessageStore heldMessages)
            throws IOException {
        TransportFactory recording = (threads, bindAddress, port) -> {
            Transport transport = host.open(threads, bindAddress, port);
            loops.add((SimulatedLoop) transport.loop());
            return wrapping.apply(transport);
        };
        NodeEnvironment environment =
                new NodeEnvironment(recording, simulation.clock(), simulation.random(), workers, directory);
        if (heldMessages != null) {
            environment = environment.keepingHeldMessagesIn(heldMessages);
        }
        NodeFixture fixture = new NodeFixture(simulation, Node.open(name, options, environment), host, workers);
        opened.add(fixture);
        return fixture;
    }

    /** What has left from this address so far. */
    List<Transmission> sentFrom(NodeFixture node) {
        return network.tap().stream()
                .filter(each -> each.from().equals(node.address()))
                .toList();
    }

    /** How many timers are set on all nodes. */
    int timers() {
        return loops.stream().mapToInt(SimulatedLoop::timers).sum();
    }

    /** Closes what is still open and checks that nothing of any node is left. */
    void closeAll() {
        for (NodeFixture each : opened) {
            each.workers.refuse(false);
            each.workers.release();
            each.close();
        }
        simulation.advance(Duration.ofSeconds(1)); // what workers had still to do
        assertThat(network.openTransports()).as("transports left").isZero();
        assertThat(loops).allSatisfy(loop -> {
            assertThat(loop.isTerminated()).as("%s has ended", loop).isTrue();
            assertThat(loop.timers()).as("timers left on %s", loop).isZero();
        });
        assertThat(opened)
                .allSatisfy(node -> assertThat(node.workers.pending())
                        .as("tasks left of %s", node.node.options().nickname())
                        .isZero());
    }

    static InetSocketAddress socket(String address) {
        return SocketAddresses.parse(address, NodeOptions.DEFAULT_PORT).orElseThrow();
    }
}
