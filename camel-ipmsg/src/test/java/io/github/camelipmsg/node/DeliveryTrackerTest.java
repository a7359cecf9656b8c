/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Transmissions, receipts and outcomes of one message. */
class DeliveryTrackerTest extends NodeAndPeerTest {
    @Test
    void repeatsTheSameBytesUntilTimeIsUp() {
        Instant start = simulation.clock().instant();
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        simulation.advance(Duration.ofSeconds(14));

        List<Transmission> copies = peer.socket().received();
        byte[] first = copies.get(0).bytes();
        assertThat(copies).hasSize(5);
        for (int i = 0; i < 5; i++) {
            Duration due = Duration.ofSeconds(i);
            assertThat(Duration.between(start, copies.get(i).at())).isBetween(due, due.plusMillis(5));
            assertThat(copies.get(i).bytes()).isEqualTo(i < 3 ? first : Arrays.copyOf(first, first.length + 64));
        }
        assertThat(sent).isNotDone();
        peer.listensAfresh();

        DeliveryResult result = bot.await(sent);
        assertThat(simulation.clock().instant()).isBetween(start.plusSeconds(15), start.plusMillis(15_010));
        assertThat(result.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(result.delivered()).isFalse();
        Delivery delivery = result.deliveries().get(0);
        assertThat(delivery.attempts()).isEqualTo(5);
        assertThat(delivery.elapsed()).isEqualTo(Duration.ofSeconds(15));
        assertThat(delivery.cause()).contains(Cause.NO_RECEIPT);
        assertThat(delivery)
                .hasToString("UNCONFIRMED 10.1.0.9:2425: no receipt within 15 s after 5 transmissions; is 10.1.0.9:2425"
                        + " running, and does its firewall let this port through?");
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void aReceiptEndsTheRepetition() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        Heard first = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        peer.confirms(first);
        DeliveryResult result = bot.await(sent);

        assertThat(result.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(result.delivered()).isTrue();
        Delivery delivery = result.deliveries().get(0);
        assertThat(delivery.attempts()).isEqualTo(2);
        assertThat(delivery.elapsed()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1005));
        assertThat(delivery.cause()).isEmpty();
        assertThat(delivery.detail()).isEmpty();
        assertThat(first.packet().number()).isEqualTo(PacketNumber.of(result.packetNumber()));
        assertThat(delivery.packetNumbers()).containsExactly(result.packetNumber());
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void repeatsAsOftenAndAsFastAsItIsTold() {
        bot.begins(Draft.of("hello").to("10.1.0.9").retrying(Duration.ofMillis(100), 6));
        simulation.advance(Duration.ofSeconds(10));

        assertThat(peer.socket().received()).hasSize(7);
        List<Transmission> copies = peer.socket().received();
        assertThat(Duration.between(copies.get(0).at(), copies.get(6).at()))
                .isBetween(Duration.ofMillis(599), Duration.ofMillis(601));
    }

    @Test
    void aReceiptFromAnotherAddressConfirmsNothing() {
        LockstepPeer neighbour = nodes.peer("neighbour", "10.1.0.8", bot);
        LockstepPeer otherPort = nodes.peer("taro", "10.1.0.9:2426", bot);
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        Heard message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);

        neighbour.as("taro", "pc-of-taro").confirms(message);
        otherPort.confirms(message);

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(bot.count(Event.RECEIPT_UNMATCHED)).isEqualTo(2);
    }

    @Test
    void aReceiptForAnotherNumberConfirmsNothing() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        long number = Long.parseLong(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT)
                .packet()
                .number()
                .digits());

