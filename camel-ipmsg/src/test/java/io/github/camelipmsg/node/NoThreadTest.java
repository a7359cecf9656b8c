/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.ENCRYPTOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Octets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A machine that gives no thread for a while, which the JVM tells by an OutOfMemoryError, stops nothing for ever. */
class NoThreadTest extends NodeAndPeerTest {
    @Test
    void everyRecipientHasItsOutcome() {
        bot.workers.threadless(true);

        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9", "10.1.0.8"));
        simulation.advance(Duration.ofMillis(1));
        bot.workers.threadless(false);
        soon();

        assertThat(sent).isCompleted();
        assertThat(sent.join().deliveries()).hasSize(2).allSatisfy(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(delivery.cause()).contains(Cause.OVERLOAD);
        });
    }

    @Test
    void packetNumbersAreReservedAgain() {
        peer.socket().listen();
        peer.confirmsAll();
        bot.workers.takeBetween(Duration.ZERO, Duration.ofMillis(1));
        bot.workers.threadless(true);
        for (int i = 0; i < PacketNumbers.BLOCK; i++) {
            bot.begins(Draft.of("no thread").to("10.1.0.9"));
        }
        soon();
        bot.workers.threadless(false);

        for (int i = 0; i < PacketNumbers.BLOCK; i++) {
            bot.begins(Draft.of("a thread").to("10.1.0.9"));
        }

        assertThat(bot.deliverOne(Draft.of("the last").to("10.1.0.9")).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void theNextMessageOfTheSameSenderIsTaken() {
        Mailbox mailbox = bot.mailbox();
        bot.workers.threadless(true);
        Octets cipher = Octets.of("1:2:3", StandardCharsets.US_ASCII);
        peer.says(CommandWord.of(Command.SENDMSG, SENDCHECKOPT, ENCRYPTOPT), new Body.SealedText(cipher, List.of()));
        soon();
        bot.workers.threadless(false);

        peer.says("plain", SENDCHECKOPT);
        soon();

        assertThat(mailbox.texts()).containsExactly("plain");
    }

    @Test
    void aDeadSocketIsBoundAnew() {
        bot.workers.threadless(true);
        network.host("10.1.0.1").breakSockets();
        simulation.advance(Duration.ofSeconds(1));
        bot.workers.threadless(false);

        simulation.advance(Mender.LONGEST_PAUSE);

        assertThat(bot.count(NodeCounters.Event.SOCKETS_MENDED)).isEqualTo(1);
    }
}
