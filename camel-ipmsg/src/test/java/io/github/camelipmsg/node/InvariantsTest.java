/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.simulation.LinkQuality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must hold however bad the network is: nothing is called received that was not run, nothing is run twice, and
 * every send ends, once. A ledger beside the nodes keeps its own account.
 */
class InvariantsTest {
    private static final int NODES = 4;
    private static final int SENDS = 600;

    @TempDir
    Path stateDirectory;

    private final List<NodeFixture> opened = new ArrayList<>();
    private final Map<String, Integer> runs = new HashMap<>(); // receiver and text: how often its handler accepted
    private final Set<String> read = new TreeSet<>();
    private final Map<String, Integer> offers = new HashMap<>(); // also what the handler then failed on
    private final Map<String, List<DeliveryResult>> outcomes = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void holdWhateverTheNetworkDoes(long seed) throws IOException {
        SimulatedNodes nodes = new SimulatedNodes(seed, stateDirectory);
        RandomGenerator random = nodes.simulation.random();
        for (int i = 1; i <= NODES; i++) {
            opened.add(nodes.node("node" + i, "10.1.0." + i).open());
            subscribe(opened.get(i - 1), nodes, random);
        }
        nodes.simulation.advance(SimulatedNodes.JOINING);
        nodes.network.quality(LinkQuality.POOR.losing(0.3).doubling(0.2).reordering(0.3));
        for (int i = 0; i < SENDS; i++) {
            send(opened.get(random.nextInt(NODES)), "message " + i, random);
            if (random.nextInt(10) == 0) {
                nodes.simulation.advance(Duration.ofMillis(random.nextInt(500)));
            }
            if (random.nextInt(150) == 0) {
                String plug = "10.1.0." + (1 + random.nextInt(NODES));
                nodes.network.partition(plug);
                nodes.simulation.later(Duration.ofSeconds(random.nextInt(8)), () -> nodes.network.heal(plug));
            }
        }
        NodeFixture leaves = opened.get(random.nextInt(NODES));
        leaves.close();
        nodes.simulation.advance(Duration.ofMinutes(1));

        assertEverySendHasOneOutcome();
        assertNothingIsRunTwice();
        assertWhatIsReceivedWasRun();
        assertWhatIsReadWasOpened();
        assertThatTheNetworkWasReallyBad(nodes);
        nodes.closeAll();
    }

    private void subscribe(NodeFixture node, SimulatedNodes nodes, RandomGenerator random) {
        node.node.subscribe(new Route(node, nodes, random));
    }

    private void send(NodeFixture from, String text, RandomGenerator random) {
        String to = random.nextInt(4) == 0 ? "*" : "node" + (1 + random.nextInt(NODES));
        Draft draft = Draft.of(text).to(to).inFlight(1 + random.nextInt(8)).resolvedWithin(Duration.ofMillis(100));
        switch (random.nextInt(8)) {
            case 0 -> draft.unconfirmed();
            case 1, 2 -> draft.read().readWithin(Duration.ofSeconds(20));
            default -> {
                // a receipt, as ever
            }
        }
        outcomes.put(text, new ArrayList<>());
        CompletableFuture<DeliveryResult> unused = from.send(draft).whenComplete((result, failure) -> {
            if (failure == null) {
                outcomes.get(text).add(result);
            } else {
                assertThat(failure).isInstanceOf(RecipientException.class); // it wrote to itself
                outcomes.remove(text);
            }
        });
    }

    private void assertEverySendHasOneOutcome() {
        assertThat(outcomes).hasSizeGreaterThan(SENDS / 2);
        assertThat(outcomes)
                .allSatisfy((text, results) -> assertThat(results).as(text).hasSize(1));
    }

    private void assertNothingIsRunTwice() {
        assertThat(runs)
                .isNotEmpty()
                .allSatisfy((message, times) -> assertThat(times).as(message).isEqualTo(1));
    }

    private void assertWhatIsReceivedWasRun() {
        Set<String> received = new TreeSet<>();
        outcomes.forEach((text, results) -> results.get(0).deliveries().stream()
                .filter(delivery -> delivery.status().compareTo(DeliveryStatus.RECEIVED) >= 0)
                .forEach(delivery -> received.add(SocketAddresses.format(delivery.address()) + " " + text)));
        assertThat(received).hasSizeGreaterThan(SENDS / 4).isSubsetOf(runs.keySet());
    }

    private void assertWhatIsReadWasOpened() {
        Set<String> told = new TreeSet<>();
        outcomes.forEach((text, results) -> results.get(0).deliveries().stream()
                .filter(delivery -> delivery.status() == DeliveryStatus.READ)
                .forEach(delivery -> told.add(SocketAddresses.format(delivery.address()) + " " + text)));
        assertThat(told).hasSizeGreaterThan(SENDS / 40).isSubsetOf(read);
    }

    private void assertThatTheNetworkWasReallyBad(SimulatedNodes nodes) {
        assertThat(nodes.network.traffic().lost()).isGreaterThan(SENDS / 4);
        assertThat(nodes.network.traffic().duplicated()).isGreaterThan(SENDS / 8);
        assertThat(offers.values()).anyMatch(times -> times > 1); // what failed at first came again
        assertThat(outcomes.values())
                .flatExtracting(results -> results.get(0).deliveries())
                .extracting(Delivery::status)
                .contains(DeliveryStatus.RECEIVED, DeliveryStatus.UNCONFIRMED, DeliveryStatus.SENT);
    }

    /** Takes its time, has not always room, and fails now and then. */
    private final class Route implements MessageHandler {
        private final NodeFixture node;
        private final SimulatedNodes nodes;
        private final RandomGenerator random;

        Route(NodeFixture node, SimulatedNodes nodes, RandomGenerator random) {
            this.node = node;
            this.nodes = nodes;
            this.random = random;
        }

        @Override
        public boolean wants(InboundMessage message) {
            return true;
        }

        @Override
        public Optional<Slot> reserve(InboundMessage message) {
            return random.nextInt(20) == 0 ? Optional.empty() : Optional.of(new Work());
        }

        private final class Work implements Slot {
            @Override
            public CompletionStage<?> accept(InboundMessage message) {
                String key = SocketAddresses.format(node.address()) + " " + message.text();
                offers.merge(key, 1, Integer::sum);
                CompletableFuture<Void> done = new CompletableFuture<>();
                boolean fails = random.nextInt(15) == 0;
                nodes.simulation.later(Duration.ofMillis(random.nextInt(1500)), () -> {
                    if (fails) {
                        done.completeExceptionally(new IllegalStateException("as the test wants"));
                    } else {
                        runs.merge(key, 1, Integer::sum);
                        done.complete(null);
                        if (random.nextBoolean()) {
                            read.add(key);
                            node.node.opened(message);
                        }
                    }
                });
                return done;
            }

            @Override
            public void release() {}
        }
    }
}
