/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.READCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.SECRETOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PacketNumber;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Messages of which it is wanted that the recipient opens them. */
class ReadConfirmationTest extends NodeAndPeerTest {
    private Heard hearsTheMessage() {
        return peer.hears(Command.SENDMSG, SENDCHECKOPT, SECRETOPT, READCHECKOPT);
    }

    @Test
    void waitsForTheReceiptAndThenForTheReading() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        Heard message = hearsTheMessage();
        peer.confirms(message);
        peer.hearsNothingFor(Duration.ofMinutes(4));
        assertThat(sent).isNotDone();

        PacketNumber notice = peer.opens(message);

        assertThat(peer.hears(Command.ANSREADMSG).reference()).isEqualTo(notice);
        DeliveryResult result = bot.await(sent);
        assertThat(result.status()).isEqualTo(DeliveryStatus.READ);
        assertThat(result.delivered()).isTrue();
        Delivery delivery = result.deliveries().get(0);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.elapsed())
                .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(4).plusSeconds(1));
        assertThat(delivery.cause()).isEmpty();
    }

    @Test
    void whatIsNotReceivedIsGivenUpAtTheFirstTimeout() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        simulation.advance(Duration.ofMillis(15_010));

        Delivery delivery = sent.join().deliveries().get(0);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NO_RECEIPT);
        assertThat(delivery.attempts()).isEqualTo(5);
    }

    @Test
    void whatIsReceivedButNotReadIsNotDelivered() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read().readWithin(Duration.ofMinutes(5)));
        simulation.advance(Duration.ofSeconds(10)); // both times run from the start of the send
        peer.confirms(hearsTheMessage());
        simulation.advance(Duration.ofSeconds(289));
        assertThat(sent).isNotDone();
        simulation.advance(Duration.ofSeconds(2));

        DeliveryResult result = sent.join();
        assertThat(result.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(result.delivered()).isFalse();
        Delivery delivery = result.deliveries().get(0);
        assertThat(delivery.cause()).contains(Cause.NOT_READ);
        assertThat(delivery.detail()).isEqualTo("received, but not opened within 5 min");
        assertThat(delivery.elapsed()).isBetween(Duration.ofMillis(299_990), Duration.ofMillis(300_010));
    }

    @Test
    void aReadNoticeIsAReceiptToo() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        Heard message = hearsTheMessage();

        peer.opens(message);

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.READ);
        peer.hears(Command.ANSREADMSG);
        peer.hearsNothingFor(Duration.ofMinutes(1)); // no repetition
    }

    @Test
    void aReceiptAfterwardsTakesNothingBack() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        Heard message = hearsTheMessage();
        peer.opens(message);
        peer.confirms(message);

        DeliveryResult result = bot.await(sent);

        assertThat(bot.confirmation(result.packetNumber()).status()).isEqualTo(DeliveryStatus.READ);
    }

    @Test
    void everyCopyOfTheNoticeIsAnswered() {
        bot.begins(Draft.of("hello").to("10.1.0.9").read());
        Heard message = hearsTheMessage();
        PacketNumber notice = peer.opens(message);
        peer.hears(Command.ANSREADMSG);

        peer.repeats();

        assertThat(peer.hears(Command.ANSREADMSG).reference()).isEqualTo(notice);
    }

    @Test
    void aNoticeWithoutReadCheckCountsAndIsNotAnswered() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        Heard message = hearsTheMessage();

        peer.says(
                CommandWord.of(Command.READMSG),
                new Body.Reference(message.packet().number()));

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.READ);
        peer.hearsNothingFor(Duration.ofSeconds(5));
    }

    @Test
    void aNoticeFromAnotherAddressCountsForNothing() {
        LockstepPeer neighbour = nodes.peer("neighbour", "10.1.0.8", bot);
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        Heard message = hearsTheMessage();
        peer.confirms(message);

        neighbour.as("taro", "pc-of-taro").opens(message);
        simulation.advance(Duration.ofMinutes(11));

        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void anAddressThatIsNotListenedToMayTellThatItWasRead() throws IOException {
        NodeFixture strict = nodes.joined(nodes.node("strict", "10.1.0.2").deny("10.1.0.9"));
        LockstepPeer denied = nodes.peer("taro", "10.1.0.9:2426", strict);
        CompletableFuture<DeliveryResult> sent =
                strict.send(Draft.of("hello").to("10.1.0.9:2426").read());
        Heard message = denied.hears(Command.SENDMSG, SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        denied.confirms(message);
        simulation.advance(Duration.ofMinutes(5));

        denied.opens(message);

        assertThat(strict.await(sent).status()).isEqualTo(DeliveryStatus.READ);
    }

    @Test
    void waitingForTheReadingTakesNobodysTurn() {
        CompletableFuture<DeliveryResult> first =
                bot.send(Draft.of("first").to("10.1.0.9").read().inFlight(1));
        CompletableFuture<DeliveryResult> second =
                bot.send(Draft.of("second").to("10.1.0.9").inFlight(1));
        peer.confirms(hearsTheMessage());

        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        assertThat(bot.await(second).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(first).isNotDone();
    }

    @Test
    void whatIsStillToBeReadIsUnconfirmedWhenTheNodeStops() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").read());
        peer.confirms(hearsTheMessage());
        soon();

        bot.close();
        soon();

        Delivery delivery = sent.join().deliveries().get(0);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.SHUTDOWN);
        assertThat(delivery.detail()).isEqualTo("it was received, and the node stopped before it was opened");
    }

    @Test
    void aSealedMessageIsReadLater() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").options(SECRETOPT, READCHECKOPT));
        Heard message = hearsTheMessage();
        peer.confirms(message);
        DeliveryResult result = bot.await(sent);
        assertThat(result.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(result.delivered()).isTrue();

        peer.opens(message);
        soon();

        assertThat(bot.confirmation(result.packetNumber()).status()).isEqualTo(DeliveryStatus.READ);
    }
}
