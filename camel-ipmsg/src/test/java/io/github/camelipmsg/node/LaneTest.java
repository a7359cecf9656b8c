/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PresenceOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The order of several messages to one member, and how many of them are under way at once. */
class LaneTest extends NodeAndPeerTest {
    @Test
    void messagesLeaveInTheOrderOfTheirNumbersHoweverWorkersTakeTheirTime() {
        bot.workers.takeBetween(Duration.ZERO, Duration.ofMillis(50));
        for (int i = 0; i < 40; i++) {
            bot.begins(Draft.of("" + i).to("10.1.0.9"));
        }
        simulation.advance(Duration.ofMillis(900));

        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Heard message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
            assertThat(message.text()).isEqualTo("" + i);
            numbers.add(Long.parseLong(message.packet().number().digits()));
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void noMoreThanTheWindowWaitForReceipts() {
        for (int i = 0; i < 10; i++) {
            bot.begins(Draft.of("" + i).to("10.1.0.9").inFlight(3));
        }
        simulation.advance(Duration.ofMillis(500));
        Heard first = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        Heard second = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofMillis(100));

        peer.confirms(second);
        assertThat(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT).text())
                .isEqualTo("3");
        peer.confirms(first);
        assertThat(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT).text())
                .isEqualTo("4");
        peer.hearsNothingFor(Duration.ofMillis(100));
    }

    @Test
    void anotherMemberDoesNotWait() {
        LockstepPeer other = nodes.peer("other", "10.1.0.8", bot);
        bot.begins(Draft.of("one").to("10.1.0.9").inFlight(1));
        bot.begins(Draft.of("two").to("10.1.0.9").inFlight(1));
        bot.begins(Draft.of("three").to("10.1.0.8").inFlight(1));

        assertThat(other.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT).text())
                .isEqualTo("three");
    }

    @Test
    void aMessageWhoseTurnNeverComesSaysSo() {
        bot.begins(Draft.of("one").to("10.1.0.9").inFlight(1));

        Delivery second =
                bot.deliverOne(Draft.of("two").to("10.1.0.9").inFlight(1).confirmedWithin(Duration.ofSeconds(3)));

        assertThat(second.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(second.cause()).contains(Cause.NO_TURN);
        assertThat(second.attempts()).isZero();
        assertThat(second.detail()).startsWith("not sent within 3 s: earlier messages to 10.1.0.9:2425");
    }

    @Test
    void theNextTakesItsTurnWhenTimeIsUpForTheFirst() {
        CompletableFuture<DeliveryResult> first =
                bot.send(Draft.of("one").to("10.1.0.9").inFlight(1).confirmedWithin(Duration.ofSeconds(3)));
        CompletableFuture<DeliveryResult> second =
                bot.send(Draft.of("two").to("10.1.0.9").inFlight(1));
        bot.await(first);
        Heard message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        while (message.text().equals("one")) {
            message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        }

        assertThat(message.text()).isEqualTo("two");
        peer.confirms(message);

        assertThat(bot.await(second).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void aRejectedMessageDoesNotHoldUpTheNext() {
        peer.presents("taro");
        CompletableFuture<DeliveryResult> unmappable = bot.send(Draft.of("café").to("taro"));
        CompletableFuture<DeliveryResult> tooLong =
                bot.send(Draft.of("x".repeat(9000)).to("taro"));
        bot.begins(Draft.of("fine").to("taro"));

        assertThat(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT).text())
                .isEqualTo("fine");
        assertThat(bot.await(unmappable).status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(bot.await(tooLong).status()).isEqualTo(DeliveryStatus.REJECTED);
    }

    @Test
    void iptuxGetsOneMessageAtATime() {
        peer.speaking("1_iptux 0.8.3").presents("taro");
        for (int i = 0; i < 4; i++) {
            bot.begins(Draft.of("" + i).to("taro"));
        }
        long last = 0;
        for (int i = 0; i < 4; i++) {
            Heard message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.UTF8OPT);
            assertThat(message.text()).isEqualTo("" + i);
            assertThat(Long.parseLong(message.packet().number().digits())).isGreaterThan(last);
            last = Long.parseLong(message.packet().number().digits());
            peer.hearsNothingFor(Duration.ofMillis(500));
            peer.confirms(message);
        }
        peer.hearsNothingFor(Duration.ofSeconds(20));
    }

    /** iptux would confirm the repetition of what was overtaken, and show nothing. */
    @Test
    void anUnconfirmedMessageDoesNotOvertakeOneThatIptuxHasYetToConfirm() {
        peer.speaking("1_iptux 0.8.3").presents("taro");
        bot.begins(Draft.of("first").to("taro"));
        CompletableFuture<DeliveryResult> second =
                bot.send(Draft.of("second").to("taro").unconfirmed());
        Heard first = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.UTF8OPT);
        peer.hearsNothingFor(Duration.ofMillis(900));
        peer.confirms(first);

        assertThat(peer.hears(Command.SENDMSG, MessageOption.UTF8OPT).text()).isEqualTo("second");
        assertThat(bot.await(second).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void othersGetUnconfirmedMessagesWithoutWaiting() {
        peer.presents("taro", PresenceOption.CAPUTF8OPT);
        bot.begins(Draft.of("first").to("taro").inFlight(1));
        bot.begins(Draft.of("second").to("taro").unconfirmed());

        peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.UTF8OPT, MessageOption.CAPUTF8OPT);
        assertThat(peer.hears(Duration.ofMillis(50)).text()).isEqualTo("second");
    }
}