        for (String wrong : List.of("0", "-1", Long.toString(number + 1), Long.toString(number - 1), "-" + number)) {
            peer.says(CommandWord.of(Command.RECVMSG), new Body.Reference(new PacketNumber(wrong)));
        }

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void understandsReceiptsThatPrintTheNumberAsNegative() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        long number = Long.parseLong(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT)
                .packet()
                .number()
                .digits());

        PacketNumber signed = new PacketNumber(Long.toString(number - (1L << 32)));
        peer.says(CommandWord.of(Command.RECVMSG), new Body.Reference(signed));

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void receiptsWithOptionsAreReceipts() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        Heard message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);

        peer.says(
                CommandWord.of(Command.RECVMSG, MessageOption.SENDCHECKOPT), // as iptux writes them
                new Body.Reference(message.packet().number()));

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);
        peer.hearsNothingFor(Duration.ofSeconds(5));
    }

    @Test
    void lateAndRepeatedReceiptsAreHarmless() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        Heard message = peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        DeliveryResult result = bot.await(sent);
        peer.listensAfresh();

        peer.confirms(message);
        peer.repeats();

        peer.hearsNothingFor(Duration.ofSeconds(5));
        assertThat(result.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(bot.count(Event.RECEIPT_UNMATCHED)).isEqualTo(1); // the first has bettered the record
        confirmsOneOfItsOwn(peer, "10.1.0.9");
    }

    @Test
    void anAddressThatWeWroteToMayConfirmWhateverTheAccessListSays() throws IOException {
        NodeFixture strict = nodes.joined(nodes.node("strict", "10.1.0.3").allow("10.7.0.0/16"));
        Mailbox mailbox = strict.mailbox();
        LockstepPeer outsider = nodes.peer("out", "10.3.0.9", strict);
        CompletableFuture<DeliveryResult> sent = strict.send(Draft.of("hello").to("10.3.0.9"));
        Heard message = outsider.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);
        long before = strict.count(Event.NOT_ALLOWED);

        outsider.says("let me in", MessageOption.SENDCHECKOPT);
        outsider.presents("outsider");
        outsider.confirms(message);

        assertThat(strict.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);
        outsider.hearsNothingFor(Duration.ofSeconds(5));
        assertThat(mailbox.texts()).isEmpty();
        assertThat(strict.members()).isEmpty();
        assertThat(strict.count(Event.NOT_ALLOWED)).isEqualTo(before + 2);
    }

    @Test
    void aReceiptCountsFromAnotherAddressAtWhichTheMemberLatelyAnsweredUs() {
        LockstepPeer radio = nodes.peer("taro", "10.1.0.8", bot);
        peer.presents("taro");
        radio.presents("taro"); // the second card of the same PC
        confirmsOneOfItsOwn(radio, "10.1.0.8");

        assertThat(statusIfConfirmedBy(radio, "two")).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void aReceiptDoesNotCountFromAnAddressThatOnlyClaimsToBeTheMembers() {
        LockstepPeer liar = nodes.peer("taro", "10.1.0.8", bot);
        peer.presents("taro");
        liar.presents("taro");

        assertThat(statusIfConfirmedBy(liar, "hello")).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void whoConfirmedUnderItsOwnNameDoesNotConfirmForAnother() {
        LockstepPeer mallory = nodes.peer("mallory", "10.1.0.8", bot);
        mallory.presents("mallory");
        confirmsOneOfItsOwn(mallory, "mallory");
        peer.presents("taro");
        mallory.as("taro", "pc-of-taro").presents("taro");

        assertThat(statusIfConfirmedBy(mallory, "alert")).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void whoConfirmedForSomebodyElseUnderAnothersNameDoesNotConfirmForThat() {
        LockstepPeer mallory = nodes.peer("mallory", "10.1.0.8", bot);
        mallory.presents("mallory");
        peer.presents("taro");
        mallory.as("taro", "pc-of-taro").presents("taro");
        confirmsOneOfItsOwn(mallory, "mallory");

        assertThat(statusIfConfirmedBy(mallory, "alert")).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void whoConfirmedFromElsewhereDoesSoNoMoreOnceSomebodyElseSpeaksThere() {
        LockstepPeer radio = nodes.peer("taro", "10.1.0.8", bot);
        peer.presents("taro");
        radio.presents("taro");
        confirmsOneOfItsOwn(radio, "10.1.0.8");
        radio.as("mallory", "pc-of-mallory").says("I have that address now");
        radio.as("taro", "pc-of-taro");

        assertThat(statusIfConfirmedBy(radio, "two")).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    /** It gets a message for that name or address, and confirms it. */
    private void confirmsOneOfItsOwn(LockstepPeer who, String to) {
        CompletableFuture<DeliveryResult> own = bot.send(Draft.of("own").to(to));
        who.confirms(who.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT));
        assertThat(bot.await(own).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    /** Of a message that Taro gets, and somebody confirms. */
    private DeliveryStatus statusIfConfirmedBy(LockstepPeer who, String text) {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of(text).to("taro"));
        who.confirms(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT));
        return bot.await(sent).status();
    }

    @Test
    void aRefusalOfTheNetworkFailsTheDelivery() {
        network.refuse("10.1.0.9");

        Delivery delivery = bot.deliverOne(Draft.of("hello").to("10.1.0.9"));

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Cause.NETWORK);
        assertThat(delivery.detail())
                .startsWith("this machine's network did not take it: ")
                .contains("No route to host");
        assertThat(delivery.attempts()).isEqualTo(5);
        assertThat(bot.count(Event.SEND_FAILED)).isEqualTo(5);
    }

    @Test
    void aRefusalOfTheNetworkFailsAnUnconfirmedMessageAtOnce() {
        network.refuse("10.1.0.9");

        Delivery delivery = bot.deliverOne(Draft.of("hello").to("10.1.0.9").unconfirmed());

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Cause.NETWORK);
        assertThat(delivery.elapsed()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void anUnconfirmedMessageIsSentWhenTheNetworkHasTakenItHoweverLateThatIsTold() {
        network.host("10.1.0.1").handoverTakes(Duration.ofSeconds(2));
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.9").unconfirmed());
        simulation.advance(Duration.ofSeconds(1));
        assertThat(sent).isNotDone();

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.SENT);

        network.refuse("10.1.0.9");
        Delivery refused = bot.deliverOne(Draft.of("hello again").to("10.1.0.9").unconfirmed());
        assertThat(refused.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(refused.cause()).contains(Cause.NETWORK);
    }

    @Test
    void anUnconfirmedMessageThatTheNetworkDoesNotTakeInTimeIsUnconfirmed() {
        network.host("10.1.0.1").handoverTakes(Duration.ofMinutes(1));

        Delivery delivery = bot.deliverOne(Draft.of("hello").to("10.1.0.9").unconfirmed());

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NETWORK);
        assertThat(delivery.detail()).contains("had not taken it within 15 s");
    }

    @Test
    void oneCopyThatLeftIsEnoughForAReceipt() {
        simulation.later(Duration.ofMillis(500), () -> network.refuse("10.1.0.9")); // after the first copy
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        simulation.advance(Duration.ofSeconds(7));
        peer.confirms(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT));

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void sendsOnceAndAsksForNothingIfNoConfirmationIsWanted() {
        Delivery delivery = bot.deliverOne(Draft.of("hello").to("10.1.0.9").unconfirmed());

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.cause()).isEmpty();
        peer.hears(Command.SENDMSG);
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void timeRunsFromTheStartOfTheSend() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("hanako").confirmedWithin(Duration.ofSeconds(4)));
        simulation.advance(Duration.ofSeconds(3));
        nodes.peer("hanako", "10.1.0.8", bot).presents("hanako");

        Delivery delivery = bot.await(sent).deliveries().get(0);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.elapsed()).isBetween(Duration.ofMillis(3999), Duration.ofMillis(4001));
        assertThat(delivery.attempts()).isEqualTo(1);
    }

    @Test
    void everythingUnderWayGetsAnOutcomeWhenTheNodeStops() {
        CompletableFuture<DeliveryResult> awaiting =
                bot.send(Draft.of("one").to("10.1.0.9").inFlight(1));
        CompletableFuture<DeliveryResult> waiting =
                bot.send(Draft.of("two").to("10.1.0.9").inFlight(1));
        CompletableFuture<DeliveryResult> looking = bot.send(Draft.of("three").to("nobody"));
        peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);

        bot.close();
        soon();

        Delivery one = awaiting.join().deliveries().get(0);
        assertThat(one.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(one.cause()).contains(Cause.SHUTDOWN);
        assertThat(one.detail()).isEqualTo("the node stopped after 1 transmission, before a receipt came");
        Delivery two = waiting.join().deliveries().get(0);
        assertThat(two.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(two.attempts()).isZero();
        Delivery three = looking.join().deliveries().get(0);
        assertThat(three.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(three.cause()).contains(Cause.SHUTDOWN);
    }

    @Test
    void aSendThatComesWhileTheNodeStopsIsRefused() {
        CompletableFuture<Void> closing = bot.node.close().toCompletableFuture();
        CompletableFuture<DeliveryResult> early = bot.send(Draft.of("too late").to("10.1.0.9"));
        simulation.advance(Duration.ofMillis(50));
        CompletableFuture<DeliveryResult> late =
                bot.send(Draft.of("too late, too").to("10.1.0.9"));
        simulation.advance(Duration.ofSeconds(30));

        assertThat(closing).isCompleted();
        assertThat(early).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();
        assertThat(bot.send(Draft.of("much too late").to("10.1.0.9"))).isCompletedExceptionally();
        peer.hearsNothingOf(Command.SENDMSG);
    }
}
