/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.AUTORETOPT;
import static io.github.camelipmsg.protocol.MessageOption.READCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.SECRETOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Receipt or reply: who has never echoed a number of ours gets one datagram of at most 700 bytes for each of its own, and
 * both of these are ours.
 */
class RepliesToStrangersTest extends NodeAndPeerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private Mailbox mailbox;

    @BeforeEach
    void repliesToWhateverComes() {
        mailbox = bot.mailbox().replying();
    }

    private CompletableFuture<Optional<DeliveryResult>> reply(Draft draft) {
        InboundMessage question = mailbox.last();
        OutboundMessage reply =
                draft.to(SocketAddresses.format(question.from())).answer().message();
        return bot.node.reply(question, reply, 20).toCompletableFuture();
    }

    private Delivery outcome(CompletableFuture<Optional<DeliveryResult>> sent) {
        return simulation.await(sent, LONG).orElseThrow().deliveries().get(0);
    }

    /** One whose answer takes so long that the receipt goes first. */
    private void asksASlowRoute(String text) {
        PacketNumber question = asks(text);
        simulation.advance(Receipts.ANSWERED_WITHIN);
        peer.hearsReceiptFor(question);
    }

    private PacketNumber asks(String question) {
        PacketNumber number = peer.says(question, SENDCHECKOPT);
        soon();
        return number;
    }

    @Test
    void theReplyGoesFirstAndItsReceiptMakesOursFree() {
        PacketNumber question = asks("question");
        assertThat(peer.socket().received()).isEmpty();

        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("reply"));
        Heard reply = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(reply.text()).isEqualTo("reply");
        peer.hearsNothingFor(Duration.ofMillis(500));
        peer.confirms(reply);

        peer.hearsReceiptFor(question);
        assertThat(outcome(sent).delivered()).isTrue();
        peer.hearsNothingFor(LONG);
    }

    /** Which leaves after a random while, and must not take what the reply needs. */
    @Test
    void anEntryThatIsStillToBeAnsweredIsCountedAsAnswered() {
        for (int i = 1; i <= 10; i++) {
            LockstepPeer stranger = nodes.peer("stranger" + i, "10.1.0." + (20 + i), bot);
            stranger.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("stranger" + i, ""));
            PacketNumber question = stranger.says("question", SENDCHECKOPT);
            simulation.advance(Duration.ofMillis(1_500));
            var unused = reply(Draft.of("reply"));

            assertThat(stranger.hears(Duration.ZERO).packet().command().command())
                    .isEqualTo(Command.ANSENTRY);
            stranger.confirms(stranger.hears(Command.SENDMSG, SENDCHECKOPT));
            stranger.hearsReceiptFor(question);
        }
    }

    @Test
    void whatStillWaitsGoesBeforeTheAnswerToAnEntry() {
        asksASlowRoute("question");
        var unused = reply(Draft.of("reply"));
        peer.hearsNothingFor(Duration.ofSeconds(5));

        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("taro", ""));

        assertThat(peer.hears(Duration.ofMillis(4)).text()).isEqualTo("reply");
    }

    @Test
    void noTimerOutlivesItsReceipt() {
        int before = nodes.timers();
        for (int i = 0; i < 2 * Receipts.MAX_OF_ONE_ADDRESS; i++) {
            peer.says("question " + i, SENDCHECKOPT);
        }
        soon();
        assertThat(nodes.timers() - before)
                .as("of those that are waiting")
                .isLessThanOrEqualTo(2 * Receipts.MAX_OF_ONE_ADDRESS);

        peer.confirmsAll();
        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("reply"));
        soon();

        assertThat(sent).isCompleted();
        assertThat(peer.socket().received()).hasSizeGreaterThan(Receipts.MAX_OF_ONE_ADDRESS);
        assertThat(nodes.timers()).isEqualTo(before);
    }

    @Test
    void theReceiptGoesAtOnceWhenThereIsNothingToSay() {
        PacketNumber question = asks("question");
        bot.node.noReply(mailbox.last());

        soon();
        peer.hearsReceiptFor(question);
        peer.hearsNothingFor(LONG);
    }

    @Test
    void theReceiptGoesWhenAllWhoMightHaveRepliedSayNothing() {
        bot.mailbox().replying();
        PacketNumber question = asks("question");
        bot.node.noReply(mailbox.last());
        peer.hearsNothingFor(Duration.ofMillis(500));
        bot.node.noReply(mailbox.last());

        peer.hearsReceiptFor(question);
    }

    @Test
    void theReceiptGoesAtOnceWhenTheAddressHasHadItsRepliesOfThisMinute() {
        PacketNumber question = asks("question");
        CompletableFuture<Optional<DeliveryResult>> refused = bot.node
                .reply(mailbox.last(), Draft.of("reply").to("10.1.0.9").answer().message(), 0)
                .toCompletableFuture();

        soon();
        peer.hearsReceiptFor(question);
        assertThat(refused.join()).isEmpty();
    }

    @Test
    void messagesThatFollowEachOtherKeepOneDatagramForAReply() {
        PacketNumber first = asks("say nothing to this");
        InboundMessage unanswered = mailbox.last();
        PacketNumber second = asks("question");
        assertThat(peer.socket().received()).isEmpty();
        bot.node.noReply(unanswered);
        peer.hearsReceiptFor(first);

        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("reply"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        peer.hearsReceiptFor(second);
        assertThat(outcome(sent).delivered()).isTrue();
    }

    @Test
    void theSendersRepetitionIsConfirmedAndPaysForTheReplyOfASlowRoute() {
        PacketNumber question = asks("question");
        peer.hearsNothingFor(Duration.ofSeconds(1));
        peer.repeats();
        peer.hearsReceiptFor(question);

        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("reply"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        assertThat(outcome(sent).delivered()).isTrue();
        peer.hearsNothingFor(LONG);
    }

    @Test
    void whoDoesNotRepeatGetsItsReceiptAndNoReplyFromASlowRoute() {
        asksASlowRoute("question");

        Delivery outcome = outcome(reply(Draft.of("reply")));

        peer.hearsNothingFor(LONG);
        assertThat(outcome.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(outcome.attempts()).isZero();
        assertThat(outcome.cause()).contains(Cause.WITHHELD);
        assertThat(outcome.detail()).contains("never confirmed anything to us", "it has had that already");
    }

    @Test
    void aReplyThatIsTooLongForAStrangerLeavesTheDatagramToTheReceipt() {
        PacketNumber question = asks("question");
        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("x".repeat(700)));
        soon();
        peer.hearsReceiptFor(question);
        peer.presents("taro"); // what it says brings credit, and no proof

        Delivery outcome = outcome(sent);

        peer.hearsNothingFor(LONG);
        assertThat(outcome.cause()).contains(Cause.WITHHELD);
        assertThat(outcome.detail()).contains("at most 700 bytes", "make the reply shorter, or send it from a route");
        assertThat(bot.count(Event.ANSWER_WITHHELD)).isPositive();
    }

    @Test
    void aReplyThatIsTooLongGoesWhenTheStrangerHasProvenItself() {
        asks("question");
        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("x".repeat(700)));
        soon();
        peer.listensAfresh();
        bot.begins(Draft.of("from a route").to("10.1.0.9"));
        Heard fromARoute = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(fromARoute.text()).isEqualTo("from a route");
        peer.confirms(fromARoute);

        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        assertThat(outcome(sent).delivered()).isTrue();
    }

    @Test
    void aReplyThatIsTooLongHoldsUpNoShorterOne() {
        asks("question");
        CompletableFuture<Optional<DeliveryResult>> tooLong = reply(Draft.of("x".repeat(700)));
        soon();
        peer.listensAfresh();
        PacketNumber another = asks("another");
        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("reply"));
        Heard reply = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(reply.text()).isEqualTo("reply");
        peer.confirms(reply);

        peer.hearsReceiptFor(another);
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        assertThat(outcome(sent).delivered()).isTrue();
        assertThat(outcome(tooLong).delivered()).isTrue();
    }

    @Test
    void repliesThatWereWithheldLeaveInTheirOrder() {
        asksASlowRoute("question");
        CompletableFuture<Optional<DeliveryResult>> first = reply(Draft.of("first"));
        peer.hearsNothingFor(Duration.ofMillis(500));
        PacketNumber another = asks("another");
        CompletableFuture<Optional<DeliveryResult>> second = reply(Draft.of("second"));

        Heard heard = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(heard.text()).isEqualTo("first");
        peer.confirms(heard);
        peer.hearsReceiptFor(another);
        heard = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(heard.text()).isEqualTo("second");
        peer.confirms(heard);

        assertThat(outcome(first).delivered()).isTrue();
        assertThat(outcome(second).delivered()).isTrue();
        peer.hearsNothingFor(LONG);
    }

    @Test
    void whatARouteSendsOfItsOwnAccordIsNotHeldUpByReplies() {
        asksASlowRoute("question");
        CompletableFuture<Optional<DeliveryResult>> reply = reply(Draft.of("reply"));
        soon();
        bot.begins(Draft.of("alert").to("10.1.0.9"));

        Heard alert = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(alert.text()).isEqualTo("alert");
        peer.confirms(alert);

        peer.confirms(peer.hears(Duration.ofMillis(100), Command.SENDMSG, SENDCHECKOPT));
        assertThat(outcome(reply).delivered()).isTrue();
    }

    @Test
    void thePartsOfAReplyFollowWhenTheFirstHasProvenTheStranger() {
        PacketNumber question = asks("question");
        CompletableFuture<Optional<DeliveryResult>> sent =
                reply(Draft.of("word ".repeat(800)).split());
        Heard first = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        assertThat(first.arrival().bytes()).hasSizeLessThanOrEqualTo(700);
        peer.hearsNothingFor(Duration.ofMillis(900));

        peer.confirms(first);
        peer.hearsReceiptFor(question);
        while (!sent.isDone()) {
            peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
            soon();
        }

        assertThat(outcome(sent).delivered()).isTrue();
        assertThat(outcome(sent).packetNumbers()).hasSizeGreaterThan(5);
    }

    @Test
    void whoeverForgesAnAddressMakesUsSendNoMoreThanItDoes() {
        for (int i = 1; i <= 5; i++) {
            asks("question " + i);
            CompletableFuture<Optional<DeliveryResult>> unused = reply(Draft.of("reply " + i));
            simulation.advance(Duration.ofSeconds(3));
            assertThat(peer.socket().received()).hasSizeLessThanOrEqualTo(i);
        }
        peer.says("sealed", SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        soon();
        bot.node.opened(mailbox.last());
        CompletableFuture<Optional<DeliveryResult>> unused = reply(Draft.of("reply"));
        simulation.advance(LONG);

        assertThat(peer.socket().received()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void whoeverForgesAnIptuxGetsNoEntryBeyondThat() {
        peer.speaking("1_iptux 0.8.3");
        asksASlowRoute("question");

        Delivery outcome = outcome(reply(Draft.of("reply")));

        peer.hearsNothingFor(LONG);
        assertThat(outcome.cause()).contains(Cause.NO_ANSWER);
    }

    @Test
    void anAbsenceNoticeDoesNotTakeWhatTheReplyNeeds() {
        simulation.await(bot.node.absent("Gone fishing"), SOON);
        peer.listensAfresh();
        PacketNumber question = asks("question");
        CompletableFuture<Optional<DeliveryResult>> sent = reply(Draft.of("reply"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        peer.hearsReceiptFor(question);
        assertThat(outcome(sent).delivered()).isTrue();

        peer.hearsReceiptFor(asks("another"));

        assertThat(peer.hears(Command.SENDMSG, AUTORETOPT).text()).isEqualTo("Gone fishing");
    }

    @Test
    void whatWaitsForAReplyIsConfirmedBeforeTheNodeLeaves() {
        PacketNumber question = asks("question");
        bot.close();

        peer.hearsReceiptFor(question);
        peer.hears(Command.BR_EXIT, PresenceOption.CAPUTF8OPT);
    }

    @Test
    void whomWeKnowGetsTheReceiptAtOnce() {
        bot.begins(Draft.of("hello").to("10.1.0.9"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();

        PacketNumber question = asks("question");

        peer.hearsReceiptFor(question);
    }
}
