/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.AUTORETOPT;
import static io.github.camelipmsg.protocol.MessageOption.BROADCASTOPT;
import static io.github.camelipmsg.protocol.MessageOption.CAPUTF8OPT;
import static io.github.camelipmsg.protocol.MessageOption.ENCRYPTOPT;
import static io.github.camelipmsg.protocol.MessageOption.MULTICASTOPT;
import static io.github.camelipmsg.protocol.MessageOption.NOADDLISTOPT;
import static io.github.camelipmsg.protocol.MessageOption.NOLOGOPT;
import static io.github.camelipmsg.protocol.MessageOption.PASSWORDOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Octets;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is taken, what is confirmed, and what is neither. */
class InboxTest extends NodeAndPeerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void tellsEverythingAboutAMessage() {
        Mailbox mailbox = bot.mailbox();
        peer.presents("Taro Yamada");
        PacketNumber number = peer.says("first\nsecond", SENDCHECKOPT, PASSWORDOPT, NOLOGOPT, MULTICASTOPT);
        peer.hearsReceiptFor(number);

        InboundMessage message = mailbox.last();
        assertThat(message.text()).isEqualTo("first\nsecond");
        assertThat(message.number()).isEqualTo(number);
        assertThat(message.from()).isEqualTo(peer.address());
        assertThat(message.sender().nickname()).isEqualTo("Taro Yamada");
        assertThat(message.receivedAt())
                .isBetween(
                        simulation.clock().instant().minusMillis(10),
                        simulation.clock().instant());
        assertThat(List.of(message.locked(), message.noLog(), message.multicast()))
                .containsOnly(true);
        assertThat(List.of(message.sealed(), message.broadcast(), message.automatic(), message.encrypted()))
                .containsOnly(false);
    }

    @Test
    void aMessageOfAStrangerSaysWhoItIs() {
        Mailbox mailbox = bot.mailbox();
        peer.says("hello", CAPUTF8OPT, NOADDLISTOPT);
        soon();

        Member sender = mailbox.last().sender();
        assertThat(sender.identity()).isEqualTo(peer.identity());
        assertThat(sender.nickname()).isEqualTo("taro");
        assertThat(sender.address()).isEqualTo(peer.address());
        assertThat(sender.understandsUtf8()).isTrue();
        assertThat(bot.members()).isEmpty();
    }

    @Test
    void everyMessageHasAnIdOfItsOwn() {
        Mailbox mailbox = bot.mailbox();
        IntStream.range(0, 5).forEach(i -> peer.says("" + i));
        soon();

        assertThat(mailbox.messages()).extracting(InboundMessage::id).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void confirmsEveryCopyAndRunsTheMessageOnce() {
        Mailbox mailbox = bot.mailbox();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        peer.hearsReceiptFor(number);
        for (int i = 0; i < 4; i++) {
            peer.repeats();
            peer.hearsReceiptFor(number);
        }

        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(bot.count(Event.MESSAGE_ACCEPTED)).isEqualTo(1);
        assertThat(bot.count(Event.MESSAGE_REPEATED)).isEqualTo(4);
    }

    @Test
    void receiptsHaveNumbersOfTheirOwn() {
        bot.mailbox();
        peer.says("hello", SENDCHECKOPT);
        PacketNumber one = peer.hears(Command.RECVMSG).packet().number();
        peer.repeats();

        assertThat(peer.hears(Command.RECVMSG).packet().number()).isNotEqualTo(one);
    }

    @Test
    void confirmsNothingThatDoesNotAskForIt() {
        Mailbox mailbox = bot.mailbox();
        peer.presents("taro");
        peer.says("plain");
        peer.says("to all", SENDCHECKOPT, BROADCASTOPT);
        peer.says("by a program", SENDCHECKOPT, AUTORETOPT);
        peer.says("both", SENDCHECKOPT, BROADCASTOPT, AUTORETOPT);

        peer.hearsNothingFor(LONG);
        assertThat(mailbox.texts()).containsExactly("plain", "to all", "by a program", "both");
        assertThat(mailbox.messages().get(1).broadcast()).isTrue();
        assertThat(mailbox.messages().get(2).automatic()).isTrue();
    }

    @Test
    void confirmsNothingWhileNobodyIsSubscribedAndDeliversTheRepetition() {
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(1));
        Mailbox mailbox = bot.mailbox();

        peer.repeats();

        peer.hearsReceiptFor(number);
        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(bot.count(Event.MESSAGE_NOT_TAKEN)).isEqualTo(1);
    }

    @Test
    void confirmsNothingThatNobodyWants() {
        Mailbox picky = bot.mailbox().wanting(message -> !message.text().equals("spam"));
        peer.presents("taro");
        peer.says("spam", SENDCHECKOPT);
        peer.repeats();
        peer.hearsNothingFor(LONG);
        PacketNumber wanted = peer.says("hello", SENDCHECKOPT);

        peer.hearsReceiptFor(wanted);
        assertThat(picky.texts()).containsExactly("hello");
        assertThat(bot.count(Event.MESSAGE_NOT_TAKEN)).isEqualTo(2);
    }

    @Test
    void confirmsNothingThatThereIsNoRoomForAndDeliversTheRepetition() {
        Mailbox mailbox = bot.mailbox();
        mailbox.room(0);
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(1));
        mailbox.room(1);

        peer.repeats();
        peer.hearsReceiptFor(number);
        peer.repeats();
        peer.hearsReceiptFor(number); // a repetition needs no room

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    @Test
    void nothingIsOfferedToWhoeverHasUnsubscribed() {
        Mailbox gone = bot.mailbox();
        Mailbox stays = bot.mailbox();
        bot.node.unsubscribe(gone);
        peer.hearsReceiptFor(peer.says("hello", SENDCHECKOPT));

        assertThat(gone.texts()).isEmpty();
        assertThat(stays.texts()).containsExactly("hello");
    }

    @Test
    void twoHandlersGetItBothOrNeitherDoes() {
        Mailbox one = bot.mailbox();
        Mailbox other = bot.mailbox();
        other.room(0);
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(1));
        assertThat(one.texts()).isEmpty();
        assertThat(one.released()).isEqualTo(1);
        other.room(1);

        peer.repeats();

        peer.hearsReceiptFor(number);
        assertThat(one.texts()).containsExactly("hello");
        assertThat(other.texts()).containsExactly("hello");
    }

    @Test
    void confirmsWhenAllHandlersHaveAccepted() {
        Mailbox quick = bot.mailbox();
        Mailbox slow = bot.mailbox();
        slow.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(3));
        assertThat(quick.texts()).containsExactly("hello");

        slow.decide(true);

        peer.hearsReceiptFor(number);
    }

    @Test
    void aRepetitionWhileTheRouteWorksIsNeitherRunNorConfirmed() {
        Mailbox slow = bot.mailbox();
        slow.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        soon();
        peer.repeats();
        peer.repeats();
        peer.hearsNothingFor(Duration.ofSeconds(2));

        slow.decide(true);

        peer.hearsReceiptFor(number);
        peer.hearsNothingFor(LONG);
        assertThat(slow.texts()).containsExactly("hello");
    }

    @Test
    void aRepetitionAfterAFailureIsANewAttempt() {
        Mailbox mailbox = bot.mailbox();
        mailbox.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        soon();
        mailbox.decide(false);
        peer.hearsNothingFor(Duration.ofSeconds(1));

        peer.repeats();
        soon();
        mailbox.decide(true);

        peer.hearsReceiptFor(number);
        assertThat(mailbox.texts()).containsExactly("hello", "hello");
    }

    @Test
    void aHandlerThatThrowsHasNotTakenTheMessage() {
        MessageHandler broken = new MessageHandler() {
            @Override
            public boolean wants(InboundMessage message) {
                return true;
            }

            @Override
            public Optional<Slot> reserve(InboundMessage message) {
                throw new IllegalStateException("a bug of this handler, as the test wants");
            }
        };
        bot.node.subscribe(broken);
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(1));
        bot.node.unsubscribe(broken);
        Mailbox sound = bot.mailbox();

        peer.repeats();

        peer.hearsReceiptFor(number);
        assertThat(sound.texts()).containsExactly("hello");
    }

    @Test
    void neitherRoutesNorConfirmsAnyCopyOfWhatItCannotOpen() {
        Mailbox mailbox = bot.mailbox();
        peer.presents("taro");
        sealedMessage();
        IntStream.range(0, 4).forEach(i -> peer.repeats());

        peer.hearsNothingFor(LONG);
        assertThat(mailbox.texts()).isEmpty();
        assertThat(bot.count(Event.MESSAGE_UNREADABLE)).isEqualTo(5);
    }

    @Test
    void whatCannotBeOpenedForWantOfAWorkerHoldsUpNothing() {
        Mailbox mailbox = bot.mailbox();
        peer.presents("taro");
        bot.workers.refuse(true);
        sealedMessage();
        soon();
        bot.workers.refuse(false);

        peer.hearsReceiptFor(peer.says("hello", SENDCHECKOPT));

        assertThat(mailbox.texts()).containsExactly("hello");
    }

    private void sealedMessage() {
        Octets cipher = Octets.of("41900004:00:00:00".getBytes(LockstepPeer.CP932));
        peer.says(CommandWord.of(Command.SENDMSG, SENDCHECKOPT, ENCRYPTOPT), new Body.SealedText(cipher, List.of()));
    }

    @Test
    void offersTheMessagesOfOneSenderInTheOrderOfTheirArrival() {
        Mailbox mailbox = bot.mailbox();
        IntStream.range(0, 200).forEach(i -> peer.says("" + i, SENDCHECKOPT));
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts())
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "" + i).toList());
    }

    @Test
    void asksAStrangerWhoItIsUnlessItIsAOneShotTool() {
        Mailbox mailbox = bot.mailbox();
        peer.says("one");
        peer.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        peer.says("two", NOADDLISTOPT);
        peer.says("three", BROADCASTOPT);
        peer.says("four", AUTORETOPT);
        peer.hearsNothingFor(LONG);
        peer.presents("taro");
        peer.says("five");
        peer.hearsNothingFor(LONG);

        assertThat(mailbox.texts()).containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void asksAStrangerWhomNobodyWantsWhoItIsForItMayBeWantedByItsName() {
        Mailbox picky =
                bot.mailbox().wanting(message -> message.sender().nickname().equals("Taro"));
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        byte[] message = peer.lastBytes();
        peer.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        peer.presents("Taro");
        peer.sends(message); // its own repetition

        peer.hearsReceiptFor(number);
        assertThat(picky.texts()).containsExactly("hello");
    }

    @Test
    void asksNobodyWhoItIsWhereNobodyListensNorAOneShotTool() {
        peer.says("hello", SENDCHECKOPT);
        peer.hearsNothingFor(LONG);
        bot.mailbox().wanting(message -> message.sender().nickname().equals("Taro"));
        peer.says("hello", SENDCHECKOPT, NOADDLISTOPT);
        peer.hearsNothingFor(LONG);
    }

    @Test
    void aStrangerGetsItsReceiptRatherThanAQuestion() {
        bot.mailbox();
        peer.hearsReceiptFor(peer.says("hello", SENDCHECKOPT));

        peer.hearsNothingFor(LONG);
    }
}
