/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stores of held messages that are full, broken or slow, and others than ours. */
class HeldMessageStoreTest extends HoldingTest {
    private final Memory store = new Memory();

    private static final class Memory extends HeldInMemory {
        final List<Integer> batches = new ArrayList<>();

        @Nullable
        String trouble;

        int biggest = Integer.MAX_VALUE;

        @Override
        public Map<String, byte[]> load(String owner) throws IOException {
            check();
            return super.load(owner);
        }

        @Override
        public void save(String owner, List<Change> changes) throws IOException {
            assertThat(owner).isEqualTo("bot@host-of-bot");
            check();
            if (changes.stream().anyMatch(change -> change.value() != null && change.value().length > biggest)) {
                throw new IOException("that one is too big");
            }
            batches.add(changes.size());
            super.save(owner, changes);
        }

        private void check() throws IOException {
            if (trouble != null) {
                throw new IOException(trouble);
            }
        }
    }

    private void opens() throws IOException {
        opens(nodes.node("bot", BOT).heldMessages(store));
    }

    private Delivery holds(String text) {
        return bot.deliverOne(Draft.of(text).to("Taro").held());
    }

    @Test
    void anotherStoreTakesWhatIsHeldAndGivesItBack() throws IOException {
        opens();
        cameAndWent();
        assertThat(holds("hello").status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(store.kept).hasSize(1);
        bot.close();
        opens();

        comes();
        peer.confirms(hears());
        soon();

        assertThat(news.outcomes).hasSize(1);
        assertThat(store.kept).isEmpty();
    }

    @Test
    void aStoreThatFailsFailsTheSendAndSaysWhy() throws IOException {
        opens();
        cameAndWent();
        store.trouble = "the disk is full";

        Delivery delivery = holds("hello");

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Cause.HELD_MESSAGES);
        assertThat(delivery.detail())
                .isEqualTo("not sent, because Taro (taro@pc-of-taro, 10.1.0.9:2425) is not here; it could not be held"
                        + " for later: the disk is full");
        comes();
        simulation.advance(Duration.ofMinutes(1));
        peer.hearsNothingOf(Command.SENDMSG);

        store.trouble = null;
        cameAndWent();
        assertThat(holds("again").status()).isEqualTo(DeliveryStatus.HELD);
    }

