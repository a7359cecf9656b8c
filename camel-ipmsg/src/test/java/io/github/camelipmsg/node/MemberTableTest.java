/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is here, as a node tells it and as its peers make it. */
class MemberTableTest extends NodeTest {
    private NodeFixture bot;

    @BeforeEach
    void opensANode() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
    }

    @Test
    void listsWhoeverPresentsItself() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Taro Yamada", "Sales"));
        soon();

        Member member = bot.member("Taro Yamada");
        assertThat(member.identity()).isEqualTo(peer.identity());
        assertThat(member.group()).isEqualTo("Sales");
        assertThat(member.address()).isEqualTo(peer.address());
        assertThat(member.absent()).isFalse();
        assertThat(member.dialUp()).isFalse();
        assertThat(member.understandsUtf8()).isFalse();
        assertThat(member.clientKind()).isEqualTo(ClientKind.OTHER);
    }

    @Test
    void neverListsItself() throws IOException {
        nodes.joined("other", "10.1.0.2");

        assertThat(bot.nicknames()).containsExactly("other");
    }

    @Test
    void showsTheUserNameOfWhoeverHasNoNickname() {
        nodes.peer("taro", "10.1.0.9", bot).presents("");

        assertThat(bot.nicknames()).containsExactly("taro");
    }

    @Test
    void takesNamesThatDifferOnlyInCaseForOneMember() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("before");
        peer.as("TARO", "PC-OF-TARO").presents("after");

        assertThat(bot.nicknames()).containsExactly("after");
    }

    @Test
    void takesUsersOfOneNameOnTwoHostsForTwoMembers() {
        nodes.peer("root", "10.1.0.8", bot).as("root", "pc-1").presents("one");
        nodes.peer("root", "10.1.0.9", bot).as("root", "pc-2").presents("two");

        assertThat(bot.nicknames()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void listsNobodyWithoutUserOrHost() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.sends("1:1::pc:3:nobody\0\0".getBytes(StandardCharsets.US_ASCII));
        peer.sends("1:2:taro::3:nowhere\0\0".getBytes(StandardCharsets.US_ASCII));
        soon();

        assertThat(bot.members()).isEmpty();
    }

    @Test
    void keepsTheAddressWhileTwoCardsOfOnePcTakeTurns() {
        LockstepPeer cable = nodes.peer("taro", "10.1.0.8", bot);
        LockstepPeer radio = nodes.peer("taro", "10.1.0.9", bot);
        cable.presents("taro");
        simulation.advance(Duration.ofMillis(6900));
        radio.presents("taro");

        assertThat(bot.member("taro").address()).isEqualTo(cable.address());
    }

    @Test
    void movesToAnotherAddressAfterSevenSeconds() {
        LockstepPeer before = nodes.peer("taro", "10.1.0.8", bot);
        LockstepPeer after = nodes.peer("taro", "10.1.0.9", bot);
        before.presents("taro");
        simulation.advance(Duration.ofMillis(7100));
        after.presents("taro");

        assertThat(bot.member("taro").address()).isEqualTo(after.address());
        assertThat(bot.deliver(Draft.of("hello").to("taro").unconfirmed()).status())
                .isEqualTo(DeliveryStatus.SENT);
        assertThat(after.hears(Command.SENDMSG).text()).isEqualTo("hello");
        before.hearsNothingFor(SOON);
    }

    @Test
    void anotherNameOnTheSameSocketTakesThePlaceOfTheFirst() {
        LockstepPeer peer = nodes.peer("before", "10.1.0.9", bot);
        peer.presents("before");
        peer.as("after", "pc-of-after").presents("after");

        assertThat(bot.nicknames()).containsExactly("after");
    }

    @Test
    void twoProgramsOnOneHostDifferByPort() {
        nodes.peer("one", "10.1.0.9", bot).presents("one");
        nodes.peer("two", "10.1.0.9:2426", bot).presents("two");

        assertThat(bot.nicknames()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void followsAbsenceAndNewNames() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro");
        peer.says(
                CommandWord.of(Command.BR_ABSENCE, PresenceOption.ABSENCEOPT),
                Body.Presence.of("taro[lunch]", "Sales"));
        soon();
        assertThat(bot.member("taro[lunch]").absent()).isTrue();

        peer.says(CommandWord.of(Command.BR_ABSENCE), Body.Presence.of("Taro", "Sales"));
        soon();

        assertThat(bot.member("Taro").absent()).isFalse();
        assertThat(bot.members()).hasSize(1);
        peer.hearsNothingFor(Duration.ofSeconds(5)); // absence notices are never answered
    }

    @Test
    void iptuxIsNeverAbsentWhateverItsBitsSay() {
        nodes.peer("taro", "10.1.0.9", bot).speaking("1_iptux 0.8.3").presents("taro", PresenceOption.ABSENCEOPT);

        assertThat(bot.member("taro").absent()).isFalse();
        assertThat(bot.member("taro").clientKind()).isEqualTo(ClientKind.IPTUX);
    }

    @Test
    void recognisesTheOfficialClientByItsVersionLine() {
        officially(nodes.peer("taro", "10.1.0.9", bot));

        assertThat(bot.member("taro").clientKind()).isEqualTo(ClientKind.OFFICIAL);
    }

    private void officially(LockstepPeer peer) {
        peer.says(
                CommandWord.of(Command.ANSENTRY, PresenceOption.CAPUTF8OPT),
                new Body.Presence("taro", "", "00010002:4:99:103", null, null));
        soon();
    }

    @Test
    void forgetsWhoeverLeavesByAddress() {
        LockstepPeer goes = nodes.peer("goes", "10.1.0.8", bot);
        LockstepPeer stays = nodes.peer("stays", "10.1.0.9", bot);
        goes.presents("goes");
        stays.presents("stays");

        goes.as("somebody", "else").says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("", ""));
        soon();

        assertThat(bot.nicknames()).containsExactly("stays");
    }

    @Test
    void nobodyLeavesForAnother() {
        LockstepPeer liar = nodes.peer("liar", "10.1.0.8", bot);
        LockstepPeer stays = nodes.peer("stays", "10.1.0.9", bot);
        stays.presents("stays");

        liar.as("stays", "pc-of-stays").says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("stays", ""));
        soon();

        assertThat(bot.nicknames()).containsExactly("stays");
    }

    @Test
    void dropsANameWithAFingerprintFromWhoeverCannotEncrypt() {
        LockstepPeer forger = nodes.peer("x", "10.1.0.9", bot).as("taro-<c6bee68fc66dc470>", "pc");
        forger.says(CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT), Body.Presence.of("taro", ""));
        forger.hearsNothingFor(Duration.ofSeconds(5));
        assertThat(bot.members()).isEmpty();
        assertThat(bot.count(Event.FINGERPRINT_WITHOUT_ENCRYPTION)).isEqualTo(1);

        forger.presents("taro", PresenceOption.ENCRYPTOPT);

        assertThat(bot.nicknames()).containsExactly("taro");
    }

    @Test
    void refusesNewcomersWhenItIsFull() throws IOException {
        NodeFixture small = nodes.joined(nodes.node("small", "10.1.0.3").maxMembers(3));
        for (int i = 0; i < 5; i++) {
            nodes.peer("member" + i, "10.1.0.2" + i, small).presents("member" + i);
        }

        assertThat(small.nicknames()).containsExactlyInAnyOrder("bot", "member0", "member1");
        assertThat(small.count(Event.MEMBER_REFUSED)).isEqualTo(3);
    }

    @Test
    void hasRoomAgainWhenSomebodyLeaves() throws IOException {
        NodeFixture small = nodes.joined(nodes.node("small", "10.1.0.3").maxMembers(2));
        LockstepPeer goes = nodes.peer("goes", "10.1.0.8", small);
        LockstepPeer comes = nodes.peer("comes", "10.1.0.9", small);
        goes.presents("goes");
        comes.presents("comes");
        assertThat(small.nicknames()).containsExactlyInAnyOrder("bot", "goes");

        goes.says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("", ""));
        comes.presents("comes");

        assertThat(small.nicknames()).containsExactlyInAnyOrder("bot", "comes");
    }

    @Test
    void oneHostCannotFillItWithInventedNames() {
        LockstepPeer known = nodes.peer("known", "10.1.0.9:2424", bot);
        known.presents("known");
        for (int i = 0; i < 100; i++) {
            nodes.peer("invented" + i, "10.1.0.9:" + (3000 + i), bot).presents("invented" + i);
        }
        nodes.peer("neighbour", "10.1.0.8", bot).presents("neighbour");

        assertThat(bot.nicknames()).hasSize(33).contains("known", "neighbour", "invented0");
        assertThat(bot.count(Event.MEMBER_REFUSED)).isEqualTo(69);
    }

    @Test
    void oneHostCannotCarryEverybodyAway() {
        for (int i = 0; i < 40; i++) {
            nodes.peer("user" + i, "10.1.0.1" + (10 + i), bot).presents("user" + i);
        }
        simulation.advance(MemberTable.ADDRESS_SETTLES);
        for (int i = 0; i < 40; i++) {
            nodes.peer("user" + i, "10.1.0.9:" + (3000 + i), bot).presents("user" + i); // in their names
        }

        assertThat(bot.member("user31").address().getAddress().getHostAddress()).isEqualTo("10.1.0.9");
        assertThat(bot.member("user32").address().getAddress().getHostAddress()).isEqualTo("10.1.0.142");
        assertThat(bot.count(Event.MEMBER_REFUSED)).isEqualTo(8);
    }

    @Test
    void sharesOfAHostAreFreeAgainWhenItsNamesLeave() {
        LockstepPeer peer = nodes.peer("x", "10.1.0.9", bot);
        for (int i = 0; i < 100; i++) {
            peer.as("name" + i, "pc").presents("name" + i); // each takes the place of the one before
        }

        assertThat(bot.nicknames()).containsExactly("name99");
        assertThat(bot.count(Event.MEMBER_REFUSED)).isZero();
    }

    @Test
    void membersOnIpv6AreMembers() throws IOException {
        NodeFixture near = nodes.joined(nodes.node("near", "2001:db8::1/64").discovers("[2001:db8::2]:2425"));
        NodeFixture far = nodes.joined(nodes.node("far", "2001:db8::2/64").discovers("[2001:db8::1]:2425"));
        Mailbox mailbox = far.mailbox();

        assertThat(near.nicknames()).containsExactly("far");
        assertThat(near.deliver(Draft.of("hello").to("[2001:db8::2]:2425")).status())
                .isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(mailbox.last().sender().toString())
                .isEqualTo("near (near@host-of-near, [2001:db8:0:0:0:0:0:1]:2425)");
    }

    @Test
    void prefersIpv4AtOnce() throws IOException {
        NodeFixture both =
                nodes.joined(nodes.node("both", "10.1.0.4", "2001:db8::1/64").discovers("[2001:db8::2]:2425"));
        NodeFixture other =
                nodes.joined(nodes.node("other", "2001:db8::2/64", "10.1.0.5").discovers("[2001:db8::1]:2425"));

        assertThat(both.member("other").address())
                .isEqualTo(SocketAddresses.parse("10.1.0.5", 2425).orElseThrow());
        assertThat(other.member("both").addresses()).hasSize(2);
    }
}
