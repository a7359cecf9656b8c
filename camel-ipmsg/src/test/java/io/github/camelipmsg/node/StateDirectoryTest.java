/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What outlives a node, and that it belongs to one node at a time. */
class StateDirectoryTest extends NodeTest {
    @Test
    void oneIdentityIsOneNodesAtATime() throws IOException {
        nodes.node("bot", "10.1.0.1").identity("bot", "pc").open();

        assertThatIOException()
                .isThrownBy(() ->
                        nodes.node("twin", "10.1.0.2").identity("BOT", "PC").open())
                .withMessageContaining("user 'BOT' on host 'PC'")
                .withMessageContaining("userName, hostName or stateDirectory");
        assertThat(network.openTransports()).isEqualTo(1);
    }

    @Test
    void anotherIdentityIsAnothers() throws IOException {
        nodes.node("one", "10.1.0.1").identity("bot", "pc-1").open();
        nodes.node("two", "10.1.0.2").identity("bot", "pc-2").open();

        assertThat(network.openTransports()).isEqualTo(2);
    }

    @Test
    void anIdentityIsFreeAgainWhenItsNodeIsClosed() throws IOException {
        nodes.node("bot", "10.1.0.1").open().close();
        NodeFixture again = nodes.node("bot", "10.1.0.1").open();

        assertThat(again.members()).isEmpty();
    }

    @Test
    void anIdentityIsFreeAgainWhenThePortWasNot() throws IOException {
        nodes.node("first", "10.1.0.1").open();
        assertThatIOException()
                .isThrownBy(() -> nodes.node("second", "10.1.0.1").open())
                .withMessageContaining("already in use");

        assertThat(nodes.node("second", "10.1.0.1").port(2426).open().members()).isEmpty();
    }

    @Test
    void everyNameIsAHarmlessDirectory() throws IOException {
        for (String user : List.of("../../escape", "a/b\\c", "山田", "CON", "x".repeat(200), ".", "a b*?<>|")) {
            try (StateDirectory directory = StateDirectory.open(stateDirectory, new Identity(user, "pc"), "bot")) {
                Files.createFile(directory.resolve("something"));
            }
        }

        try (Stream<Path> below = Files.list(stateDirectory)) {
            assertThat(below).hasSize(7).allMatch(Files::isDirectory);
        }
        assertThat(stateDirectory.getParent().resolve("escape@pc")).doesNotExist();
    }

    @Test
    void numbersRiseAcrossRestarts() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            NodeFixture bot = nodes.node("bot", "10.1.0.1").open();
            numbers.add(bot.deliver(Draft.of("x").to("10.1.0.9").unconfirmed()).packetNumber());
            numbers.add(bot.deliver(Draft.of("x").to("10.1.0.9").unconfirmed()).packetNumber());
            bot.close();
        }

        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.get(7) - numbers.get(0)).isLessThan(100);
    }

    @Test
    void aDirectoryThatIsGoneFailsTheSendAndNothingElse() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        try (Stream<Path> files = Files.walk(stateDirectory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!each.equals(stateDirectory)) {
                    Files.delete(each);
                }
            }
        }
        DeliveryResult last = null;
        for (int i = 0; i < PacketNumbers.BLOCK + 10; i++) {
            last = bot.deliver(Draft.of("x" + i).to("10.1.0.9", "10.1.0.8").unconfirmed());
        }

        assertThat(last.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(last.packetNumber()).isZero();
        assertThat(last.deliveries()).hasSize(2).allSatisfy(each -> {
            assertThat(each.cause()).contains(Cause.STATE_DIRECTORY);
            assertThat(each.detail()).startsWith("there is no packet number for it: ");
            assertThat(each.attempts()).isZero();
            assertThat(each.packetNumbers()).isEmpty();
        });
        peer.listensAfresh();
        Files.createDirectories(stateDirectory.resolve("bot%40host-of-bot"));
        bot.deliver(Draft.of("asks again").to("10.1.0.8").unconfirmed());
        simulation.advance(Duration.ofMillis(100));
        assertThat(bot.deliver(Draft.of("back").to("10.1.0.9").unconfirmed()).status())
                .isEqualTo(DeliveryStatus.SENT);
    }
}
