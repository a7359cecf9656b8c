/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of messages may wait for a name, and ten thousand members be known: neither must multiply the other. */
class ManyWaitingNamesTest {
    private static final List<Member> MEMBERS = List.of(
            member("taro", "pc-1", "Taro Yamada", "Sales", false),
            member("hanako-<0123456789abcdef>", "pc-2", "Hanako[lunch]", "Sales", true),
            member("HANAKO", "pc-3", "ﾔﾏﾀﾞ 花子", "Ops", false),
            member("jiro", "pc-4", "Taro Yamada", "", false),
            member("saburo", "pc-5", "Hanako [gone]", "Ops", true),
            member("shiro", "pc-6", "Shiro[not away]", "Ops", false));

    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedLoop loop = simulation.newLoop("resolver");

    @TempDir
    Path directory;

    private static Member member(String user, String host, String nickname, String group, boolean away) {
        CommandWord status =
                away ? CommandWord.of(Command.BR_ENTRY, PresenceOption.ABSENCEOPT) : CommandWord.of(Command.BR_ENTRY);
        return new Member(
                new Identity(user, host),
                nickname,
                group,
                List.of(new Member.Address(SimulatedNodes.socket("10.1.0." + host.substring(3)), Instant.EPOCH)),
                status,
                ClientKind.OTHER,
                null,
                null,
                false);
    }

    private KnownMembers known(MemberTable here) {
        return new KnownMembers(
                loop,
                new LoopDoor(loop, simulation.workers()),
                simulation.clock(),
                simulation.workers(),
                here,
                new KnownMembersFile(directory.resolve("known-members")));
    }

    @Test
    void whoIsAbsentIsLookedUpAnewOnlyWhenThatHasChanged() {
        loop.execute(() -> {
            MemberTable here = new MemberTable(loop, simulation.clock(), 100, new NodeCounters());
            KnownMembers known = known(here);
            MEMBERS.forEach(known::seen);
            MemberNames before = known.absent();
            assertThat(before.all()).containsExactlyElementsOf(MEMBERS);
            known.seen(MEMBERS.get(0));
            assertThat(known.absent()).as("seen once more").isSameAs(before);

            Member other = member("taro", "pc-1", "Jiro", "Sales", false);
            known.seen(other);
            assertThat(known.absent().nicknamed("Jiro")).containsExactly(other);
            hears(here, MEMBERS.get(1));
            assertThat(known.absent().all()).doesNotContain(MEMBERS.get(1));
            here.left(MEMBERS.get(1).address());
            assertThat(known.absent().all()).hasSize(MEMBERS.size());
        });
        simulation.settle();
    }

    @Test
    void whoeverIsForgottenIsAbsentNoMore() {
        MemberTable here = new MemberTable(loop, simulation.clock(), 100, new NodeCounters());
        KnownMembers known = known(here);
        loop.execute(() -> known.seen(MEMBERS.get(0)));
        simulation.advance(Duration.ofDays(1));
        loop.execute(() -> known.seen(MEMBERS.get(1)));
        loop.execute(() -> assertThat(known.absent().all()).hasSize(2));

        simulation.advance(KnownMembers.FORGOTTEN_AFTER.minusHours(1));

        loop.execute(() -> assertThat(known.absent().all()).containsExactly(MEMBERS.get(1)));
        simulation.settle();
    }

    @Test
    void whoIsHereIsLookedUpAnewOnlyWhenSomebodyComesGoesOrIsCalledOtherwise() {
        loop.execute(() -> {
            MemberTable here = new MemberTable(loop, simulation.clock(), 100, new NodeCounters());
            hears(here, MEMBERS.get(0));
            MemberNames before = here.names();
            hears(here, MEMBERS.get(0));
            here.heard(MEMBERS.get(0).identity(), MEMBERS.get(0).address());
            assertThat(here.names()).isSameAs(before);

            hears(here, MEMBERS.get(1));
            assertThat(here.names().all()).hasSize(2);
            hears(here, member("taro", "pc-1", "Jiro", "Sales", false));
            assertThat(here.names().nicknamed("Jiro")).hasSize(1);
            here.left(MEMBERS.get(1).address());
            assertThat(here.names().all()).hasSize(1);
        });
        simulation.settle();
    }

    private static void hears(MemberTable here, Member member) {
        Body.Presence presence = Body.Presence.of(member.nickname(), member.group());
        here.present(
                Packet.of(PacketNumber.of(1), member.identity(), CommandWord.of(Command.BR_ENTRY), presence),
                presence,
                member.address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Taro Yamada",
                "taro yamada",
                "Hanako",
                "Hanak",
                "Shiro",
                "fuzzy:TAROyamada",
                "fuzzy:ヤマダ花子",
                "fuzzy:hanako",
                "user:hanako",
                "user:Hanako@PC-3",
                "user:hanako-<0123456789ABCDEF>",
                "user:nobody",
                "group:Ops",
                "group:Nobodies",
                "*"
            })
    void whoIsMeantDoesNotDependOnHowManyAsk(String form) {
        Recipient.Named recipient = (Recipient.Named) Recipient.parse(form, NodeOptions.DEFAULT_PORT);
        MemberNames names = new MemberNames(MEMBERS);

        List<Member> once = recipient.among(names);
        List<Member> again = recipient.among(names);
        List<Member> fromTheIndex = recipient.among(names);

        assertThat(again).isEqualTo(once);
        assertThat(fromTheIndex).isEqualTo(once);
    }

    @Test
    void anAddressMeansWhoWasThereLast() {
        Member first = member("taro", "pc-1", "Taro", "", false);
        Member last = member("jiro", "pc-1", "Jiro", "", false);
        MemberNames names = new MemberNames(List.of(first, last));

        assertThat(names.at(first.address())).contains(last);
        assertThat(names.at(first.address())).contains(last); // from the index
        assertThat(names.at(SimulatedNodes.socket("10.1.0.99"))).isEmpty();
    }
}
