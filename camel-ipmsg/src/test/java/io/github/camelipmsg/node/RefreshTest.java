/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Asking from time to time who is still here. */
class RefreshTest extends NodeTest {
    @Test
    void entersAgainAtEveryInterval() throws IOException {
        NodeFixture bot = nodes.node("bot", "10.1.0.1")
                .discoveryInterval(Duration.ofMinutes(1))
                .open();
        Instant start = simulation.clock().instant();

        simulation.advance(Duration.ofSeconds(200));

        assertThat(nodes.sentFrom(bot))
                .filteredOn(each -> command(each) == Command.BR_ENTRY)
                .extracting(each -> Duration.between(start, each.at()).toSeconds())
                .containsExactly(0L, 5L, 60L, 120L, 180L);
    }

    @Test
    void entersANetworkThatComesLater() throws IOException {
        RawHost neighbour = network.raw("10.7.0.9");
        nodes.joined(nodes.node("bot", "10.1.0.1"));

        network.host("10.1.0.1").readdress("10.1.0.1", "10.7.0.1");
        simulation.advance(Duration.ofMinutes(1)); // one entry is enough, however often the interfaces are read

        assertThat(neighbour.received()).extracting(RefreshTest::command).containsExactly(Command.BR_ENTRY);
    }

    @Test
    void entersAgainWhenItsAddressHasChangedWithinTheSameNetwork() throws IOException {
        RawHost neighbour = network.raw("10.1.0.9");
        nodes.joined(nodes.node("bot", "10.1.0.1"));
        while (neighbour.waiting() > 0) {
            neighbour.take();
        }

        network.host("10.1.0.1").readdress("10.1.0.77");
        simulation.advance(Duration.ofMinutes(1));

        Transmission entry = neighbour.take();
        assertThat(command(entry)).isEqualTo(Command.BR_ENTRY);
        assertThat(entry.from().getAddress().getHostAddress()).isEqualTo("10.1.0.77");
        assertThat(neighbour.waiting()).isZero();
    }

    @Test
    void othersFindItAtItsNewAddress() throws IOException {
        NodeFixture goes = nodes.joined("goes", "10.1.0.1");
        Mailbox mailbox = goes.mailbox();
        NodeFixture stays = nodes.joined("stays", "10.1.0.2");

        network.host("10.1.0.1").readdress("10.1.0.77");
        simulation.advance(Announcer.INTERFACES_ARE_READ_EVERY);

        assertThat(stays.deliver(Draft.of("still there?").to("goes")).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(mailbox.texts()).containsExactly("still there?");
        assertThat(stays.member("goes").address().getAddress().getHostAddress()).isEqualTo("10.1.0.77");
    }

    @Test
    void recognisesItsOwnBroadcastsFromAnAddressThatItDidNotKnowItHad() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        network.host("10.1.0.1").readdress("10.1.0.77");

        bot.begins(Draft.of("to all").to("broadcast:").unconfirmed());
        simulation.advance(Duration.ofMillis(100)); // long before the interfaces are read anyway

        assertThat(bot.count(NodeCounters.Event.IDENTITY_CONFLICT)).isZero();
        assertThat(bot.members()).isEmpty();
        assertThat(nodes.sentFrom(bot)).extracting(RefreshTest::command).contains(Command.BR_ENTRY);
    }

    @Test
    void forgetsWhoMissesThreeRefreshesAndKeepsWhoAnswers() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").discoveryInterval(Duration.ofMinutes(1)));
        LockstepPeer faithful = nodes.peer("faithful", "10.1.0.8", bot);
        faithful.socket().onArrival(arrival -> {
            if (command(arrival) == Command.BR_ENTRY) {
                faithful.says(CommandWord.of(Command.ANSENTRY), Body.Presence.of("faithful", ""));
            }
        });
        LockstepPeer silent = nodes.peer("silent", "10.1.0.9", bot);
        faithful.presents("faithful");
        silent.presents("silent");

        simulation.advance(Duration.ofMinutes(3)); // now it has missed three, and may still answer the third
        assertThat(bot.nicknames()).containsExactlyInAnyOrder("faithful", "silent");
        simulation.advance(Duration.ofSeconds(20));

