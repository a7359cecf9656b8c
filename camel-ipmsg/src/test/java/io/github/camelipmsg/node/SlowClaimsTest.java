/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.ENCRYPTOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Octets;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An inbox whose memory of messages is in a database: it answers late, on other threads, and not in order. */
class SlowClaimsTest extends NodeTest {
    /** A key that says nothing, a colon, and the text as it is. */
    private static final Envelope TOY_CIPHER = new Envelope() {
        @Override
        public Packet seal(Packet packet, Destination to) {
            return packet;
        }

        @Override
        public Optional<Body.Text> open(Packet packet) {
            String cipher =
                    new String(((Body.SealedText) packet.body()).cipherText().toByteArray(), UTF_8);
            return Optional.of(Body.Text.of(cipher.substring(cipher.indexOf(':') + 1)));
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

    private final Database database = new Database();
    private final Mailbox mailbox = new Mailbox();
    private RawHost peer;
    private Transport transport;
    private NodeParts parts;
    private Inbox inbox;
    private SimulatedWorkers databaseThreads;

    @BeforeEach
    void assemblesAnInbox() throws IOException {
        peer = network.raw("10.1.0.9");
        databaseThreads = simulation.newWorkers();
        databaseThreads.takeBetween(Duration.ofMillis(10), Duration.ofMillis(200));
        NodeOptions options = nodes.node("bot", "10.1.0.1").options();
        NodeEnvironment environment = new NodeEnvironment(
                network.host("10.1.0.1"),
                simulation.clock(),
                simulation.random(),
                simulation.workers(),
                stateDirectory);
        transport = environment.transports().open("bot", null, 2425);
        NumberStore forgetful = new NumberStore() {
            @Override
            public Reservation reserved() {
                return Reservation.NONE;
            }

            @Override
            public void reserve(Reservation reservation) {}
        };
        PacketNumbers numbers =
                PacketNumbers.open(forgetful, simulation.clock(), transport.loop(), simulation.workers());
        LoopDoor door = new LoopDoor(transport.loop(), simulation.workers());
        parts = NodeParts.assemble(
                options,
                environment,
                transport,
                new PacketCodec(2425),
                numbers,
                new KnownMembersFile(stateDirectory.resolve("known-members")),
                new FileHeldMessageStore(stateDirectory.resolve("held-messages")),
                door);
        inbox = new Inbox(
                environment,
                transport.loop(),
                parts.members(),
                parts.receipts(),
                parts.readNotices(),
                parts.absence(),
                TOY_CIPHER,
                database,
                parts.counters());
        transport.loop().execute(() -> inbox.add(mailbox));
    }

    @AfterEach
    void closesTheTransport() {
        simulation.await(transport.close(), Duration.ofSeconds(1));
    }

    @Test
    void keepsTheOrderOfOneSenderHoweverLongEachAnswerTakes() {
        IntStream.range(0, 50).forEach(i -> arrives("taro", 100 + i, "" + i));
        simulation.advance(Duration.ofMinutes(1));

        assertThat(mailbox.texts())
                .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "" + i).toList());
        assertThat(peer.received()).hasSize(50);
    }

    @Test
    void oneSenderDoesNotWaitForAnother() {
        databaseThreads.takeBetween(Duration.ofSeconds(10), Duration.ofSeconds(10));
        arrives("taro", 100, "slow");
        simulation.advance(Duration.ofMillis(1));
        databaseThreads.takeBetween(Duration.ZERO, Duration.ofMillis(1));
        arrives("hanako", 100, "quick");
        simulation.advance(Duration.ofMillis(100));
        assertThat(mailbox.texts()).containsExactly("quick");

        simulation.advance(Duration.ofSeconds(20));

        assertThat(mailbox.texts()).containsExactly("quick", "slow");
    }

