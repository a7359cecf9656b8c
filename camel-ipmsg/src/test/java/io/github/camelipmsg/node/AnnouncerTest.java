/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Transmission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Joining, answering and leaving; draft 14 and the official client 4.99. */
class AnnouncerTest extends NodeTest {
    private static final Duration MS = Duration.ofMillis(1);

    @Test
    void wakesTheNetworkThenEntersTwice() throws IOException {
        RawHost neighbour = network.raw("10.1.0.9");
        Instant start = simulation.clock().instant();

        nodes.joined("bot", "10.1.0.1");

        assertThat(neighbour.received())
                .extracting(AnnouncerTest::command)
                .containsExactly(Command.NOOPERATION, Command.BR_ENTRY, Command.BR_ENTRY);
        assertThat(network.tap())
                .extracting(each -> Duration.between(start, each.at()))
                .containsExactly(Duration.ZERO, Duration.ofMillis(250), Duration.ofMillis(5250));
    }

    @Test
    void writesAnEntryAsTheOfficialClientLaysItOut() throws IOException {
        RawHost neighbour = network.raw("10.1.0.9");
        nodes.joined(nodes.node("山田", "10.1.0.1").identity("taro", "PC-01").group("開発部"));

        neighbour.take();
        Transmission entry = neighbour.take();
        long number = simulationStartSeconds() + 1;
        byte[] expected = concat(
                ascii("1:" + number + ":taro:PC-01:" + (0x01000000 | 1) + ":"),
                cp932("山田"),
                nul(),
                cp932("開発部"),
                nul(),
                "\nUN:taro\nHN:PC-01\nNN:山田\nGN:開発部".getBytes(StandardCharsets.UTF_8));
        assertThat(entry.bytes()).isEqualTo(expected);
    }