    @Test
    void whatWasSentAndCannotBeHeldIsUnconfirmed() throws IOException {
        opens();
        comes();
        store.trouble = "the disk is full";

        Delivery delivery = holds("hello");

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NO_RECEIPT);
        assertThat(delivery.detail()).contains("no receipt within 15 s", "the disk is full");
    }

    @Test
    void oneThatTheStoreRefusesDoesNotHurtTheOthers() throws IOException {
        opens();
        cameAndWent();
        store.biggest = 2_000;
        bot.workers.takeBetween(Duration.ofMillis(10), Duration.ofMillis(11));
        List<CompletableFuture<DeliveryResult>> sent = new ArrayList<>();
        for (String text : List.of("0", "1", "2".repeat(1_000), "3")) {
            sent.add(bot.send(Draft.of(text).to("Taro").held()));
        }
        simulation.advance(Duration.ofMillis(100));

        Delivery third = sent.get(2).join().deliveries().get(0);
        assertThat(third.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(third.detail()).endsWith("that one is too big");
        assertThat(store.kept).hasSize(3);
        comes();
        for (String text : List.of("0", "1", "3")) {
            Heard message = hears();
            assertThat(message.text()).isEqualTo(text);
            peer.confirms(message);
        }
    }

    @Test
    void whatCouldNotBeTakenOutIsTakenOutLater() throws IOException {
        opens();
        cameAndWent();
        holds("hello");
        comes();
        Heard message = hears();
        store.trouble = "no connection";
        peer.confirms(message);
        soon();
        assertThat(news.outcomes).hasSize(1);
        assertThat(store.kept).hasSize(1);
        simulation.advance(Duration.ofMinutes(5));
        store.trouble = null;
        simulation.advance(HeldJournal.TRIES_AGAIN_AFTER);

        assertThat(store.kept).isEmpty();
    }

    @Test
    void manyAreStoredAtOnce() throws IOException {
        opens();
        cameAndWent();
        bot.workers.takeBetween(Duration.ofMillis(50), Duration.ofMillis(60));
        for (int i = 0; i < 300; i++) {
            bot.begins(Draft.of("" + i).to("Taro").held());
        }
        simulation.advance(Duration.ofSeconds(1));

        assertThat(store.kept).hasSize(300);
        assertThat(store.batches).hasSizeLessThan(5);
    }

    @Test
    void noMoreThanTheBoundAreHeld() throws IOException {
        opens();
        cameAndWent();
        bot.workers.takeBetween(Duration.ZERO, Duration.ZERO);
        for (int i = 0; i < WaitingRoom.MAX_HELD; i++) {
            bot.begins(Draft.of("" + i).to("Taro").held());
        }
        simulation.advance(Duration.ofSeconds(1));
        assertThat(store.kept).hasSize(WaitingRoom.MAX_HELD);

        Delivery delivery = holds("one too many");

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Cause.OVERLOAD);
        assertThat(delivery.detail())
                .contains("could not be held for later: 10000 messages with ", "hold fewer, or for a shorter time");
        assertThat(store.kept).hasSize(WaitingRoom.MAX_HELD);
        comes();
        peer.confirms(hears());
        soon();
        peer.says(CommandWord.of(Command.BR_EXIT), Body.EMPTY);
        soon();
        assertThat(holds("now there is room").status()).isEqualTo(DeliveryStatus.HELD);
    }

    @Test
    void noMoreCharactersThanTheBoundAreHeld() throws IOException {
        opens();
        cameAndWent();
        String long_ = "x".repeat(WaitingRoom.MAX_CHARACTERS / 2);
        assertThat(holds(long_).status()).isEqualTo(DeliveryStatus.HELD);

        Delivery delivery = holds(long_ + "y");

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Cause.OVERLOAD);
        assertThat(holds("short").status()).isEqualTo(DeliveryStatus.HELD);
    }

    @Test
    void whatFindsNoRoomLeavesItsTurnToTheNextAllTheSame() throws IOException {
        opens();
        cameAndWent();
        assertThat(holds("x".repeat(WaitingRoom.MAX_CHARACTERS)).status()).isEqualTo(DeliveryStatus.HELD);
        LockstepPeer silent = nodes.peer("hanako", "10.1.0.8", bot);
        silent.presents("hanako");

        Delivery delivery =
                bot.deliverOne(Draft.of("y").to("hanako").inFlight(1).held());

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NO_RECEIPT);
        silent.listensAfresh();
        for (String text : List.of("1", "2")) {
            bot.begins(Draft.of(text).to("hanako").inFlight(1));
        }
        Heard first = silent.hears(Duration.ofSeconds(1));
        silent.hearsNothingFor(Duration.ofMillis(500));
        silent.confirms(first);
        assertThat(silent.hears(Duration.ofSeconds(1)).text()).isEqualTo("2");
    }

    @Test
    void aStoreThatCannotBeReadHoldsNothingUntilItCan() throws IOException {
        opens();
        cameAndWent();
        long number = holds("hello").packetNumbers().get(0);
        bot.close();
        store.trouble = "no connection";
        opens();
        Delivery delivery = holds("another");
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.detail()).endsWith("no connection");
        comes();
        simulation.advance(Duration.ofSeconds(30));
        peer.hearsNothingOf(Command.SENDMSG);

        store.trouble = null;
        simulation.advance(HeldJournal.TRIES_AGAIN_AFTER);
        Heard message = hears();

        assertThat(message.text()).isEqualTo("hello");
        peer.confirms(message);
        soon();
        assertThat(news.outcomes).contains(number + " RECEIVED");
    }

    @Test
    void whatCannotBeUnderstoodIsLeftWhereItIs() throws IOException {
        store.kept.put("0000000001-0", new byte[] {99, 1, 2, 3});
        opens();
        cameAndWent();
        holds("hello");
        comes();

        assertThat(hears().text()).isEqualTo("hello");
        assertThat(store.kept).containsKey("0000000001-0");
    }

    @Test
    void aNodeThatStopsDoesNotWaitForADiskForEver() throws IOException {
        opens();
        cameAndWent();
        bot.workers.hold();
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").held());
        soon();
        CompletableFuture<Void> closed = bot.node.close().toCompletableFuture();
        simulation.advance(Node.HELD_IS_STORED_WITHIN.plusSeconds(1));

        assertThat(closed).isCompleted();
        bot.workers.release();
        soon();
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(sent.join().deliveries().get(0).detail())
                .isEqualTo("the node stopped before it was certain that it is held");
    }

    /** Who seals messages decides how they are kept, too: this is where encryption=REQUIRED can say no. */
    @Test
    void whatMustNotBeKeptAsItIsIsNotHeld() throws IOException {
        opens();
        cameAndWent();
        bot.close();
        store.kept.clear();
        Envelope refusing = new Envelope() {
            @Override
            public Packet seal(Packet packet, Destination to) {
                return packet;
            }

            @Override
            public Optional<Body.Text> open(Packet packet) {
                return Optional.empty();
            }

            @Override
            public Optional<byte[]> sealKept(byte[] message) {
                return Optional.empty();
            }

            @Override
            public byte[] openKept(byte[] kept) {
                return kept;
            }
        };
        Transport transport = network.host("10.1.0.50").open("other", null, 2425);
        HeldJournal journal = new HeldJournal(
                store,
                refusing,
                "bot@host-of-bot",
                transport.loop(),
                new LoopDoor(transport.loop(), simulation.workers()),
                new NodeEnvironment(
                        network.host("10.1.0.50"),
                        simulation.clock(),
                        simulation.random(),
                        simulation.workers(),
                        stateDirectory));
        List<String> failures = new ArrayList<>();
        HeldMessage message = HeldMessageFormatTest.message("10.1.0.9", "secret");
        transport
                .loop()
                .execute(() ->
                        journal.put(message, failure -> failures.add(failure == null ? "kept" : failure.getMessage())));
        soon();
        transport.close();
        soon();

        assertThat(failures).containsExactly("it would be kept as plain text, which encryption=REQUIRED forbids");
        assertThat(store.kept).isEmpty();
    }

    @Test
    void workersThatRefuseFailTheSend() throws IOException {
        opens();
        cameAndWent();
        bot.workers.refuse(true);
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").notAwaited().held());
        soon();
        bot.workers.refuse(false);
        soon();

        assertThat(sent.join().deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(delivery.cause()).contains(Cause.HELD_MESSAGES);
        });
    }
}
