/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.simulation.LinkQuality;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a network that loses, doubles and is cut, with a sender that restarts: held messages run once each, in order. */
class HoldInvariantsTest extends NodeTest {
    private static final int MESSAGES = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyHeldMessageRunsOnceInOrderAndHasOneTrueOutcome(long seed) throws IOException {
        Random chance = new Random(seed);
        nodes = new SimulatedNodes(seed, stateDirectory);
        simulation = nodes.simulation;
        network = nodes.network;
        NodeFixture receiver = nodes.joined("receiver", "10.1.0.9");
        Mailbox mailbox = receiver.mailbox();
        NodeFixture sender = nodes.joined("sender", "10.1.0.1");
        List<News> news = new ArrayList<>(List.of(News.of(sender)));
        soon();
        network.quality(LinkQuality.POOR.losing(0.2));

        List<CompletableFuture<DeliveryResult>> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            if (chance.nextInt(6) == 0) {
                network.partition("10.1.0.9");
            } else if (chance.nextInt(3) == 0) {
                network.heal("10.1.0.9");
            }
            if (chance.nextInt(12) == 0 && sent.stream().allMatch(CompletableFuture::isDone)) {
                sender.close();
                sender = nodes.node("sender", "10.1.0.1").open();
                news.add(News.of(sender));
            }
            sent.add(sender.send(Draft.of("" + i).to("receiver").inFlight(1).held()));
            simulation.advance(Duration.ofSeconds(chance.nextInt(40)));
        }
        network.heal("10.1.0.9");
        network.quality(LinkQuality.LAN);
        for (int minute = 0; minute < 30; minute++) {
            var unused = sender.node.refresh();
            simulation.advance(Duration.ofMinutes(1));
        }

        List<String> all = new ArrayList<>();
        TreeMap<Long, DeliveryStatus> outcomes = new TreeMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            all.add("" + i);
            DeliveryResult told = sent.get(i).join();
            outcomes.put(told.packetNumber(), told.status());
            assertThat(told.status()).isIn(DeliveryStatus.HELD, DeliveryStatus.RECEIVED);
        }
        assertThat(mailbox.texts()).containsExactlyElementsOf(all);
        news.forEach(each -> each.outcomes.forEach(outcome -> {
            String[] words = outcome.split(" ", 2);
            outcomes.put(Long.parseLong(words[0]), DeliveryStatus.valueOf(words[1]));
        }));
        assertThat(outcomes.values()).hasSize(MESSAGES).containsOnly(DeliveryStatus.RECEIVED);
        assertThat(sent.stream().filter(each -> each.join().status() == DeliveryStatus.HELD))
                .as("held at first")
                .hasSizeGreaterThan(10);
    }
}
