/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.SimulatedHost;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Sockets that die under a node. */
class MenderTest extends NodeTest {
    private static final CommandWord ENTRY = CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);

    private NodeFixture bot;
    private SimulatedHost machine;
    private LockstepPeer hanako;

    private void botAndHanako() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
        machine = network.host("10.1.0.1");
        hanako = nodes.peer("hanako", "10.1.0.9", bot);
        hanako.presents("Hanako");
    }

    /** Another program snatches the port the moment it is free. */
    private RawHost snatchesThePort() {
        machine.breakSockets();
        return network.raw("10.1.0.1");
    }

    @Test
    void bindsTheSamePortAgainAndAnnouncesItself() throws IOException {
        botAndHanako();

        machine.breakSockets();

        hanako.hears(ENTRY.command(), PresenceOption.CAPUTF8OPT);
        assertThat(bot.count(Event.SOCKET_DIED)).isEqualTo(1);
        assertThat(bot.count(Event.SOCKETS_MENDED)).isEqualTo(1);
        assertThat(bot.node.localAddress().getPort()).isEqualTo(2425);
    }

    @Test
    void keepsWhatItKnowsAndSuppressesDuplicatesFromBefore() throws IOException {
        botAndHanako();
        Mailbox mailbox = bot.mailbox();
        PacketNumber number = hanako.says("before", MessageOption.SENDCHECKOPT);
        hanako.hearsReceiptFor(number);

        machine.breakSockets();
        simulation.advance(Duration.ofMillis(100));

        assertThat(bot.nicknames()).containsExactly("Hanako");
        hanako.listensAfresh();
        hanako.says(number, CommandWord.of(Command.SENDMSG, MessageOption.SENDCHECKOPT), Body.Text.of("before"));
        hanako.hearsReceiptFor(number);
        assertThat(mailbox.texts()).containsExactly("before");
    }

    @Test
    void triesAgainWithGrowingPausesWhileAnotherProgramHasThePort() throws IOException {
        botAndHanako();
        RawHost thief = snatchesThePort();

        simulation.advance(Duration.ofMinutes(10));
        assertThat(bot.count(Event.SOCKETS_MENDED)).isZero();
        int before = machine.refusedBinds();
        simulation.advance(Duration.ofMinutes(2));
        assertThat(machine.refusedBinds() - before).isBetween(3, 4);
        thief.close();
        simulation.advance(Mender.LONGEST_PAUSE);

        assertThat(bot.count(Event.SOCKETS_MENDED)).isEqualTo(1);
    }

    @Test
    void tellsForHowLongTheSocketHasBeenLost() throws IOException {
        botAndHanako();
        assertThat(status().socketLostFor()).isEmpty();
        RawHost thief = snatchesThePort();

        simulation.advance(Duration.ofSeconds(10));

        assertThat(status().socketLostFor().orElseThrow()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
        thief.close();
        simulation.advance(Mender.LONGEST_PAUSE);
        assertThat(status().socketLostFor()).isEmpty();
    }

    @Test
    void aNodeThatCallsItselfHearsItUnlessItsSocketIsLost() throws IOException {
        botAndHanako();
        assertThat(simulation.await(bot.node.callItself(), Duration.ofSeconds(1)))
                .isTrue();

        RawHost thief = snatchesThePort();

        assertThat(simulation.await(bot.node.callItself(), SelfCall.PATIENCE.plusSeconds(1)))
                .isFalse();
        thief.close();
    }

    private NodeStatus status() {
        return simulation.await(bot.node.status(), Duration.ofSeconds(1));
    }

    @Test
    void aSendDuringAShortDeathWaitsForItsRepetition() throws IOException {
        botAndHanako();
        RawHost thief = snatchesThePort();
        simulation.later(Duration.ofSeconds(2), thief::close);

        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("are you there?").to("Hanako"));
        simulation.advance(Duration.ofMillis(1500));
        assertThat(sent).isNotDone();

        LockstepPeer.Heard heard = hearsMessage();
        hanako.confirms(heard);
        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    private LockstepPeer.Heard hearsMessage() {
        LockstepPeer.Heard heard;
        do {
            heard = hanako.hears(Duration.ofSeconds(10));
        } while (heard.packet().command().command() != Command.SENDMSG);
        return heard;
    }

    @Test
    void aSendDuringALongDeathFailsAndSaysWhy() throws IOException {
        botAndHanako();
        snatchesThePort();

        Delivery delivery = bot.deliverOne(Draft.of("are you there?").to("Hanako"));

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Delivery.Cause.NETWORK);
        assertThat(delivery.detail()).contains("the socket was closed");
    }

    @Test
    void aSocketThatDiesAgainAndAgainIsNotBoundInABusyLoop() throws IOException {
        botAndHanako();
        for (int death = 0; death < 11; death++) {
            machine.breakSockets();
            simulation.runUntil(() -> machine.openTransports() == 1, Mender.LONGEST_PAUSE);
        }
        soon();

        machine.breakSockets();
        simulation.advance(Duration.ofSeconds(25));
        assertThat(machine.openTransports()).isZero();
        simulation.advance(Duration.ofSeconds(10));
        assertThat(machine.openTransports()).isEqualTo(1);
    }

    @Test
    void goesOnTryingWhenWorkersHadNoRoom() throws IOException {
        botAndHanako();
        bot.workers.refuse(true);
        machine.breakSockets();
        simulation.advance(Duration.ofSeconds(5));
        assertThat(machine.openTransports()).isZero();

        bot.workers.refuse(false);
        simulation.advance(Duration.ofSeconds(10));

        assertThat(machine.openTransports()).isEqualTo(1);
    }

    @Test
    void closesWhileItsSocketIsDead() throws IOException {
        botAndHanako();
        snatchesThePort();

        bot.close();

        assertThat(bot.count(Event.SOCKET_DIED)).isEqualTo(1);
    }
}
