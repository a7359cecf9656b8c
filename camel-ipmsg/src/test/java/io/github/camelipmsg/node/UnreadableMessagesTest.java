/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.LoggedBy;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anybody can send what cannot be decrypted, as often as they like. */
class UnreadableMessagesTest {
    @TempDir
    Path state;

    private final Simulation simulation = Simulation.withSeed(11);
    private final LoggedBy inbox = new LoggedBy(Inbox.class);
    private RawHost peer;
    private Node node;

    @BeforeEach
    void open() throws IOException {
        peer = simulation.network().raw("10.1.0.9");
        node = Node.open(
                "bot",
                new NodeOptions(
                        new Identity("bot", "pc"),
                        "bot",
                        "",
                        NodeOptions.DEFAULT_PORT,
                        null,
                        false,
                        List.of(),
                        NodeOptions.DEFAULT_PORT,
                        Duration.ofMinutes(5),
                        StandardCharsets.UTF_8,
                        List.of(),
                        Unmappable.REJECT,
                        null,
                        List.of(),
                        10,
                        false,
                        Duration.ofMinutes(10)),
                new NodeEnvironment(
                        simulation.network().host("10.1.0.1"),
                        simulation.clock(),
                        simulation.random(),
                        simulation.workers(),
                        state));
        node.subscribe(new MessageHandler() {
            @Override
            public boolean wants(InboundMessage message) {
                return true;
            }

            @Override
            public Optional<Slot> reserve(InboundMessage message) {
                throw new AssertionError("an unreadable message was offered");
            }
        });
    }

    @AfterEach
    void close() {
        inbox.close();
        simulation.await(node.close(), Duration.ofSeconds(5));
        assertThat(simulation.network().openTransports()).isZero();
    }

    @Test
    void countsEachOfThemButDoesNotLetThemFillTheLog() {
        sealed(1, 500);
        assertThat(inbox.warnings()).hasSize(1);

        simulation.advance(Duration.ofMinutes(2));
        sealed(501, 500);

        assertThat(inbox.warnings()).hasSize(2);
        assertThat(node.counters().total(Event.MESSAGE_UNREADABLE)).isEqualTo(1_000);
        assertThat(peer.received()).isEmpty();
    }

    /** SENDMSG with ENCRYPTOPT and a receipt asked for, by somebody who wants no entry of ours (NOADDLISTOPT). */
    private void sealed(int first, int count) {
        int command = 0x20 | 0x0040_0000 | 0x0008_0000 | 0x100;
        IntStream.range(first, first + count)
                .forEach(number -> peer.send(
                        "10.1.0.1",
                        ("1:" + number + ":u:h:" + command + ":41900004:00:11\0").getBytes(StandardCharsets.US_ASCII)));
        simulation.advance(Duration.ofSeconds(1));
    }
}
