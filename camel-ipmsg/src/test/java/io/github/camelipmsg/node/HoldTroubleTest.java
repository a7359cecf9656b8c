/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of messages that are to be held when the disk, a store or the waiting room fails them. */
class HoldTroubleTest extends HoldingTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Lacks a class as long as the test wants. */
    private static final class BrokenStore extends HeldInMemory {
        boolean broken;
        int failures;

        @Override
        public void save(String owner, List<Change> changes) throws IOException {
            if (broken) {
                failures++;
                throw new NoClassDefFoundError("com/example/Driver");
            }
            super.save(owner, changes);
        }
    }

    /** Counts what it is told. */
    private static final class CountedStore extends HeldInMemory {
        int changes;

        @Override
        public void save(String owner, List<Change> changed) throws IOException {
            changes += changed.size();
            super.save(owner, changed);
        }
    }

    @Test
    void aSendThatRunsOutOfNumbersInTheMiddleBlocksNobody() throws IOException {
        opens(nodes.node("bot", BOT));
        cameAndWent();
        Path obstacle = numberFile().resolveSibling("packet-number.next");
        Files.createDirectory(obstacle); // no further block of numbers can be reserved
        String parts = "All work and no play. ".repeat(2_600);
        DeliveryResult last = sends(Draft.of(parts).to("Taro").split().held());
        for (int sent = 1; sent < 1_024 && last.status() == DeliveryStatus.HELD; sent++) {
            last = sends(Draft.of(parts).to("Taro").split().held());
        }
        Files.delete(obstacle);
        assertThat(last.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(last.deliveries().get(0).packetNumbers()).hasSizeGreaterThan(1);
        peer.confirmsAll();
        comes();
        simulation.advance(LONG);
        goes();

        DeliveryResult next = sends(Draft.of("next").to("Taro").held());
        assertThat(next.status()).isEqualTo(DeliveryStatus.HELD);
        comes();
        simulation.advance(LONG);

        assertThat(bot.confirmation(next.packetNumber()).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    private Path numberFile() throws IOException {
        try (Stream<Path> files = Files.walk(stateDirectory)) {
            return files.filter(file -> file.endsWith("packet-number"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aStoreThatThrowsAnErrorFailsTheSendAndIsTriedAgain() throws IOException {
        BrokenStore store = new BrokenStore();
        opens(nodes.node("bot", BOT).heldMessages(store));
        cameAndWent();
        store.broken = true;

        DeliveryResult failed = sends(Draft.of("hello").to("Taro").held());
        store.broken = false;
        DeliveryResult later = sends(Draft.of("later").to("Taro").held());

        assertThat(failed.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(failed.deliveries().get(0).cause()).contains(Cause.HELD_MESSAGES);
        assertThat(failed.deliveries().get(0).detail()).contains("com/example/Driver");
        assertThat(later.status()).isEqualTo(DeliveryStatus.HELD);
    }

    @Test
    void aStoreThatDoesNotAnswerFailsTheSendAfterAMinute() throws IOException {
        BrokenStore store = new BrokenStore();
        opens(nodes.node("bot", BOT).heldMessages(store));
        cameAndWent();
        bot.workers.takeBetween(Duration.ofSeconds(90), Duration.ofSeconds(91));

        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").held());
        simulation.advance(Duration.ofMillis(1));
        bot.workers.takeBetween(Duration.ZERO, Duration.ofMillis(1));
        simulation.advance(WaitingRoom.IS_STORED_WITHIN);
        simulation.advance(Duration.ofMillis(1));

        assertThat(sent).isCompleted();
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(sent.join().deliveries().get(0).detail()).contains("not stored within 1 min");
        simulation.advance(Duration.ofMinutes(5));
        assertThat(store.kept).isEmpty(); // nor is it sent after a restart
    }

    @Test
    void aStoreThatHangsIsNotLeftToWriteWhatHasEndedMeanwhile() throws IOException {
        CountedStore store = new CountedStore();
        opens(nodes.node("bot", BOT).heldMessages(store));
        cameAndWent();
        bot.workers.takeBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plusMillis(1));
        bot.begins(Draft.of("the store does not answer").to("Taro").held());
        simulation.advance(Duration.ofMillis(1));
        bot.workers.takeBetween(Duration.ZERO, Duration.ofMillis(1));
        for (int i = 0; i < 100; i++) {
            bot.begins(Draft.of("behind it").to("Taro").held());
        }
        simulation.advance(WaitingRoom.IS_STORED_WITHIN.plusMillis(100));

        CompletableFuture<DeliveryResult> last =
                bot.send(Draft.of("late enough").to("Taro").held());
        simulation.advance(Duration.ofMinutes(9));

        assertThat(last).isCompleted();
        simulation.advance(Duration.ofMinutes(5));
        assertThat(store.changes).isEqualTo(2); // the first one came and went
        assertThat(store.kept).isEmpty();
    }

    @Test
    void aStoreThatFailsIsAskedAFewTimesForEachMessageHoweverManyHaveFailed() throws IOException {
        BrokenStore store = new BrokenStore();
        opens(nodes.node("bot", BOT).heldMessages(store));
        cameAndWent();
        store.broken = true;
        for (int i = 0; i < 50; i++) {
            assertThat(sends(Draft.of("hello").to("Taro").held()).status()).isEqualTo(DeliveryStatus.FAILED);
        }
        int before = store.failures;

        sends(Draft.of("hello").to("Taro").held());

        assertThat(store.failures - before).isLessThanOrEqualTo(6);
        store.broken = false;
        assertThat(sends(Draft.of("later").to("Taro").held()).status()).isEqualTo(DeliveryStatus.HELD);
        simulation.advance(HeldJournal.TRIES_AGAIN_AFTER);
        assertThat(store.kept).hasSize(1);
    }

    @Test
    void whatFindsNoRoomGivesNoTurnToWhatIsHeldAfterIt() throws IOException {
        opens(nodes.node("bot", BOT).heldMessages(new BrokenStore()));
        cameAndWent();
        DeliveryResult large = sends(
                Draft.of("x".repeat(WaitingRoom.MAX_CHARACTERS - 10)).to("Taro").held());
        assertThat(large.status()).isEqualTo(DeliveryStatus.HELD);
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", bot);
        hanako.presents("hanako");
        bot.begins(Draft.of("first").to("hanako").inFlight(1).confirmedWithin(Duration.ofSeconds(10)));
        bot.begins(Draft.of("second")
                .to("hanako")
                .inFlight(1)
                .confirmedWithin(Duration.ofSeconds(3))
                .held());
        bot.begins(Draft.of("too long".repeat(10))
                .to("hanako")
                .confirmedWithin(Duration.ofMinutes(1))
                .held());
        bot.begins(Draft.of("4")
                .to("hanako")
                .confirmedWithin(Duration.ofMinutes(1))
                .held());
        simulation.advance(LONG);
        hanako.confirmsAll();
        hanako.presents("hanako");
        simulation.advance(LONG);

        Delivery after = bot.deliverOne(Draft.of("5").to("hanako").inFlight(1));

        assertThat(after.status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void recipientsWithAnOutcomeAreForgottenAfterAnHourThoughOneIsHeldFor() throws IOException {
        opens(nodes.node("bot", BOT));
        cameAndWent();
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", bot);
        hanako.confirmsAll();
        hanako.presents("Hanako");
        soon();
        DeliveryResult sent = bot.deliver(Draft.of("hello").to("Hanako", "Taro").held());
        assertThat(sent.deliveries()).hasSize(2);
        assertThat(kept()).isEqualTo(1);

        simulation.advance(DeliveryRecords.KEPT_FOR.minusMinutes(1));
        assertThat(bot.confirmation(sent.packetNumber()).deliveries()).hasSize(2);
        simulation.advance(Duration.ofMinutes(2));

        assertThat(bot.confirmation(sent.packetNumber()).deliveries())
                .singleElement()
                .extracting(Delivery::status)
                .isEqualTo(DeliveryStatus.HELD);
        assertThat(kept()).isZero();
        peer.confirmsAll();
        comes();
        simulation.advance(Duration.ofSeconds(5));
        assertThat(bot.confirmation(sent.packetNumber()).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(kept()).isEqualTo(1);
    }

    private int kept() {
        return simulation.await(bot.node.sizes(), Duration.ofSeconds(1)).outcomesKept();
    }
}
