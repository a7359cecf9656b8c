/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.RETRYOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.UTF8OPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.MessageClaims.Claim;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.simulation.SimulatedLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as the same message: user, host, number and text, in whatever wrapping and however late. */
class DuplicatesTest extends NodeAndPeerTest {
    private static final PacketNumber NUMBER = new PacketNumber("1795355700");

    private Mailbox mailbox;

    @BeforeEach
    void acceptsWhateverComes() {
        mailbox = bot.mailbox();
    }

    @Test
    void aCopyWithSixtyFourNulsIsTheSameMessage() {
        say("hello");
        byte[] bytes = peer.lastBytes();
        peer.sends(Arrays.copyOf(bytes, bytes.length + 64));
        peer.hearsReceiptFor(NUMBER);

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void aCopyWithOtherOptionsIsTheSameMessage() {
        say("hello");
        say("hello", RETRYOPT, UTF8OPT);

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void aCopyFromAnotherAddressIsTheSameMessage() {
        say("hello");
        LockstepPeer radio = nodes.peer("taro", "10.1.0.8", bot);
        radio.says(NUMBER, CommandWord.of(Command.SENDMSG, SENDCHECKOPT), Body.Text.of("hello"));
        radio.hearsReceiptFor(NUMBER);

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void aCopyInOtherCaseOfTheNamesIsTheSameMessage() {
        say("hello");
        peer.as("TARO", "PC-OF-TARO");
        say("hello");

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void aDelayedCopyWithItsDateLineIsTheSameMessage() {
        say("hello");
        say("hello\n----\n（IPMsg 遅延送信: Mon Jan  5 09:00:00 2026）\n", UTF8OPT);
        say("hello\n----\n（IPMsg Delayed Send: Mon Jan  5 09:00:00 2026）\n", UTF8OPT);

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void aMessageThatComesDelayedOnlyIsRunWithItsDateLineOnce() {
        String delayed = "hello\n----\n（IPMsg 遅延送信: Mon Jan  5 09:00:00 2026）\n";
        say(delayed, UTF8OPT);
        say(delayed, UTF8OPT);
        say("hello");

        assertThat(mailbox.texts()).containsExactly(delayed);
    }

    @Test
    void aTextThatMerelyHoldsSuchALineIsAnotherMessage() {
        say("hello");
        say("hello\n----\n（IPMsg 遅延送信: Mon Jan  5 09:00:00 2026）\nand more", UTF8OPT);

        assertThat(mailbox.texts()).hasSize(2);
    }

    @Test
    void theSameNumberWithAnotherTextIsANewMessage() {
        say("hello");
        say("hello again");
        say("hello");

        assertThat(mailbox.texts()).containsExactly("hello", "hello again");
    }

    @Test
    void theSameNumberAndTextOfAnotherSenderIsANewMessage() {
        say("hello");
        peer.as("taro", "another-pc");
        say("hello");
        peer.as("jiro", "pc-of-taro");
        say("hello");

        assertThat(mailbox.texts()).hasSize(3);
    }

    @Test
    void theSameTextUnderAnotherNumberIsANewMessage() {
        peer.hearsReceiptFor(peer.says("hello", SENDCHECKOPT));
        peer.hearsReceiptFor(peer.says("hello", SENDCHECKOPT));

        assertThat(mailbox.texts()).containsExactly("hello", "hello");
    }

    @Test
    void digitsCountAsTheyAreWritten() {
        peer.says(new PacketNumber("0042"), CommandWord.of(Command.SENDMSG, SENDCHECKOPT), Body.Text.of("x"));
        peer.hearsReceiptFor(new PacketNumber("0042"));
        peer.says(new PacketNumber("42"), CommandWord.of(Command.SENDMSG, SENDCHECKOPT), Body.Text.of("x"));
        peer.hearsReceiptFor(new PacketNumber("42"));

        assertThat(mailbox.texts()).hasSize(2);
    }

    @Test
    void anEntryOfTheSenderClearsNothing() {
        say("hello");
        peer.says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("taro", ""));
        peer.presents("taro");
        say("hello");

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void remembersForDays() {
        say("hello");
        simulation.advance(Duration.ofDays(1));
        peer.listensAfresh();
        say("hello");

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void forgetsAfterSevenDays() {
        Memory memory = new Memory();
        memory.accept(1, 2);
        simulation.advance(RememberedMessages.EXPIRES_AFTER.minusSeconds(1));
        assertThat(memory.claim(1)).isEqualTo(Claim.COMPLETED);

        simulation.advance(Duration.ofSeconds(1));

        assertThat(memory.claim(1)).isEqualTo(Claim.NEW);
    }

    @Test
    void forgetsTheOldestWhenItIsFull() {
        Memory memory = new Memory();
        int most = RememberedMessages.MAX_MESSAGES;
        memory.accept(0, most);
        assertThat(memory.claim(0)).isEqualTo(Claim.NEW);

        assertThat(memory.messages.size()).isEqualTo(most);
        assertThat(memory.claim(2)).isEqualTo(Claim.COMPLETED);
        assertThat(memory.claim(most - 1)).isEqualTo(Claim.COMPLETED);
    }

    @Test
    void whatIsAtWorkIsNotForgottenHoweverManyOthersCome() {
        Memory memory = new Memory();
        assertThat(memory.claim(-1)).isEqualTo(Claim.NEW);
        memory.accept(0, RememberedMessages.MAX_MESSAGES + 10);

        assertThat(memory.messages.size()).isEqualTo(RememberedMessages.MAX_MESSAGES);
        assertThat(memory.claim(-1)).isEqualTo(Claim.IN_PROGRESS);
        simulation.advance(RememberedMessages.EXPIRES_AFTER);
        assertThat(memory.claim(-1)).isEqualTo(Claim.NEW);
    }

    @Test
    void evenMessagesAtWorkAreBounded() {
        Memory memory = new Memory();
        int most = RememberedMessages.MAX_MESSAGES;
        memory.onLoop(() -> {
            for (int i = 0; i < most + 10; i++) {
                memory.messages.claim(key(i)).toCompletableFuture().join();
            }
            return most;
        });

        assertThat(memory.messages.size()).isEqualTo(most);
    }

    @Test
    void aClaimIsInProgressUntilItIsCompletedOrReleased() {
        Memory memory = new Memory();

        assertThat(memory.claim(1)).isEqualTo(Claim.NEW);
        assertThat(memory.claim(1)).isEqualTo(Claim.IN_PROGRESS);
        memory.onLoop(() -> memory.messages.release(key(1)));
        assertThat(memory.claim(1)).isEqualTo(Claim.NEW);
        memory.onLoop(() -> memory.messages.complete(key(1)));
        assertThat(memory.claim(1)).isEqualTo(Claim.COMPLETED);
    }

    private static MessageKey key(int number) {
        return MessageKey.of(new Identity("taro", "pc"), PacketNumber.of(1_000_000_000L + number), "text");
    }

    /** The memory alone, on a loop of its own. */
    private final class Memory {
        private final SimulatedLoop loop = simulation.newLoop("memory");
        private final RememberedMessages messages = new RememberedMessages(loop, simulation.clock());

        Claim claim(int number) {
            return onLoop(
                    () -> messages.claim(key(number)).toCompletableFuture().join());
        }

        void accept(int from, int to) {
            onLoop(() -> {
                for (int i = from; i < to; i++) {
                    messages.claim(key(i)).toCompletableFuture().join();
                    messages.complete(key(i)).toCompletableFuture().join();
                }
                return to;
            });
        }

        <T> T onLoop(Supplier<T> question) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            loop.execute(() -> answer.complete(question.get()));
            simulation.settle();
            return answer.join();
        }
    }

    @Test
    void aPeerThatCountsFromOneAtEachStartIsHeardAfterIt() {
        for (int start = 1; start <= 3; start++) {
            peer.presents("taro");
            for (int number = 1; number <= 3; number++) {
                PacketNumber digits = PacketNumber.of(number);
                String text = "start " + start + ", message " + number;
                for (int copy = 1; copy <= 2; copy++) {
                    peer.says(digits, CommandWord.of(Command.SENDMSG, SENDCHECKOPT), Body.Text.of(text));
                    peer.hearsReceiptFor(digits);
                }
            }
            peer.says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("taro", ""));
        }

        assertThat(mailbox.texts()).hasSize(9).doesNotHaveDuplicates();
    }

    @Test
    void aPeerThatRestartsAndRepeatsNumberAndTextCannotBeToldFromOneThatRepeatsItself() {
        say("hello");
        peer.says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("taro", ""));
        peer.presents("taro");
        say("hello");

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void twoTextsUnderTheNumberOfOneSecondAreTwoMessagesInWhateverOrderTheirCopiesCome() {
        say("first");
        say("second");
        say("first");
        say("second");
        say("second");
        say("first");

        assertThat(mailbox.texts()).containsExactly("first", "second");
    }

    @Test
    void copiesThatOvertakeEachOtherAreEachRunOnce() {
        List<byte[]> datagrams = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            peer.says("text " + i, SENDCHECKOPT);
            datagrams.add(peer.lastBytes());
            soon();
        }
        for (int round = 0; round < 5; round++) {
            Collections.shuffle(datagrams, new Random(round));
            datagrams.forEach(peer::sends);
            soon();
        }

        assertThat(mailbox.texts()).hasSize(40).doesNotHaveDuplicates();
        assertThat(peer.socket().received()).hasSize(6 * 40);
    }

    @Test
    void theKeyForRepositoriesIsThatOfEveryCopyAndOfNoOtherMessage() {
        say("hello");
        String key = mailbox.last().key("bot/archive");
        assertThat(key).matches("[0-9a-f]{64}").isNotEqualTo(mailbox.last().key("bot/other"));
        NodeFixture restarted = restart();
        Mailbox after = restarted.mailbox();
        peer.as("TARO", "PC-OF-TARO");
        say("hello\n----\n（IPMsg 遅延送信: Mon Jan  5 09:00:00 2026）\n", UTF8OPT);
        assertThat(after.last().key("bot/archive")).isEqualTo(key);
        say("hello!");
        assertThat(after.last().key("bot/archive")).isNotEqualTo(key);
        peer.as("jiro", "pc-of-taro");
        say("hello");
        assertThat(after.last().key("bot/archive")).isNotEqualTo(key);
    }

    private NodeFixture restart() {
        bot.close();
        peer.listensAfresh();
        try {
            NodeFixture restarted = nodes.joined("bot", "10.1.0.1");
            peer.listensAfresh();
            return restarted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Under the same number each time. */
    private void say(String text, MessageOption... more) {
        CommandWord command = CommandWord.of(Command.SENDMSG, SENDCHECKOPT).with(more);
        peer.says(NUMBER, command, Body.Text.of(text));
        peer.hearsReceiptFor(NUMBER);
    }
}