    @Test
    void theLoopIsFreeWhileTheDatabaseWorks() {
        databaseThreads.hold();
        arrives("taro", 100, "hello");
        CompletableFuture<String> loopsAnswer = new CompletableFuture<>();
        transport.loop().execute(() -> loopsAnswer.complete("here"));
        simulation.advance(Duration.ofMillis(1));
        assertThat(loopsAnswer).isCompleted();
        assertThat(mailbox.texts()).isEmpty();

        databaseThreads.release();
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void theReceiptWaitsUntilTheMessageIsRemembered() {
        databaseThreads.takeBetween(Duration.ofMillis(100), Duration.ofMillis(100));
        arrives("taro", 100, "hello");
        simulation.advance(Duration.ofMillis(150));
        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(peer.received()).isEmpty();

        simulation.advance(Duration.ofMillis(100));

        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void copiesThatComeMeanwhileAreNotRunAgain() {
        IntStream.range(0, 5).forEach(i -> arrives("taro", 100, "hello"));
        simulation.advance(Duration.ofMinutes(1));

        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(peer.received()).isNotEmpty();
    }

    @Test
    void aDatabaseThatFailsLosesOneMessageAndNotTheNext() {
        database.failing = true;
        arrives("taro", 100, "lost for now");
        simulation.advance(Duration.ofSeconds(1));
        database.failing = false;
        assertThat(peer.received()).isEmpty();

        arrives("taro", 100, "lost for now");
        arrives("taro", 101, "next");
        simulation.advance(Duration.ofSeconds(2));

        assertThat(mailbox.texts()).containsExactly("lost for now", "next");
        assertThat(peer.received()).hasSize(2);
    }

    @Test
    void whatIsBeyondItsBoundIsNotConfirmed() {
        databaseThreads.hold();
        IntStream.range(0, Inbox.MAX_ARRIVALS + 5).forEach(i -> arrives(i % 100, i, "" + i));
        simulation.settle();

        assertThat(parts.counters().total(NodeCounters.Event.MESSAGE_NOT_TAKEN)).isEqualTo(5);
        databaseThreads.takeBetween(Duration.ZERO, Duration.ZERO);
        databaseThreads.release();
        simulation.advance(Duration.ofMinutes(1));
        assertThat(mailbox.texts()).hasSize(Inbox.MAX_ARRIVALS);
    }

    @Test
    void longMessagesTakeMoreOfTheRoomSoThatItBoundsMemory() {
        databaseThreads.hold();
        String text = "x".repeat(60_000); // takes the places of thirty
        IntStream.range(0, Inbox.MAX_ARRIVALS / 30 + 5).forEach(i -> arrives(i % 10, i, text));
        simulation.settle();

        assertThat(parts.counters().total(NodeCounters.Event.MESSAGE_NOT_TAKEN)).isEqualTo(5);
        databaseThreads.release();
        simulation.advance(Duration.ofMinutes(1));
        assertThat(mailbox.texts()).hasSize(Inbox.MAX_ARRIVALS / 30);
        IntStream.range(0, Inbox.MAX_ARRIVALS).forEach(i -> arrives(100 + i % 100, i, "short"));
        simulation.advance(Duration.ofMinutes(1));
        assertThat(parts.counters().total(NodeCounters.Event.MESSAGE_NOT_TAKEN)).isEqualTo(5);
    }

    @Test
    void aFileListTakesAsMuchRoomAsAText() {
        databaseThreads.hold();
        Octets list = Octets.of("1:f:0:0:1:".repeat(6_000), UTF_8);
        IntStream.range(0, Inbox.MAX_ARRIVALS / 30 + 5)
                .forEach(i -> arrives("user" + i % 10, at(i % 10), i, new Body.Text("short", List.of(list))));
        simulation.settle();

        assertThat(parts.counters().total(NodeCounters.Event.MESSAGE_NOT_TAKEN)).isEqualTo(5);
    }

    @Test
    void oneAddressCannotTakeTheRoomOfAllOthersWhateverNamesItInvents() {
        databaseThreads.hold();
        IntStream.range(0, Inbox.MAX_ARRIVALS).forEach(i -> arrives("invented" + i, i, "" + i));
        arrives("hanako", at(1), 1, Body.Text.of("hello"));
        simulation.settle();
        assertThat(parts.counters().total(NodeCounters.Event.MESSAGE_NOT_TAKEN))
                .isEqualTo(Inbox.MAX_ARRIVALS - Inbox.MAX_ARRIVALS_OF_ONE_ADDRESS);

        databaseThreads.takeBetween(Duration.ZERO, Duration.ZERO);
        databaseThreads.release();
        simulation.advance(Duration.ofMinutes(1));

        assertThat(mailbox.texts()).contains("hello").hasSize(Inbox.MAX_ARRIVALS_OF_ONE_ADDRESS + 1);
        IntStream.range(0, Inbox.MAX_ARRIVALS_OF_ONE_ADDRESS).forEach(i -> arrives("again" + i, i, "" + i));
        simulation.advance(Duration.ofMinutes(1));
        assertThat(mailbox.texts()).hasSize(2 * Inbox.MAX_ARRIVALS_OF_ONE_ADDRESS + 1);
    }

    @Test
    void whoeverUsesSomebodysNameTakesNoneOfTheirRoom() {
        databaseThreads.hold();
        IntStream.range(0, Inbox.MAX_ARRIVALS_OF_ONE_ADDRESS).forEach(i -> arrives("hanako", i, "false " + i));
        arrives("hanako", at(1), 1, Body.Text.of("hello"));
        simulation.settle();

        assertThat(parts.counters().total(NodeCounters.Event.MESSAGE_NOT_TAKEN)).isZero();
    }

    @Test
    void aCopyThatIsNewlyEncryptedIsTheSameMessage() {
        arrives("taro", 100, sealed("one key", "hello"), ENCRYPTOPT);
        arrives("taro", 100, sealed("another key", "hello"), ENCRYPTOPT);
        simulation.advance(Duration.ofDays(1));
        String dateLine = "\n----\n（IPMsg 遅延送信: Mon Jan  5 09:00:00 2026）\n";
        arrives("taro", 100, sealed("a third key", "hello" + dateLine), ENCRYPTOPT);
        arrives("taro", 100, Body.Text.of("hello"));
        simulation.advance(Duration.ofSeconds(1));
        assertThat(mailbox.texts()).containsExactly("hello");

        arrives("taro", 100, sealed("one key", "another text"), ENCRYPTOPT);
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts()).containsExactly("hello", "another text");
        assertThat(mailbox.last().encrypted()).isTrue();
    }

    private static Body sealed(String key, String text) {
        return new Body.SealedText(Octets.of((key + ":" + text).getBytes(UTF_8)), List.of());
    }

    private void arrives(String user, int number, String text) {
        arrives(user, number, Body.Text.of(text));
    }

    private void arrives(String user, int number, Body body, MessageOption... more) {
        arrives(user, peer.address(), number, body, more);
    }

    /** From one of many senders, each with an address of its own. */
    private void arrives(int sender, int number, String text) {
        arrives("user" + sender, at(sender), number, Body.Text.of(text));
    }

    private static InetSocketAddress at(int sender) {
        return new InetSocketAddress("10.1.1." + sender, 2425);
    }

    private void arrives(String user, InetSocketAddress from, int number, Body body, MessageOption... more) {
        Packet packet = Packet.of(
                PacketNumber.of(number),
                new Identity(user, "pc"),
                CommandWord.of(Command.SENDMSG, SENDCHECKOPT).with(more),
                body);
        transport.loop().execute(() -> {
            parts.budget().heard(from);
            inbox.received(packet, from);
        });
    }

    /** Each question takes its time on a thread of its own. */
    private final class Database implements MessageClaims {
        private final Map<MessageKey, Claim> rows = new HashMap<>();
        private boolean failing;

        @Override
        public CompletionStage<Claim> claim(MessageKey message) {
            CompletableFuture<Claim> answer = new CompletableFuture<>();
            databaseThreads.execute(() -> {
                if (failing) {
                    answer.completeExceptionally(new IllegalStateException("the database is down, as the test wants"));
                } else {
                    Claim known = rows.putIfAbsent(message, Claim.IN_PROGRESS);
                    answer.complete(known == null ? Claim.NEW : known);
                }
            });
            return answer;
        }

        @Override
        public CompletionStage<Void> complete(MessageKey message) {
            return CompletableFuture.runAsync(() -> rows.put(message, Claim.COMPLETED), databaseThreads);
        }

        @Override
        public CompletionStage<Void> release(MessageKey message) {
            return CompletableFuture.runAsync(() -> rows.remove(message), databaseThreads);
        }
    }
}
