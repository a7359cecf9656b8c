/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How what is held leaves when its member is seen. */
class HoldReleaseTest extends HoldingTest {
    @BeforeEach
    void opensANode() throws IOException {
        opens(nodes.node("bot", BOT));
    }

    @Test
    void leavesWhenTheMemberIsSeenUnderItsNumberAndIsToldThen() {
        cameAndWent();
        long number = sends(Draft.of("hello").to("Taro").held()).packetNumber();
        simulation.advance(Duration.ofHours(30));

        comes();
        Heard message = hears();
        assertThat(message.text()).isEqualTo("hello");
        assertThat(number(message)).isEqualTo(number);
        assertThat(bot.confirmation(number).status()).isEqualTo(DeliveryStatus.PENDING);
        peer.confirms(message);
        soon();

        assertThat(news.outcomes).containsExactly(number + " RECEIVED");
        assertThat(bot.confirmation(number).delivered()).isTrue();
        assertThat(news.deliveries.get(0).elapsed()).isGreaterThan(Duration.ofHours(30));
        goes();
        comes();
        assertThat(peer.hears(Duration.ofSeconds(5)).packet().command().command())
                .isEqualTo(Command.ANSENTRY);
        peer.hearsNothingFor(Duration.ofMinutes(2));
    }

    @Test
    void leavesInOrderOneAtATime() {
        cameAndWent();
        for (int i = 0; i < 5; i++) {
            sends(Draft.of("" + i).to("Taro").held());
        }
        comes();
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Heard message = hears();
            assertThat(message.text()).isEqualTo("" + i);
            numbers.add(number(message));
            simulation.advance(Duration.ofMillis(400));
            peer.confirms(message);
        }
        assertThat(numbers).isSorted();
        soon();
        assertThat(news.outcomes).hasSize(5).allMatch(outcome -> outcome.endsWith(" RECEIVED"));
    }

    @Test
    void whoeverWaitsForOthersIsToldThatItIsHeldAlsoIfItIsOutAgain() {
        cameAndWent();
        LockstepPeer silent = nodes.peer("hanako", "10.1.0.8", bot);
        silent.presents("Hanako");
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro", "Hanako").held());
        simulation.advance(Duration.ofSeconds(10));
        comes(); // and does not confirm either
        hears();
        assertThat(sent).isNotDone();
        simulation.advance(Duration.ofSeconds(6));

        assertThat(sent).isCompleted();
        assertThat(sent.join().deliveries())
                .extracting(Delivery::status)
                .containsExactly(DeliveryStatus.HELD, DeliveryStatus.HELD);
        assertThat(bot.confirmation(sent.join().packetNumber()).status()).isEqualTo(DeliveryStatus.PENDING);
    }

    @Test
    void newerMessagesQueueBehindOlderOnes() {
        cameAndWent();
        sends(Draft.of("first").to("Taro").held());
        comes();
        Heard first = hears();
        assertThat(sends(Draft.of("second").to("Taro").held()).status()).isEqualTo(DeliveryStatus.HELD);
        peer.confirms(first);

        assertThat(hears().text()).isEqualTo("second");
    }

    @Test
    void whatIsNotConfirmedGoesBackUntilTheMemberIsSeenAgain() {
        cameAndWent();
        long number = sends(Draft.of("hello").to("Taro").held()).packetNumber();
        comes();
        for (int i = 0; i < 5; i++) {
            assertThat(number(hears())).isEqualTo(number);
        }
        simulation.advance(Duration.ofSeconds(20));
        peer.hearsNothingFor(Duration.ofMinutes(2));
        assertThat(bot.confirmation(number).status()).isEqualTo(DeliveryStatus.HELD);

        peer.says(CommandWord.of(Command.NOOPERATION), Body.EMPTY); // heard, and longer ago than a rest
        Heard again = hears();
        peer.confirms(again);
        soon();

        assertThat(again.text()).isEqualTo("hello");
        assertThat(number(again)).isEqualTo(number);
        assertThat(news.outcomes).containsExactly(number + " RECEIVED");
        assertThat(news.deliveries.get(0).attempts()).isEqualTo(6);
    }

    @Test
    void aMemberThatIsHeardButDoesNotConfirmIsLeftInPeaceForAMinute() {
        cameAndWent();
        sends(Draft.of("hello").to("Taro").held());
        comes();
        simulation.advance(Duration.ofSeconds(16));
        peer.listensAfresh();
        for (int i = 0; i < 50; i++) {
            peer.says(CommandWord.of(Command.NOOPERATION), Body.EMPTY);
            peer.hearsNothingFor(Duration.ofSeconds(1));
        }
        simulation.advance(Duration.ofSeconds(10));
        peer.says(CommandWord.of(Command.NOOPERATION), Body.EMPTY);
        hears();
    }

    @Test
    void whatWasNotDeliveredInItsTimeIsUnconfirmed() {
        cameAndWent();
        long number =
                sends(Draft.of("hello").to("Taro").heldFor(Duration.ofHours(2))).packetNumber();
        simulation.advance(Duration.ofMinutes(119));
        assertThat(news.outcomes).isEmpty();
        simulation.advance(Duration.ofMinutes(2));

        assertThat(news.outcomes).containsExactly(number + " UNCONFIRMED");
        assertThat(news.deliveries.get(0).cause()).contains(Cause.EXPIRED);
        assertThat(news.deliveries.get(0).detail())
                .startsWith("held for 2 h, and its recipient was not seen; is Taro (taro@pc-of-taro, 10.1.0.9:2425)");
        comes();
        simulation.advance(Duration.ofMinutes(1));
        peer.hearsNothingOf(Command.SENDMSG);
    }

    @Test
    void whatIsOutWhenItsTimeIsOverIsNotHeldAgain() {
        cameAndWent();
        long number = sends(Draft.of("hello").to("Taro").heldFor(Duration.ofMinutes(10)))
                .packetNumber();
        simulation.advance(Duration.ofMinutes(10).minusSeconds(5));
        comes();
        hears();
        simulation.advance(Duration.ofSeconds(20));

        assertThat(news.outcomes).containsExactly(number + " UNCONFIRMED");
        assertThat(news.deliveries.get(0).cause()).contains(Cause.EXPIRED);
        assertThat(news.deliveries.get(0).detail()).contains("has confirmed none of 5 transmissions");
    }

    @Test
    void itsReadingIsWaitedForFromWhenItLeft() {
        cameAndWent();
        long number = sends(Draft.of("hello").to("Taro").read().held()).packetNumber();
        sends(Draft.of("next").to("Taro").held());
        simulation.advance(Duration.ofHours(1));
        comes();
        Heard message = hears();
        peer.confirms(message);
        assertThat(hears().text()).isEqualTo("next"); // does not wait for the reading
        simulation.advance(Duration.ofMinutes(9));
        assertThat(bot.confirmation(number).status()).isEqualTo(DeliveryStatus.PENDING);

        peer.opens(message);
        soon();

        assertThat(bot.confirmation(number).delivered()).isTrue();
        assertThat(news.outcomes).contains(number + " READ");
    }

    @Test
    void whatNobodyOpensInTimeWasReceived() {
        cameAndWent();
        long number = sends(Draft.of("hello").to("Taro").read().held()).packetNumber();
        comes();
        peer.confirms(hears());
        simulation.advance(Duration.ofMinutes(11));

        assertThat(news.outcomes).containsExactly(number + " RECEIVED");
        assertThat(news.deliveries.get(0).cause()).contains(Cause.NOT_READ);
    }

    @Test
    void whatWantsNoReceiptIsSentWhenItLeaves() {
        cameAndWent();
        DeliveryResult held = sends(Draft.of("hello").to("Taro").unconfirmed().held());
        assertThat(held.status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(held.confirmed()).isFalse();
        sends(Draft.of("next").to("Taro").unconfirmed().held());
        comes();

        assertThat(hears().text()).isEqualTo("hello");
        assertThat(hears().text()).isEqualTo("next");
        simulation.advance(Duration.ofSeconds(1));
        assertThat(news.outcomes).hasSize(2).contains(held.packetNumber() + " SENT");
    }

    @Test
    void itIsEncodedForTheMemberAsItIsWhenItLeaves() {
        cameAndWent();
        sends(Draft.of("Zürich").to("Taro").held());
        LockstepPeer moved = nodes.peer("taro", "10.1.0.20", bot);
        moved.says(CommandWord.of(Command.ANSENTRY, PresenceOption.CAPUTF8OPT), Body.Presence.of("Taro", "Sales"));

        Heard message = moved.hears(Command.SENDMSG, SENDCHECKOPT, MessageOption.UTF8OPT, MessageOption.CAPUTF8OPT);

        assertThat(message.text()).isEqualTo("Zürich");
        moved.confirms(message);
        soon();
        assertThat(news.outcomes).hasSize(1).allMatch(outcome -> outcome.endsWith("RECEIVED"));
        assertThat(news.deliveries.get(0).address()).isEqualTo(moved.address());
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void whatItCannotReadWhenItComesIsRejectedThen() {
        cameAndWent();
        long number = sends(Draft.of("\uD83D\uDE00").to("Taro").held()).packetNumber();
        sends(Draft.of("next").to("Taro").held());
        comes();

        assertThat(hears().text()).isEqualTo("next");
        assertThat(news.outcomes).containsExactly(number + " REJECTED");
    }

    @Test
    void everyPartIsHeldInOrderAndTheWholeIsToldOnce() {
        cameAndWent();
        String text = "All work and no play. ".repeat(1_000);
        DeliveryResult held = sends(Draft.of(text).to("Taro").split().held());
        assertThat(held.status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(held.deliveries().get(0).packetNumbers()).hasSize(3);
        comes();
        for (int i = 1; i <= 3; i++) {
            assertThat(news.outcomes).isEmpty();
            Heard part = hears();
            assertThat(part.text()).startsWith("(" + i + "/3) ");
            peer.confirms(part);
        }
        soon();
        assertThat(news.outcomes).containsExactly(held.packetNumber() + " RECEIVED");
    }

    /** iptux drops what is not above the last number that it knows, and confirms it all the same. */
    @Test
    void iptuxGetsALowerNumberOnlyWhenItHasForgottenHigherOnes() {
        peer.speaking("1_iptux 0.8.3");
        cameAndWent();
        long lower = sends(Draft.of("held").to("Taro").held()).packetNumber();
        sends(Draft.of("to all").to("broadcast:").unconfirmed()); // under a higher number
        simulation.advance(Duration.ofMinutes(1));
        peer.listensAfresh();
        comes();
        while (peer.hears(Duration.ofSeconds(20)).packet().command().command() != Command.BR_ENTRY) {
            // our answer to its entry
        }
        simulation.advance(Duration.ofMillis(500));
        peer.hearsNothingOf(Command.SENDMSG);
        peer.says(CommandWord.of(Command.ANSENTRY), Body.Presence.of("Taro", "Sales"));

        Heard message = hears();

        assertThat(number(message)).isEqualTo(lower);
        peer.confirms(message);
        soon();
        assertThat(bot.confirmation(lower).delivered()).isTrue();
    }
}