        assertThat(bot.nicknames()).containsExactly("faithful");
    }

    @Test
    void keepsWhoAnswersOnlyTheThirdRefresh() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").discoveryInterval(Duration.ofMinutes(1)));
        LockstepPeer slow = peerOf(bot);
        slow.presents("slow");
        simulation.advance(Duration.ofSeconds(175));

        simulation.later(
                Duration.ofSeconds(4), () -> slow.says(CommandWord.of(Command.ANSENTRY), Body.Presence.of("slow", "")));
        simulation.advance(Duration.ofSeconds(30));

        assertThat(bot.nicknames()).containsExactly("slow");
    }

    @Test
    void asksASilentMemberSingly() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").discoveryInterval(Duration.ofMinutes(1)));
        LockstepPeer silent = peerOf(bot);
        silent.presents("silent");

        simulation.advance(Duration.ofSeconds(61));
        assertThat(singly(bot, silent)).isEmpty();
        simulation.advance(Duration.ofMinutes(1));

        assertThat(singly(bot, silent)).extracting(RefreshTest::command).containsExactly(Command.BR_ENTRY);
    }

    @Test
    void anybodysPacketShowsThatTheyAreStillHere() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").discoveryInterval(Duration.ofMinutes(1)));
        bot.mailbox();
        LockstepPeer writer = peerOf(bot);
        writer.presents("writer");
        for (int i = 0; i < 6; i++) {
            simulation.advance(Duration.ofMinutes(1));
            writer.says("still here " + i);
        }

        assertThat(bot.nicknames()).containsExactly("writer");
    }

    @Test
    void goesOnWhenWorkersHadNoRoomForOne() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").discoveryInterval(Duration.ofMinutes(1)));
        bot.workers.refuse(true);
        simulation.advance(Duration.ofMinutes(1));
        bot.workers.refuse(false);
        int before = nodes.sentFrom(bot).size();

        simulation.advance(Duration.ofMinutes(2));

        assertThat(nodes.sentFrom(bot)).hasSize(before + 2);
    }

    @Test
    void aRefreshThatAWorkerFinishesTooLateDisturbsNobody() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").discoveryInterval(Duration.ofMinutes(1)));
        bot.workers.hold();
        simulation.advance(Duration.ofMinutes(1));
        bot.close();
        int before = nodes.sentFrom(bot).size();

        bot.workers.release();
        simulation.advance(Duration.ofMinutes(1));

        assertThat(nodes.sentFrom(bot)).hasSize(before);
    }

    private LockstepPeer peerOf(NodeFixture node) {
        return nodes.peer("peer", "10.1.0.9", node);
    }

    private List<Transmission> singly(NodeFixture node, LockstepPeer peer) {
        Predicate<Transmission> toPeer = each -> each.to().equals(peer.address());
        return nodes.sentFrom(node).stream().filter(toPeer).toList();
    }

    private static Command command(Transmission transmission) {
        return new PacketCodec(2425)
                .decode(transmission.bytes(), LockstepPeer.CP932)
                .command()
                .command();
    }

    @Test
    void asksEverybodyWhenToldToButNotMoreThanOnceASecond() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        for (int i = 0; i < 5; i++) {
            simulation.await(bot.node.refresh(), SOON);
        }
        peer.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        peer.hearsNothingFor(Duration.ofSeconds(1));

        simulation.await(bot.node.refresh(), SOON);
        peer.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
    }

    @Test
    void nobodyIsMissedForNotAnsweringWhenToldTo() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        nodes.peer("taro", "10.1.0.9", bot).presents("Taro");
        for (int i = 0; i < 10; i++) {
            simulation.await(bot.node.refresh(), SOON);
            simulation.advance(Duration.ofSeconds(2));
        }

        assertThat(bot.nicknames()).containsExactly("Taro");
    }

    @Test
    void whoIsBeyondBroadcastsAndDialUpIsAskedOnce() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").allow("10.0.0.0/8"));
        LockstepPeer far = nodes.peer("far", "10.9.0.9:2426", bot);
        LockstepPeer near = nodes.peer("near", "10.1.0.9", bot);
        far.presents("Far", PresenceOption.DIALUPOPT);
        near.presents("Near");

        simulation.await(bot.node.refresh(), SOON);

        PacketNumber number =
                near.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT).packet().number();
        assertThat(far.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT)
                        .packet()
                        .number())
                .isEqualTo(number);
        far.hearsNothingFor(Duration.ofSeconds(2));
    }
}
