/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.AUTORETOPT;
import static io.github.camelipmsg.protocol.MessageOption.BROADCASTOPT;
import static io.github.camelipmsg.protocol.MessageOption.READCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.SECRETOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.camelipmsg.LoggedBy;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Telling the sender of a sealed message that it was opened. */
class ReadNoticesTest extends NodeTest {
    private NodeFixture bot;
    private LockstepPeer peer;
    private Mailbox mailbox;

    @BeforeEach
    void opensANodeAndAPeerThatHasOnceConfirmed() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
        mailbox = bot.mailbox();
        peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro");
        bot.begins(Draft.of("hello").to("taro"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();
    }

    @Test
    void repeatsTheSameNoticeTwelveTimesUntilItIsAnswered() {
        PacketNumber number = opens(SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        simulation.advance(Duration.ofMinutes(1));

        List<Transmission> notices = peer.socket().received().stream().skip(2).toList();
        assertThat(notices)
                .hasSize(12)
                .extracting(Transmission::text)
                .containsOnly(notices.get(0).text());
        for (int i = 0; i < 12; i++) {
            assertThat(Duration.between(notices.get(0).at(), notices.get(i).at()))
                    .isBetween(Duration.ofMillis(750L * i - 1), Duration.ofMillis(750L * i + 1));
        }
        assertThat(peer.hears(Command.READMSG, READCHECKOPT).reference()).isEqualTo(number);
    }

    @Test
    void stopsWhenTheNoticeItselfIsAnswered() {
        opens(SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        Heard notice = peer.hears(Command.READMSG, READCHECKOPT);
        peer.hears(Command.READMSG, READCHECKOPT);

        peer.says(
                CommandWord.of(Command.ANSREADMSG),
                new Body.Reference(notice.packet().number()));

        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void goesOnWhenSomethingElseIsAnswered() {
        PacketNumber message = opens(SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        Heard notice = peer.hears(Command.READMSG, READCHECKOPT);
        LockstepPeer neighbour = nodes.peer("neighbour", "10.1.0.8", bot);

        peer.says(CommandWord.of(Command.ANSREADMSG), new Body.Reference(message));
        neighbour.says(
                CommandWord.of(Command.ANSREADMSG),
                new Body.Reference(notice.packet().number()));

        peer.hears(Command.READMSG, READCHECKOPT);
        peer.hears(Command.READMSG, READCHECKOPT);
    }

    @Test
    void saysItOnceWhereNoAnswerIsPromised() {
        PacketNumber number = opens(SENDCHECKOPT, SECRETOPT);

        assertThat(peer.hears(Command.READMSG).reference()).isEqualTo(number);
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void saysNothingAboutMessagesThatWereNotSealed() {
        opens(SENDCHECKOPT, READCHECKOPT);

        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void saysNothingAboutBroadcastsAndAutomaticMessages() {
        peer.says("to all", SECRETOPT, READCHECKOPT, BROADCASTOPT);
        peer.says("by a program", SECRETOPT, READCHECKOPT, AUTORETOPT);
        soon();
        mailbox.messages().forEach(bot.node::opened);

        assertThat(mailbox.texts()).hasSize(2);
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void aStrangerGetsNoMoreThanItSent() {
        LockstepPeer stranger = nodes.peer("stranger", "10.1.0.8", bot);
        stranger.presents("stranger");
        stranger.hearsReceiptFor(stranger.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT));
        bot.node.opened(mailbox.last());

        stranger.hears(Command.READMSG, READCHECKOPT);
        stranger.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void theLastDatagramForAStrangerIsTheNoticeWhoseAnswerMakesTheReceiptFree() {
        LockstepPeer stranger = nodes.peer("stranger", "10.1.0.8", bot);
        PacketNumber number = stranger.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        soon();
        bot.node.opened(mailbox.last());

        Heard notice = stranger.hears(Command.READMSG, READCHECKOPT);
        stranger.says(
                CommandWord.of(Command.ANSREADMSG),
                new Body.Reference(notice.packet().number()));

        stranger.hearsReceiptFor(number);
    }

    /** Its entry is answered after a random while, which must not take what the notice needs. */
    @Test
    void aStrangerIsToldFirstThatItsMessageWasOpened() {
        for (int i = 1; i <= 20; i++) {
            LockstepPeer stranger = nodes.peer("stranger" + i, "10.1.0." + (20 + i), bot);
            stranger.hearsReceiptFor(stranger.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT));
            bot.node.opened(mailbox.last());
            stranger.hearsNothingFor(Duration.ofSeconds(4));
            stranger.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("stranger" + i, ""));

            Heard notice = stranger.hears(Command.READMSG, READCHECKOPT);
            stranger.says(
                    CommandWord.of(Command.ANSREADMSG),
                    new Body.Reference(notice.packet().number()));
            assertThat(stranger.hears(Duration.ofSeconds(2)).packet().command().command())
                    .isEqualTo(Command.ANSENTRY);
        }
    }

    @Test
    void aStrangerWhoseMessageIsNotOpenedSoonGetsItsReceipt() {
        LockstepPeer stranger = nodes.peer("stranger", "10.1.0.8", bot);
        PacketNumber number = stranger.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);

        Heard receipt = stranger.hearsReceiptFor(number);
        bot.node.opened(mailbox.last());
        stranger.hearsNothingFor(Duration.ofMinutes(1));
        assertThat(receipt.packet().command().options()).isZero();
    }

    @Test
    void aForgerGetsOneDatagramForEachOfItsOwn() {
        LockstepPeer stranger = nodes.peer("stranger", "10.1.0.8", bot);
        stranger.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        soon();
        bot.node.opened(mailbox.last());
        simulation.advance(Duration.ofMinutes(1));
        assertThat(stranger.socket().received()).hasSize(1);

        stranger.repeats();
        simulation.advance(Duration.ofMinutes(1));
        assertThat(stranger.socket().received()).hasSize(2);
    }

    @Test
    void opensByTheIdOfTheMessage() {
        PacketNumber number = peer.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        peer.hearsReceiptFor(number);
        String id = mailbox.last().id();

        simulation.await(bot.node.open(id), SOON);
        simulation.await(bot.node.open(id), SOON);

        Heard notice = peer.hears(Command.READMSG, READCHECKOPT);
        assertThat(notice.reference()).isEqualTo(number);
        peer.says(
                CommandWord.of(Command.ANSREADMSG),
                new Body.Reference(notice.packet().number()));
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void anOpenMessageNeedsNoOpening() {
        peer.hearsReceiptFor(peer.says("not sealed", SENDCHECKOPT));

        simulation.await(bot.node.open(mailbox.last().id()), SOON);

        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1-0", "-", "ffffffffffff-0s"})
    void knowsOnlyTheIdsThatItHasGivenOut(String id) {
        assertThat(failure(id)).hasMessageContaining("No message with the id '" + id + "' was received");
    }

    @Test
    void doesNotKnowAnIdBeforeItGivesItOut() {
        peer.hearsReceiptFor(peer.says("first", SENDCHECKOPT));
        String next = mailbox.last().id().replaceFirst("0$", "1");

        assertThat(failure(next)).hasMessageContaining("No message with the id '" + next + "' was received");
    }

    @Test
    void forgetsTheOldestOfVeryManySealedMessages() {
        peer.says("the first", SENDCHECKOPT, SECRETOPT);
        soon();
        String first = mailbox.last().id();
        for (int i = 0; i < 10_000; i++) {
            peer.says("sealed " + i, SENDCHECKOPT, SECRETOPT);
            if (i % 100 == 0) {
                soon();
            }
        }
        soon();

        assertThat(failure(first)).hasMessageContaining("it was forgotten");
        simulation.await(bot.node.open(mailbox.last().id()), SOON);
    }

    private Throwable failure(String id) {
        Throwable thrown = catchThrowable(() -> simulation.await(bot.node.open(id), SOON));
        assertThat(thrown.getCause()).isInstanceOf(IllegalArgumentException.class);
        return thrown.getCause();
    }

    @Test
    void leavesWithoutRepeating() {
        opens(SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        peer.hears(Command.READMSG, READCHECKOPT);
        simulation.advance(Duration.ofMillis(700)); // the next one is due between the two goodbyes

        bot.close();

        peer.hears(Command.BR_EXIT, PresenceOption.CAPUTF8OPT);
        peer.hearsNothingOf(Command.READMSG);
    }

    private PacketNumber opens(MessageOption... options) {
        PacketNumber number = peer.says("sealed", options);
        peer.hearsReceiptFor(number);
        bot.node.opened(mailbox.last());
        return number;
    }

    @Test
    void isSentWhenThereIsAPacketNumberAgain() {
        PacketNumber number = sealedWithoutNumbersLeft();
        bot.node.opened(mailbox.last());
        simulation.advance(ReadNotices.INTERVAL.multipliedBy(3));
        peer.hearsNothingOf(Command.READMSG);

        bot.workers.refuse(false);

        assertThat(peer.hears(Command.READMSG, READCHECKOPT).reference()).isEqualTo(number);
    }

    @Test
    void canBeAskedForAgainWhereThereWasNoPacketNumber() {
        PacketNumber number = sealedWithoutNumbersLeft();
        isOpenedInVain();
        peer.hearsNothingOf(Command.READMSG);

        bot.workers.refuse(false);
        peer.hearsNothingFor(Duration.ofMinutes(1));
        simulation.await(bot.node.open(mailbox.last().id()), SOON);

        assertThat(peer.hears(Command.READMSG, READCHECKOPT).reference()).isEqualTo(number);
    }

    @Test
    void tellsOnceAMinuteThatThereWasNoPacketNumber() {
        sealedWithoutNumbersLeft();
        try (LoggedBy notices = new LoggedBy(ReadNotices.class)) {
            isOpenedInVain();
            isOpenedInVain();
            assertThat(notices.warnings()).singleElement(STRING).contains("operation OPEN tries again");

            simulation.advance(Duration.ofMinutes(1));
            isOpenedInVain();
            assertThat(notices.warnings()).hasSize(2);
        }
    }

    private void isOpenedInVain() {
        bot.node.opened(mailbox.last());
        simulation.advance(ReadNotices.INTERVAL.multipliedBy(ReadNotices.TRANSMISSIONS + 1));
    }

    @Test
    void canBeAskedForAgainWhereNoCopyWasAllowedToAStranger() {
        LockstepPeer stranger = nodes.peer("stranger", "10.1.0.8", bot);
        PacketNumber number = stranger.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        stranger.hearsReceiptFor(number); // all that it may get for its message
        InboundMessage sealed = mailbox.last();
        bot.node.opened(sealed);
        stranger.hearsNothingFor(ReadNotices.INTERVAL.multipliedBy(ReadNotices.TRANSMISSIONS + 1));

        stranger.says("more", BROADCASTOPT);
        simulation.await(bot.node.open(sealed.id()), SOON);

        assertThat(stranger.hears(Command.READMSG, READCHECKOPT).reference()).isEqualTo(number);
    }

    /** Takes a message and then every number that was reserved, while no worker reserves more. */
    private PacketNumber sealedWithoutNumbersLeft() {
        PacketNumber number = peer.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        peer.hearsReceiptFor(number);
        bot.workers.refuse(true);
        for (int i = 0; i < 2 * PacketNumbers.BLOCK; i++) {
            bot.begins(Draft.of("never sealed").to("10.1.0.7"));
        }
        soon();
        return number;
    }

    @Test
    void needsNoOpeningWhereNoNoticeIsWanted() {
        peer.says("to all", SECRETOPT, BROADCASTOPT);
        peer.says("by a program", SECRETOPT, AUTORETOPT);
        soon();

        for (InboundMessage message : mailbox.messages()) {
            simulation.await(bot.node.open(message.id()), SOON);
        }
        assertThat(mailbox.messages()).hasSize(2);
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }
}
