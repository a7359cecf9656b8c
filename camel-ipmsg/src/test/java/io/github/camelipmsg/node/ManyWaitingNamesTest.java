/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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
    private int looks;

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

    @Test
    void whoIsAbsentIsLookedUpOnceForAllThatWait() {
        loop.execute(() -> {
            MemberTable here = new MemberTable(loop, simulation.clock(), 100, new NodeCounters());
            RecipientResolver resolver = new RecipientResolver(
                    loop,
                    here,
                    () -> {
                        looks++;
                        return MEMBERS;
                    },
                    Set::of);
            List<CompletionStage<List<Destination>>> found = IntStream.range(0, 100)
                    .mapToObj(i -> resolver.resolve(
                            List.of(new Recipient.Nickname("Nobody " + i)), Duration.ofMinutes(1), true))
                    .toList();
            assertThat(found).hasSize(resolver.searches());
            looks = 0;
            resolver.membersChanged();
        });
        simulation.advance(Duration.ofSeconds(1));

        assertThat(looks).isEqualTo(1);
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
