/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More messages than there is time for: bursts are taken whole, the rest waits at its senders, and nobody else waits. */
class BackPressureTest extends NodeAndPeerTest {
    private static final int BURST = 1_000;

    @Test
    void aBurstOfOneSenderIsTakenWholeInOrderAndConfirmed() {
        Mailbox mailbox = bot.mailbox();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            texts.add("text " + i);
            peer.says("text " + i, SENDCHECKOPT);
        }
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts()).isEqualTo(texts);
        assertThat(peer.socket().received()).hasSize(BURST);
        assertThat(bot.count(Event.MESSAGE_NOT_TAKEN)).isZero();
    }

    @Test
    void aBurstOfManySendersIsTakenWholeAndConfirmed() {
        Mailbox mailbox = bot.mailbox();
        List<LockstepPeer> peers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            peers.add(nodes.peer("user" + i, "10.1.0." + (10 + i), bot));
        }
        for (int i = 0; i < BURST; i++) {
            peers.get(i % 200).says("text " + i, SENDCHECKOPT);
        }
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts()).hasSize(BURST).doesNotHaveDuplicates();
        assertThat(peers)
                .allSatisfy(each -> assertThat(each.socket().received()).hasSize(BURST / 200));
        assertThat(bot.count(Event.MESSAGE_NOT_TAKEN)).isZero();
        assertThat(bot.count(Event.ANSWER_WITHHELD)).isZero();
    }

    @Test
    void whatFindsNoRoomIsBroughtBackByItsSendersUntilAllHasBeenTakenOnce() {
        Mailbox mailbox = bot.mailbox();
        List<byte[]> unconfirmed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            peer.says("text " + i, SENDCHECKOPT);
            unconfirmed.add(peer.lastBytes());
        }
        mailbox.room(0);
        simulation.advance(Duration.ofSeconds(1));
        assertThat(peer.socket().received()).isEmpty();
        assertThat(mailbox.texts()).isEmpty();

        for (int second = 0; second < 10; second++) {
            mailbox.room(20); // a slow route
            unconfirmed.forEach(peer::sends);
            simulation.advance(Duration.ofSeconds(1));
            assertThat(mailbox.texts()).hasSize(20 * (second + 1));
        }
        unconfirmed.forEach(peer::sends);
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void presenceAndQuestionsAreAnsweredWhileNoMessageFindsRoom() {
        bot.mailbox().room(0);
        for (int i = 0; i < BURST; i++) {
            peer.says("text " + i, SENDCHECKOPT);
        }
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", bot);
        hanako.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Hanako", ""));
        hanako.hears(Duration.ofSeconds(5), Command.ANSENTRY, PresenceOption.CAPUTF8OPT);
        hanako.says(CommandWord.of(Command.GETINFO), new Body.Information(""));

        hanako.hears(Command.SENDINFO);
        assertThat(bot.nicknames()).contains("Hanako");
    }

    @Test
    void receiptsForOurMessagesCountWhileNoMessageFindsRoom() {
        bot.mailbox().room(0);
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", bot);
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.8"));
        for (int i = 0; i < BURST; i++) {
            peer.says("text " + i, SENDCHECKOPT);
        }
        hanako.confirms(hanako.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();

        assertThat(sent).isCompleted();
        assertThat(sent.join().delivered()).isTrue();
        assertThat(sent.join().deliveries().get(0).attempts()).isEqualTo(1);
    }

    @Test
    void receiptsForOurMessagesCountWhileEveryRouteWorks() {
        Mailbox slow = bot.mailbox();
        slow.hesitate();
        for (int i = 0; i < BURST; i++) {
            peer.says("text " + i, SENDCHECKOPT);
        }
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", bot);
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.8"));
        hanako.confirms(hanako.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();
        assertThat(sent.join().delivered()).isTrue();
        assertThat(slow.texts()).hasSize(BURST);

        for (int i = 0; i < BURST; i++) {
            slow.decide(true);
        }
        simulation.advance(Duration.ofSeconds(1));

        assertThat(peer.socket().received()).hasSize(BURST);
    }

    @Test
    void aMessageThatIsBroughtBackWhileItsRouteWorksTakesNoRoom() {
        Mailbox slow = bot.mailbox();
        slow.hesitate();
        slow.room(1);
        PacketNumber number = peer.says("slow", SENDCHECKOPT);
        soon();
        for (int copy = 0; copy < 5; copy++) {
            peer.repeats();
        }
        soon();
        assertThat(bot.count(Event.MESSAGE_NOT_TAKEN)).isZero();

        slow.decide(true);

        peer.hearsReceiptFor(number);
        assertThat(slow.texts()).containsExactly("slow");
    }
}
