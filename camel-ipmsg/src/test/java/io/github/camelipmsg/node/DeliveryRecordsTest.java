/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.simulation.SimulatedLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is known of a send while it is under way, and afterwards. */
class DeliveryRecordsTest extends NodeAndPeerTest {
    private DeliveryResult begins(Draft draft) {
        CompletableFuture<DeliveryResult> sent = bot.send(draft.notAwaited());
        soon();
        assertThat(sent).isCompleted();
        return sent.join();
    }

    @Test
    void whatIsNotAwaitedIsPendingAtOnce() {
        DeliveryResult begun = begins(Draft.of("hello").to("10.1.0.9", "10.1.0.8"));

        assertThat(begun.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(begun.delivered()).isFalse();
        assertThat(begun.deliveries()).hasSize(2).allSatisfy(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
            assertThat(delivery.packetNumbers()).containsExactly(begun.packetNumber());
        });
    }

    @Test
    void theOutcomeCanBeAskedForWhileItIsPendingAndAfterwards() {
        long number = begins(Draft.of("hello").to("10.1.0.9")).packetNumber();
        Heard message = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        simulation.advance(Duration.ofMillis(2_500));

        Delivery pending = bot.confirmation(number).deliveries().get(0);
        assertThat(pending.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(pending.attempts()).isEqualTo(3);
        assertThat(pending.elapsed()).isBetween(Duration.ofMillis(2_500), Duration.ofMillis(2_600));

        peer.confirms(message);
        soon();

        DeliveryResult settled = bot.confirmation(number);
        assertThat(settled.packetNumber()).isEqualTo(number);
        assertThat(settled.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(settled.delivered()).isTrue();
    }

    @Test
    void aLateReceiptBettersTheRecord() {
        long number = begins(Draft.of("hello").to("10.1.0.9")).packetNumber();
        Heard message = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        simulation.advance(Duration.ofMinutes(30));
        DeliveryResult before = bot.confirmation(number);
        assertThat(before.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);

        peer.confirms(message);
        soon();

        DeliveryResult after = bot.confirmation(number);
        assertThat(after.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(after.delivered()).isTrue();
        assertThat(after.deliveries().get(0).cause()).isEmpty();
        assertThat(after.deliveries().get(0).elapsed()).isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void aLateReceiptOfWhatShouldBeReadIsNoReading() {
        long number = begins(Draft.of("hello").to("10.1.0.9").read()).packetNumber();
        Heard message = peer.hears(Command.SENDMSG, SENDCHECKOPT, MessageOption.SECRETOPT, MessageOption.READCHECKOPT);
        simulation.advance(Duration.ofMinutes(1));
        peer.confirms(message);
        soon();

        DeliveryResult received = bot.confirmation(number);
        assertThat(received.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(received.delivered()).isFalse();
        assertThat(received.deliveries().get(0).cause()).contains(Cause.NOT_READ);

        peer.opens(message);
        soon();
        assertThat(bot.confirmation(number).delivered()).isTrue();
    }

    @Test
    void aReceiptOfWhatWasNeverSentBettersNothing() {
        bot.begins(Draft.of("first").to("10.1.0.9").inFlight(1));
        long number = begins(Draft.of("second").to("10.1.0.9").inFlight(1).confirmedWithin(Duration.ofMillis(500)))
                .packetNumber();
        peer.hears(Command.SENDMSG, SENDCHECKOPT);
        simulation.advance(Duration.ofSeconds(1));

        peer.says(CommandWord.of(Command.RECVMSG), new Body.Reference(PacketNumber.of(number)));
        soon();

        Delivery delivery = bot.confirmation(number).deliveries().get(0);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NO_TURN);
        assertThat(bot.count(Event.RECEIPT_UNMATCHED)).isEqualTo(1);
    }

    @Test
    void theRecordIsKeptForAnHourAfterTheOutcome() {
        long number = begins(Draft.of("hello").to("10.1.0.9")).packetNumber();
        Heard message = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        simulation.advance(Duration.ofMinutes(60));
        assertThat(bot.confirmation(number).status()).isEqualTo(DeliveryStatus.UNCONFIRMED);

        simulation.advance(Duration.ofSeconds(16));
        peer.confirms(message);
        soon();

        DeliveryResult forgotten = bot.confirmation(number);
        assertThat(forgotten.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(forgotten.delivered()).isFalse();
        assertThat(forgotten.deliveries()).isEmpty();
        assertThat(forgotten.packetNumber()).isEqualTo(number);
    }

    @Test
    void aNumberThatWasNeverGivenOutIsUnknown() {
        assertThat(bot.confirmation(4711).status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void theOldestRecordGivesWayWhenThereAreTooMany() {
        long first = bot.deliver(Draft.of("first").to("10.1.0.9").unconfirmed()).packetNumber();
        long last = 0;
        for (int i = 0; i < DeliveryRecords.MAX_KEPT / 1000; i++) {
            for (int j = 0; j < 1000; j++) {
                bot.begins(Draft.of("x").to("10.1.0.9").unconfirmed());
            }
            last = bot.deliver(Draft.of("x").to("10.1.0.9").unconfirmed()).packetNumber();
        }

        assertThat(bot.confirmation(first).status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(bot.confirmation(last).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void whoWasNeverWrittenToMayNotConfirmAfterwardsEither() throws IOException {
        NodeFixture strict = nodes.joined(nodes.node("strict", "10.1.0.2").deny("10.1.0.9"));
        LockstepPeer denied = nodes.peer("taro", "10.1.0.9:2426", strict);
        long number = strict.deliver(Draft.of("hello").to("10.1.0.9:2426")).packetNumber();
        Heard message = denied.hears(Command.SENDMSG, SENDCHECKOPT);

        denied.confirms(message); // late, but the address was written to
        soon();
        assertThat(strict.confirmation(number).status()).isEqualTo(DeliveryStatus.RECEIVED);

        simulation.advance(Duration.ofMinutes(61));
        strict.confirmation(number); // forgets it
        denied.confirms(message);
        soon();
        assertThat(strict.count(Event.NOT_ALLOWED)).isEqualTo(1);
    }

    /** Packet numbers begin anew one day: none is used again while a receipt could mean what it was used for before. */
    @Test
    void aNumberIsInUseForAsLongAsThereIsARecordOfIt() {
        SimulatedLoop loop = simulation.newLoop("records");
        DeliveryRecords records = new DeliveryRecords(loop, simulation.clock());
        loop.execute(() -> {
            Send send = new Send(
                    simulation.clock().instant(),
                    Draft.of("x").to("10.1.0.9").message().policy(),
                    (changed, delivery) -> {});
            Destination to = new Destination(peer.address(), null, Destination.Presence.HERE);
            Transmission part =
                    send.copyFor(to, 1).nextPart(1_000_000_007, new Content("", CommandWord.of(Command.SENDMSG)));
            send.numbered(1_000_000_007);
            records.add(send);
            records.add(part);
            assertThat(records.isInUse(1_000_000_007)).isTrue();
            assertThat(records.isInUse(1_000_000_008)).isFalse();

            part.settle(DeliveryState.UNCONFIRMED, null, "", simulation.clock().instant());
            records.settled(part.copy);
            assertThat(records.isInUse(1_000_000_007)).isTrue();
        });
        simulation.advance(DeliveryRecords.KEPT_FOR);
        loop.execute(() -> {
            assertThat(records.result(1_000_000_007).status()).isEqualTo(DeliveryStatus.UNKNOWN);
            assertThat(records.isInUse(1_000_000_007)).isFalse();
        });
        simulation.settle();
    }
}