    @Test
    void announcesUtf8AndNoFilesKeysOrLists() throws IOException {
        RawHost neighbour = network.raw("10.1.0.9");
        nodes.joined("bot", "10.1.0.1");

        neighbour.take();
        assertThat(packetCommand(neighbour.take()))
                .isEqualTo(CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT));
    }

    @Test
    void answersAUtf8PeerInUtf8() throws IOException {
        LockstepPeer peer = peerOf(nodes.joined(nodes.node("山田", "10.1.0.1").identity("taro", "PC-01")));

        peer.says(CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT), Body.Presence.of("hanako", ""));

        Heard answer = peer.hears(Command.ANSENTRY, PresenceOption.CAPUTF8OPT, PresenceOption.UTF8OPT);
        byte[] header = ascii("1:" + answer.packet().number() + ":taro:PC-01:" + (0x01800000 | 3) + ":");
        assertThat(answer.arrival().bytes())
                .isEqualTo(concat(header, "山田".getBytes(StandardCharsets.UTF_8), nul(), nul()));
    }

    @Test
    void answersAnOldPeerInItsOwnCharset() throws IOException {
        LockstepPeer peer = peerOf(nodes.joined(nodes.node("山田", "10.1.0.1").identity("taro", "PC-01")));

        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("hanako", ""));

        Heard answer = peer.hears(Command.ANSENTRY, PresenceOption.CAPUTF8OPT);
        byte[] header = ascii("1:" + answer.packet().number() + ":taro:PC-01:" + (0x01000000 | 3) + ":");
        assertThat(answer.arrival().bytes()).isEqualTo(concat(header, cp932("山田"), nul(), nul()));
    }

    @Test
    void spreadsAnswersOverASecondOnASmallNetwork() throws IOException {
        assertSpread(answerDelays(0), 5, 1028);
    }

    @Test
    void spreadsAnswersOverTwoSecondsFromFiftyMembersOn() throws IOException {
        assertSpread(answerDelays(50), 5, 2052);
    }

    @Test
    void spreadsAnswersOverFourSecondsFromThreeHundredMembersOn() throws IOException {
        assertSpread(answerDelays(300), 5, 4100);
    }

    private static void assertSpread(List<Duration> delays, int least, int most) {
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofMillis(least), Duration.ofMillis(most)));
        assertThat(delays).anySatisfy(delay -> assertThat(delay).isLessThan(Duration.ofMillis(most / 5)));
        assertThat(delays).anySatisfy(delay -> assertThat(delay).isGreaterThan(Duration.ofMillis(most * 4L / 5)));
    }

    /** From the arrival of an entry to the departure of its answer, many times over. */
    private List<Duration> answerDelays(int others) throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").allow("10.1.0.0/16"));
        for (int i = 1; i < others; i++) {
            crowd(bot, i);
        }
        LockstepPeer peer = peerOf(bot);
        peer.presents("hanako");
        assertThat(bot.members()).hasSize(Math.max(1, others));
        List<Instant> departures = new ArrayList<>();
        network.onTransmission(each -> {
            if (each.to().equals(peer.address())) {
                departures.add(each.at());
            }
        });
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Instant asked = simulation.clock().instant();
            peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("hanako", ""));
            peer.hears(Duration.ofSeconds(5), Command.ANSENTRY, PresenceOption.CAPUTF8OPT);
            delays.add(Duration.between(asked, departures.get(i)).truncatedTo(ChronoUnit.MILLIS)); // the way takes less
        }
        return delays;
    }

    @Test
    void answersTwoEntriesOfOneHostOnce() throws IOException {
        LockstepPeer peer = peerOf(nodes.joined("bot", "10.1.0.1"));

        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("hanako", ""));
        peer.repeats();

        peer.hears(Command.ANSENTRY, PresenceOption.CAPUTF8OPT);
        peer.hearsNothingFor(Duration.ofSeconds(5));
    }

    @Test
    void answersAHundredAndOneNewcomersEachOnce() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        List<LockstepPeer> peers = new ArrayList<>();
        for (int i = 1; i <= 101; i++) {
            LockstepPeer peer = nodes.peer("peer" + i, "10.1.0." + (100 + i), bot);
            peers.add(peer);
            peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("peer" + i, ""));
        }

        simulation.advance(Duration.ofSeconds(5));

        assertThat(peers).allSatisfy(peer -> {
            peer.hears(Command.ANSENTRY, PresenceOption.CAPUTF8OPT);
            peer.hearsNothingFor(MS);
        });
    }

    @Test
    void leavesQuietlyIfItHasNoTimeToAnswer() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer peer = peerOf(bot);
        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("hanako", ""));
        simulation.advance(MS);

        bot.close();

        peer.hears(Command.BR_EXIT, PresenceOption.CAPUTF8OPT);
        peer.hears(Command.BR_EXIT, PresenceOption.CAPUTF8OPT);
        peer.hearsNothingFor(Duration.ofSeconds(5));
    }

    @Test
    void announcesToDiscoveryAddressesWhereverTheyAre() throws IOException {
        RawHost far = network.raw("10.2.0.9:2426");

        nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts().discovers("10.2.0.9:2426"));

        assertThat(far.received())
                .extracting(AnnouncerTest::command)
                .containsExactly(Command.NOOPERATION, Command.BR_ENTRY, Command.BR_ENTRY);
        assertThat(network.tap()).allMatch(each -> each.to().equals(far.address()));
    }

    @Test
    void twoNodesFindEachOtherByDiscoveryAddress() throws IOException {
        NodeFixture near = nodes.joined(nodes.node("near", "10.1.0.1").discovers("10.2.0.1"));
        NodeFixture far = nodes.joined(nodes.node("far", "10.2.0.1").discovers("10.1.0.1"));

        assertThat(near.nicknames()).containsExactly("far");
        assertThat(far.nicknames()).containsExactly("near");
    }

    @Test
    void announcesOnEveryInterface() throws IOException {
        RawHost here = network.raw("10.1.0.9");
        RawHost there = network.raw("10.2.0.9");

        nodes.joined(nodes.node("bot", "10.1.0.1", "10.2.0.1"));

        assertThat(here.received()).hasSize(3);
        assertThat(there.received()).hasSize(3);
        assertThat(there.take().from()).isEqualTo(SimulatedNodes.socket("10.2.0.1"));
    }

    @Test
    void announcesToTheDiscoveryPortAlsoWhenItsOwnIsAnother() throws IOException {
        RawHost neighbour = network.raw("10.1.0.9:2425");

        nodes.joined(nodes.node("bot", "10.1.0.1").port(2426).discoveryPort(2425));

        assertThat(neighbour.received()).hasSize(3);
        assertThat(neighbour.take().from().getPort()).isEqualTo(2426);
    }

    @Test
    void announcesSinglyToDialUpMembers() throws IOException {
        NodeFixture bot = nodes.joined(
                nodes.node("bot", "10.1.0.1").allow("10.0.0.0/8").discoveryInterval(Duration.ofMinutes(1)));
        LockstepPeer far = nodes.peer("far", "10.9.0.9", bot);
        far.presents("far", PresenceOption.DIALUPOPT);
        far.hearsNothingFor(Duration.ofSeconds(40));

        far.hears(Duration.ofMinutes(1), Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        far.presents("far", PresenceOption.DIALUPOPT);
        far.says(CommandWord.of(Command.NOOPERATION), Body.EMPTY);
        bot.close();

        far.hears(Command.BR_EXIT, PresenceOption.CAPUTF8OPT);
        far.hears(Command.BR_EXIT, PresenceOption.CAPUTF8OPT);
        far.hearsNothingFor(Duration.ofSeconds(5));
    }

    /** Whoever forges one entry must not have its victim asked, refreshed and said goodbye to. */
    @Test
    void announcesNoMoreToAMemberThatNeverAnswersThanThatHasSent() throws IOException {
        NodeFixture bot = nodes.joined(
                nodes.node("bot", "10.1.0.1").allow("10.0.0.0/8").discoveryInterval(Duration.ofMinutes(1)));
        LockstepPeer victim = nodes.peer("victim", "10.9.0.9", bot);
        victim.presents("victim", PresenceOption.DIALUPOPT);

        victim.hears(Duration.ofMinutes(1), Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        victim.hearsNothingFor(Duration.ofMinutes(1));
        assertThat(bot.nicknames()).containsExactly("victim");
        bot.close();
        victim.hearsNothingFor(Duration.ofSeconds(5));
    }

    @Test
    void tellsEveryMemberWhatARouteWantsToBeTold() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").allow("10.0.0.0/8"));
        LockstepPeer far = nodes.peer("far", "10.9.0.9", bot);
        far.presents("far");

        simulation.await(bot.node.absent("away"), SOON);
        far.hears(Command.BR_ABSENCE, PresenceOption.CAPUTF8OPT, PresenceOption.ABSENCEOPT);
        simulation.await(bot.node.refresh(), SOON);
        far.hears(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT, PresenceOption.ABSENCEOPT);
    }

    @Test
    void saysGoodbyeTwiceAndNothingAfterwards() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer silent = peerOf(bot);
        silent.presents("silent");
        bot.begins(Draft.of("never confirmed").to("silent"));
        simulation.advance(Duration.ofMillis(1950));
        Instant closing = simulation.clock().instant();

        bot.close();

        simulation.advance(Duration.ofSeconds(30));
        List<Transmission> last = nodes.sentFrom(bot).stream()
                .filter(each -> !each.at().isBefore(closing))
                .toList();
        assertThat(last).extracting(AnnouncerTest::command).containsExactly(Command.BR_EXIT, Command.BR_EXIT);
        assertThat(Duration.between(last.get(0).at(), last.get(1).at())).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void nothingFollowsTheGoodbyeWhateverIsAskedOfIt() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        bot.mailbox();
        LockstepPeer peer = peerOf(bot);
        peer.presents("peer");
        PacketNumber number = peer.says("hello", MessageOption.SENDCHECKOPT);
        peer.hearsReceiptFor(number);
        Instant closing = simulation.clock().instant();

        CompletableFuture<Void> closed = bot.node.close().toCompletableFuture();
        for (int i = 0; i < 20; i++) {
            simulation.advance(Duration.ofMillis(5));
            peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("peer", ""));
            peer.says(CommandWord.of(Command.GETINFO), Body.EMPTY);
            peer.says(number, CommandWord.of(Command.SENDMSG, MessageOption.SENDCHECKOPT), Body.Text.of("hello"));
            bot.node.absent("gone already");
            bot.node.refresh();
        }
        simulation.await(closed, Duration.ofSeconds(2));

        assertThat(nodes.sentFrom(bot))
                .filteredOn(each -> !each.at().isBefore(closing))
                .extracting(AnnouncerTest::command)
                .containsExactly(Command.BR_EXIT, Command.BR_EXIT);
    }

    @Test
    void othersForgetItWhenItLeaves() throws IOException {
        NodeFixture stays = nodes.joined("stays", "10.1.0.1");
        NodeFixture goes = nodes.joined("goes", "10.1.0.2");
        assertThat(stays.nicknames()).containsExactly("goes");

        goes.close();
        soon();

        assertThat(stays.members()).isEmpty();
    }

    @Test
    void worksWithoutAnybodyToAnnounceTo() throws IOException {
        NodeFixture hermit = nodes.joined(nodes.node("hermit", "10.1.0.1").withoutBroadcasts());
        Mailbox mailbox = hermit.mailbox();
        LockstepPeer peer = peerOf(hermit);

        peer.says("found you", MessageOption.SENDCHECKOPT);
        peer.hears(Command.RECVMSG);

        assertThat(mailbox.texts()).containsExactly("found you");
        assertThat(nodes.sentFrom(hermit)).hasSize(1);
    }

    private LockstepPeer peerOf(NodeFixture node) {
        return nodes.peer("peer", "10.1.0.9", node);
    }

    private void crowd(NodeFixture bot, int i) {
        LockstepPeer one = nodes.peer("member" + i, "10.1." + (1 + i / 200) + "." + (1 + i % 200), bot);
        one.presents("member" + i);
    }

    private long simulationStartSeconds() {
        return simulation.clock().instant().minus(simulation.clock().elapsed()).getEpochSecond();
    }

    private static Command command(Transmission transmission) {
        return packetCommand(transmission).command();
    }

    private static CommandWord packetCommand(Transmission transmission) {
        return new PacketCodec(2425)
                .decode(transmission.bytes(), LockstepPeer.CP932)
                .command();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] cp932(String text) {
        return text.getBytes(LockstepPeer.CP932);
    }

    private static byte[] nul() {
        return new byte[1];
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
