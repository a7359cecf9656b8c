/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held outlives the node: its stop, and its sudden end. */
class HoldRestartTest extends HoldingTest {
    @TempDir
    Path survivor;

    @BeforeEach
    void aMemberCameAndWent() throws IOException {
        opens(nodes.node("bot", BOT));
        cameAndWent();
    }

    private long holds(String text) {
        return holds(Draft.of(text).to("Taro").held());
    }

    private long holds(Draft draft) {
        CompletableFuture<DeliveryResult> sent = bot.send(draft);
        simulation.advance(Duration.ofMillis(50));
        assertThat(sent).isCompleted();
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.HELD);
        return sent.join().packetNumber();
    }

    private void restarts(Duration after) throws IOException {
        bot.close();
        simulation.advance(after);
        bot = nodes.node("bot", BOT).open();
        news = News.of(bot);
        simulation.advance(Duration.ofSeconds(7));
        peer.listensAfresh();
    }

    /** The process ends as by kill -9: what is on the disk now is what the next one finds. */
    private void crashes() throws IOException {
        try (Stream<Path> files = Files.walk(stateDirectory)) {
            for (Path file : files.toList()) {
                Path copy = survivor.resolve(stateDirectory.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        network.partition(BOT);
        bot.workers.release();
        bot.close();
        network.heal(BOT);
        bot = nodes.node("bot", BOT).stateDirectory(survivor).open();
        news = News.of(bot);
        simulation.advance(Duration.ofSeconds(7));
        peer.listensAfresh();
    }

    @Test
    void goesOutUnderItsOldNumberAndTellsItsOutcome() throws IOException {
        long first = holds("first");
        long second = holds("second");
        restarts(Duration.ofDays(2));
        assertThat(bot.confirmation(first).status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(bot.confirmation(second).deliveries().get(0).elapsed()).isGreaterThan(Duration.ofDays(2));

        comes();
        Heard message = hears();
        assertThat(message.text()).isEqualTo("first");
        assertThat(number(message)).isEqualTo(first);
        peer.confirms(message);
        Heard next = hears();
        assertThat(number(next)).isEqualTo(second);
        peer.confirms(next);
        soon();

        assertThat(news.outcomes).containsExactly(first + " RECEIVED", second + " RECEIVED");
        assertThat(bot.confirmation(first).delivered()).isTrue();
        restarts(Duration.ZERO);
        comes();
        simulation.advance(Duration.ofMinutes(1));
        peer.hearsNothingOf(Command.SENDMSG);
    }

    @Test
    void aMemberKnownBeforeTheRestartIsHeldForAfterIt() throws IOException {
        restarts(Duration.ofDays(3));

        holds("hello");
        comes();

        assertThat(hears().text()).isEqualTo("hello");
    }

    @Test
    void whoeverIsHereBeforeTheRoutesAreReadyWaitsAMoment() throws IOException {
        holds("hello");
        bot.close();
        bot = nodes.node("bot", BOT).open();
        simulation.advance(Duration.ofMillis(300));
        peer.listensAfresh();
        comes();
        simulation.advance(Duration.ofSeconds(4));
        peer.hearsNothingOf(Command.SENDMSG);
        simulation.advance(Duration.ofSeconds(1));

        assertThat(hears().text()).isEqualTo("hello");
    }

    @Test
    void whatExpiredMeanwhileIsToldAndNotSent() throws IOException {
        long number = holds(Draft.of("hello").to("Taro").heldFor(Duration.ofHours(1)));
        restarts(Duration.ofHours(2));

        assertThat(news.outcomes).containsExactly(number + " UNCONFIRMED");
        assertThat(news.deliveries.get(0).cause()).contains(Cause.EXPIRED);
        comes();
        simulation.advance(Duration.ofMinutes(1));
        peer.hearsNothingOf(Command.SENDMSG);
    }

    @Test
    void whatIsOutWhenTheNodeStopsIsHeldStill() throws IOException {
        long number = holds("hello");
        comes();
        hears();
        restarts(Duration.ofMinutes(1));
        assertThat(news.outcomes).isEmpty();

        comes();
        assertThat(number(hears())).isEqualTo(number);
    }

    @Test
    void whatIsPendingAndNotHeldIsUnconfirmedWhenTheNodeStops() throws IOException {
        comes();
        simulation.advance(Duration.ofSeconds(5));
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").held());
        simulation.advance(Duration.ofSeconds(3));
        bot.close();

        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(sent.join().deliveries().get(0).cause()).contains(Cause.SHUTDOWN);
    }

    @Test
    void whatIsBeingStoredWhenTheNodeStopsIsHeld() throws IOException {
        bot.workers.takeBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").held());
        simulation.advance(Duration.ofMillis(10));
        assertThat(sent).isNotDone();
        restarts(Duration.ZERO);

        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.HELD);
        comes();
        assertThat(hears().text()).isEqualTo("hello");
    }

    @Test
    void aCrashAfterItWasToldLosesNothing() throws IOException {
        long number = holds("hello");
        crashes();

        comes();
        Heard message = hears();
        assertThat(number(message)).isEqualTo(number);
        peer.confirms(message);
        soon();
        assertThat(news.outcomes).containsExactly(number + " RECEIVED");
    }

    @Test
    void aCrashBetweenReceiptAndRemovalSendsTheSameOnceMore() throws IOException {
        holds("hello");
        comes();
        Heard first = hears();
        bot.workers.hold(); // so that it is not taken out
        peer.confirms(first);
        soon();
        assertThat(news.outcomes).hasSize(1);
        crashes();

        comes();
        Heard again = hears();
        assertThat(again.packet()).isEqualTo(first.packet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Taro", "10.1.0.9"})
    void aCrashThatLostWhoWasKnownLetsNothingGoAheadOfWhatIsHeld(String recipient) throws IOException {
        long first = holds("first");
        Files.deleteIfExists(stateDirectory.resolve("known-members"));
        crashes();

        long second = holds(Draft.of("second").to(recipient).held());
        comes();

        Heard heard = hears();
        assertThat(number(heard)).isEqualTo(first);
        peer.confirms(heard);
        assertThat(number(hears())).isEqualTo(second);
    }

    @Test
    void theReceiverRunsOnceWhatACrashSendsTwice() throws IOException {
        NodeFixture receiver = nodes.joined("hanako", "10.1.0.8");
        Mailbox mailbox = receiver.mailbox();
        simulation.advance(Duration.ofSeconds(7));
        receiver.close();
        holds(Draft.of("hello").to("hanako").held());
        receiver = nodes.node("hanako", "10.1.0.8").open();
        receiver.node.subscribe(mailbox);
        network.loseIf(HoldRestartTest::isReceipt);
        simulation.runUntil(() -> !mailbox.texts().isEmpty(), Duration.ofSeconds(30));
        simulation.advance(Duration.ofSeconds(1));
        crashes();
        network.loseIf(datagram -> false);
        simulation.advance(Duration.ofSeconds(30));

        assertThat(news.outcomes).hasSize(1).allMatch(outcome -> outcome.endsWith(" RECEIVED"));
        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(receiver.count(NodeCounters.Event.MESSAGE_REPEATED)).isPositive();
    }

    private static boolean isReceipt(io.github.camelipmsg.simulation.Transmission datagram) {
        String command = new String(datagram.bytes(), StandardCharsets.US_ASCII).split(":", 6)[4];
        return new CommandWord((int) Long.parseLong(command)).command() == Command.RECVMSG;
    }

    @Test
    void aLongTextOfWhichAPartWasReceivedGoesOnWithTheRest() throws IOException {
        long number = holds(Draft.of("All work and no play. ".repeat(1_000))
                .to("Taro")
                .split()
                .held());
        comes();
        peer.confirms(hears());
        hears();
        restarts(Duration.ZERO);

        comes();
        Heard second = hears();
        assertThat(second.text()).startsWith("(2/3) ");
        peer.confirms(second);
        peer.confirms(hears());
        soon();
        assertThat(news.outcomes).containsExactly(number + " RECEIVED");
        assertThat(news.deliveries.get(0).packetNumbers()).hasSize(3);
    }

    @Test
    void whoLeftTheGroupWithAnOutcomeIsNotSentToAgain() throws IOException {
        LockstepPeer here = nodes.peer("hanako", "10.1.0.8", bot);
        here.presents("Hanako");
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro", "Hanako").held());
        here.confirms(here.hears(Duration.ofSeconds(1)));
        soon();
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.HELD);
        restarts(Duration.ZERO);

        here.listensAfresh();
        here.presents("Hanako");
        simulation.advance(Duration.ofMinutes(1));
        here.hearsNothingOf(Command.SENDMSG);
        comes();
        peer.confirms(hears());
        soon();
        assertThat(news.outcomes).isEqualTo(List.of(sent.join().packetNumber() + " RECEIVED"));
    }
}
