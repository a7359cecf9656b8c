/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.AUTORETOPT;
import static io.github.camelipmsg.protocol.MessageOption.BROADCASTOPT;
import static io.github.camelipmsg.protocol.MessageOption.ENCRYPTOPT;
import static io.github.camelipmsg.protocol.MessageOption.READCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.UTF8OPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.camelipmsg.LoggedBy;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Octets;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which packets are answered, and which are not even heard. */
class DispatcherTest extends NodeAndPeerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private Mailbox mailbox;

    @BeforeEach
    void acceptsWhateverComes() {
        mailbox = bot.mailbox();
    }

    @Test
    void tellsItsVersion() {
        peer.says(CommandWord.of(Command.GETINFO), Body.EMPTY);

        assertThat(((Body.Information) peer.hears(Command.SENDINFO).packet().body()).text())
                .startsWith("camel-ipmsg");
        peer.hearsNothingFor(LONG);
    }

    @Test
    void tellsThatItIsNotAbsent() {
        peer.says(CommandWord.of(Command.GETABSENCEINFO), Body.EMPTY);

        assertThat(((Body.Information)
                                peer.hears(Command.SENDABSENCEINFO).packet().body())
                        .text())
                .isEqualTo("Not Absence mode");
        peer.hearsNothingFor(LONG);
    }

    @Test
    void answersAReadNoticeByTheNumberOfTheNotice() {
        PacketNumber notice =
                peer.says(CommandWord.of(Command.READMSG, READCHECKOPT), new Body.Reference(new PacketNumber("4711")));

        assertThat(peer.hears(Command.ANSREADMSG).reference()).isEqualTo(notice);
        peer.repeats();
        assertThat(peer.hears(Command.ANSREADMSG).reference()).isEqualTo(notice);
    }

    @Test
    void answersNoReadNoticeThatDoesNotAskForIt() {
        peer.says(CommandWord.of(Command.READMSG), new Body.Reference(new PacketNumber("4711")));

        peer.hearsNothingFor(LONG);
    }

    /** Two programs that do not know of each other would otherwise talk for ever. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"GETINFO", "GETABSENCEINFO"})
    void answersNoQuestionThatWasMadeByAProgramOrPutToEverybody(Command command) {
        peer.says(CommandWord.of(command, AUTORETOPT), Body.EMPTY);
        peer.says(CommandWord.of(command, BROADCASTOPT), Body.EMPTY);
        peer.says(
                CommandWord.of(Command.READMSG, READCHECKOPT, AUTORETOPT),
                new Body.Reference(new PacketNumber("4711")));

        peer.hearsNothingFor(LONG);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"BR_ENTRY", "SENDMSG", "GETINFO", "GETABSENCEINFO", "UNKNOWN"})
    void answersNothingElse(Command command) {
        peer.presents("taro");
        for (int options : List.of(0, SENDCHECKOPT.bit(), 0xffffef00 & ~READCHECKOPT.bit())) {
            peer.sends(("1:4711:taro:pc-of-taro:" + Integer.toUnsignedLong(command.code() | options) + ":1\0")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        peer.hearsNothingFor(LONG);
        assertThat(mailbox.texts()).isEmpty();
    }

    @Test
    void answersNoUnknownCommand() {
        for (int code : List.of(0x77, 0x78, 0xd1, 0xfb, 0xff)) {
            peer.sends(("1:4711:taro:pc-of-taro:" + (code | SENDCHECKOPT.bit()) + ":1\0")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        peer.hearsNothingFor(LONG);
        assertThat(bot.count(Event.IGNORED)).isEqualTo(5);
    }

    @Test
    void countsGarbageAndAnswersNone() {
        SplittableRandom random = new SplittableRandom(7);
        long before = bot.count(Event.MALFORMED);
        for (int i = 0; i < 500; i++) {
            byte[] garbage = new byte[random.nextInt(1, 300)];
            random.nextBytes(garbage);
            peer.sends(garbage);
        }
        peer.sends("IP2:1234:VER:1:3:Z".getBytes(StandardCharsets.US_ASCII));
        peer.sends(new byte[] {0});

        peer.hearsNothingFor(LONG);
        assertThat(bot.count(Event.MALFORMED)).isEqualTo(before + 502);
        peer.hearsReceiptFor(peer.says("still here?", SENDCHECKOPT));
    }

    @Test
    void countsTextsWithBytesThatAreNoTextAndTellsFromWhom() {
        try (LoggedBy dispatcher = new LoggedBy(Dispatcher.class)) {
            for (int number = 1; number <= 3; number++) {
                peer.sends(("1:" + number + ":taro:pc-of-taro:" + Command.SENDMSG.code() + ":caf\u00e9!\0")
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
            peer.says("a real \ufffd is no loss", UTF8OPT);
            soon();

            assertThat(mailbox.texts()).contains("caf\ufffd!", "a real \ufffd is no loss");
            assertThat(bot.count(Event.TEXT_MALFORMED)).isEqualTo(3);
            assertThat(dispatcher.warnings())
                    .singleElement(STRING)
                    .contains("from 10.1.0.9:2425 has bytes that are no text in windows-31j")
                    .contains("peerCharsets=10.1.0.9=CHARSET");
        }
    }

    @Test
    void doesNotHearItself() {
        assertThat(bot.count(Event.OWN)).isEqualTo(3); // NOOPERATION and two entries
        assertThat(bot.members()).isEmpty();

        bot.deliver(Draft.of("hello, me").to("10.1.0.1").unconfirmed());
        soon();

        assertThat(bot.count(Event.OWN)).isEqualTo(4);
        assertThat(mailbox.texts()).isEmpty();
    }

    @Test
    void ignoresWhoeverHasItsName() {
        peer.as("BOT", "Host-Of-Bot");
        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("other bot", ""));
        peer.says("hello", SENDCHECKOPT);

        peer.hearsNothingFor(LONG);
        assertThat(bot.members()).isEmpty();
        assertThat(mailbox.texts()).isEmpty();
        assertThat(bot.count(Event.IDENTITY_CONFLICT)).isEqualTo(2);
    }

    @Test
    void listensToSystemServicesButNeverAnswersThem() {
        LockstepPeer service = nodes.peer("service", "10.1.0.9:1023", bot);
        service.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("service", ""));
        service.says("hello", SENDCHECKOPT);
        service.says(CommandWord.of(Command.GETINFO), Body.EMPTY);

        service.hearsNothingFor(LONG);
        assertThat(bot.nicknames()).containsExactly("service");
        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(bot.count(Event.ANSWER_WITHHELD)).isEqualTo(3);
    }

    @Test
    void neverAnswersABroadcastAddressAlsoIfItHasWrittenThere() {
        LockstepPeer many = nodes.peer("many", "10.1.0.255", bot);
        bot.begins(Draft.of("to all").to("10.1.0.255"));
        soon();
        many.listensAfresh();

        many.says(CommandWord.of(Command.READMSG, READCHECKOPT), new Body.Reference(PacketNumber.of(1)));
        many.hearsNothingFor(Duration.ofMillis(500));

        assertThat(bot.count(Event.NOT_ALLOWED)).isPositive();
    }

    @Test
    void listensToItsNeighboursOnly() {
        LockstepPeer far = nodes.peer("far", "10.9.0.9", bot);
        far.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("far", ""));
        far.says("hello", SENDCHECKOPT);

        far.hearsNothingFor(LONG);
        assertThat(bot.members()).isEmpty();
        assertThat(mailbox.texts()).isEmpty();
        assertThat(bot.count(Event.NOT_ALLOWED)).isEqualTo(2);
    }

    @Test
    void listensToWhomItIsToldTo() throws IOException {
        NodeFixture open =
                nodes.joined(nodes.node("open", "10.1.0.3").allow("10.9.0.0/16").deny("10.9.6.0/24"));
        open.mailbox();
        LockstepPeer allowed = nodes.peer("allowed", "10.9.0.9", open);
        LockstepPeer denied = nodes.peer("denied", "10.9.6.9", open);
        LockstepPeer neighbour = nodes.peer("neighbour", "10.1.0.8", open);

        allowed.hearsReceiptFor(allowed.says("hello", SENDCHECKOPT));
        denied.says("hello", SENDCHECKOPT);
        neighbour.says("hello", SENDCHECKOPT);
        denied.hearsNothingFor(LONG);
        neighbour.hearsNothingFor(LONG);
    }

    @Test
    void listensToItsDiscoveryAddresses() throws IOException {
        NodeFixture wide = nodes.joined(nodes.node("wide", "10.1.0.3").discovers("10.9.0.9"));
        wide.mailbox();
        LockstepPeer far = nodes.peer("far", "10.9.0.9", wide);
        far.listensAfresh();

        far.hearsReceiptFor(far.says("hello", SENDCHECKOPT));
    }

    @Test
    void aSealedMessageWithATextStaysSealed() {
        Packet sealed = Packet.of(
                PacketNumber.of(5),
                peer.identity(),
                CommandWord.of(Command.SENDMSG, SENDCHECKOPT, ENCRYPTOPT),
                new Body.SealedText(Octets.of("hello", StandardCharsets.US_ASCII), List.of()));
        peer.says(sealed.number(), sealed.command(), sealed.body());

        peer.hearsNothingFor(LONG);
        assertThat(mailbox.texts()).isEmpty();
    }

    @Test
    void anEntryOnTheWayDoesNotHoldUpTheReceipt() {
        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("taro", ""));
        peer.says("hello", SENDCHECKOPT);

        peer.hears(Duration.ofMillis(4), Command.RECVMSG);
        peer.hears(Command.ANSENTRY, PresenceOption.CAPUTF8OPT);
    }
}
