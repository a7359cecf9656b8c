/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is looked for with TCP, and how often. */
class HandshakesTest {
    private final Simulation simulation = Simulation.withSeed(1);
    private final List<InetSocketAddress> reached = new ArrayList<>();
    private final List<InetSocketAddress> answered = new ArrayList<>();
    private Transport transport;
    private Handshakes handshakes;

    @BeforeEach
    void opens() throws IOException {
        transport = simulation.network().host("10.1.0.1/16").open("bot", null, NodeOptions.DEFAULT_PORT);
        NodeOptions options =
                new SimulatedNodes(1, Path.of("")).node("bot", "10.1.0.1").options();
        handshakes = new Handshakes(
                simulation.clock(),
                transport,
                new AccessList(options, transport),
                new AnswerBudget(transport.loop(), simulation.clock()));
        simulation.network().onConnection((from, to) -> answered.add(to));
    }

    private RawHost listening(String address) {
        RawHost host = simulation.network().raw(address);
        host.listen();
        return host;
    }

    private void tries(InetSocketAddress address) {
        transport.loop().execute(() -> handshakes.tryTo(address, () -> reached.add(address)));
    }

    private void tries(String address) {
        tries(SimulatedNodes.socket(address));
        simulation.advance(Duration.ofSeconds(4));
    }

    @Test
    void whoListensIsReachedAndWhoDoesNotIsNot() {
        listening("10.1.0.9");
        simulation.network().raw("10.1.0.8");

        tries("10.1.0.9");
        tries("10.1.0.8");
        tries("10.1.0.7"); // nobody

        assertThat(reached).containsExactly(SimulatedNodes.socket("10.1.0.9"));
    }

    @Test
    void anAddressIsTriedOnceAMinute() {
        listening("10.1.0.9");
        for (int i = 0; i < 30; i++) {
            tries("10.1.0.9"); // every four seconds
        }

        assertThat(answered).hasSize(2);
    }

    @Test
    void noMoreThanAFewAreTriedAtOnceAndInALongTime() {
        for (int i = 0; i < 250; i++) {
            listening("10.1.1." + (1 + i));
        }
        for (int i = 0; i < 30; i++) {
            tries(SimulatedNodes.socket("10.1.1." + (1 + i)));
        }
        simulation.advance(Duration.ofSeconds(4));
        assertThat(answered).hasSize(Handshakes.AT_ONCE);

        for (int i = 30; i < 250; i++) {
            tries(SimulatedNodes.socket("10.1.1." + (1 + i)));
            simulation.advance(Duration.ofMillis(10));
        }
        assertThat(answered).hasSizeBetween(32, 50); // in two seconds
    }

    @Test
    void neverSystemServicesNetworksOrWhoIsNotListenedTo() {
        listening("10.1.0.9:999");
        listening("192.0.2.7");

        tries("10.1.0.9:999");
        tries("192.0.2.7");
        tries("10.1.255.255");
        tries("224.0.0.1");
        tries("10.1.0.1");

        assertThat(answered).isEmpty();
        assertThat(reached).isEmpty();
    }
}
