/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.PresenceOption.CAPUTF8OPT;
import static io.github.camelipmsg.protocol.PresenceOption.RETRYOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.HostRecord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What host lists tell, and how little it is trusted. */
class HostListsTest extends NodeTest {
    private NodeFixture bot;
    private LockstepPeer keeper;

    @BeforeEach
    void opensANodeThatAsks() throws IOException {
        bot = nodes.node("bot", "10.1.0.1").hostLists().open();
        keeper = nodes.peer("keeper", "10.1.0.9", bot);
    }

    private static HostRecord host(String name, String address) {
        return new HostRecord(new Identity(name, "pc-of-" + name), 0x200, address, 2425, name, "");
    }

    private void offers(LockstepPeer peer) {
        peer.says(CommandWord.of(Command.OKGETLIST), Body.EMPTY);
    }

    private Heard asked(LockstepPeer peer) {
        return peer.hears(Duration.ofSeconds(5), Command.GETLIST, CAPUTF8OPT);
    }

    private void awaitsTheQuestion() {
        simulation.advance(Duration.ofMillis(1_300));
        keeper.listensAfresh();
    }

    private void answers(LockstepPeer peer, int next, HostRecord... hosts) {
        peer.says(CommandWord.of(Command.ANSLIST), Body.HostListPage.of(next, List.of(hosts)));
        soon();
    }

    /** One page, and it is all. */
    private void tells(HostRecord... hosts) {
        awaitsTheQuestion();
        offers(keeper);
        asked(keeper);
        answers(keeper, 0, hosts);
    }

    @Test
    void asksOnceAfterTheEntryAndInsistsOnceIfNobodyAnswers() {
        simulation.advance(Duration.ofMillis(1_200));
        keeper.listensAfresh();

        Heard first = keeper.hears(Command.BR_ISGETLIST2, CAPUTF8OPT);
        Heard second = keeper.hears(Duration.ofSeconds(4), Command.BR_ISGETLIST2, CAPUTF8OPT, RETRYOPT);

        assertThat(Duration.between(first.arrival().at(), second.arrival().at()))
                .isBetween(Duration.ofMillis(2_990), Duration.ofMillis(3_010));
    }

    @Test
    void asksForNothingIfItShallNot() throws IOException {
        NodeFixture modest = nodes.joined("modest", "10.1.0.2");
        simulation.advance(Duration.ofMinutes(11));

        assertThat(nodes.sentFrom(modest)).noneMatch(sent -> sent.text().matches("1:[0-9]+:modest:[^:]*:[0-9]*24:.*"));
        offers(nodes.peer("pushy", "10.1.0.8", modest));
        soon();
        assertThat(modest.count(Event.IGNORED)).isPositive();
    }

    @Test
    void fetchesEveryPage() {
        awaitsTheQuestion();
        offers(keeper);
        assertThat(asked(keeper).packet().body()).isEqualTo(new Body.HostListRequest(0));
        answers(keeper, 2, host("a", "10.1.0.11"), host("b", "10.1.0.12"));
        assertThat(asked(keeper).packet().body()).isEqualTo(new Body.HostListRequest(2));
        answers(keeper, 4, host("c", "10.1.0.13"), host("d", "10.1.0.14"));
        assertThat(asked(keeper).packet().body()).isEqualTo(new Body.HostListRequest(4));
        answers(keeper, 0, host("e", "10.1.0.15"));

        assertThat(bot.nicknames()).containsExactly("a", "b", "c", "d", "e");
        assertThat(bot.members()).allMatch(Member::hearsay);
    }

    @Test
    void asksOneAfterTheOtherAndTheNextIfOneFallsSilent() {
        awaitsTheQuestion();
        LockstepPeer second = nodes.peer("second", "10.1.0.8", bot);
        offers(keeper);
        offers(second);
        asked(keeper);
        assertThat(second.socket().waiting()).isZero();

        asked(second);
        answers(keeper, 0, host("late", "10.1.0.11")); // too late: another is asked now
        answers(second, 0, host("a", "10.1.0.12"));

        assertThat(bot.nicknames()).containsExactly("a");
    }

    @Test
    void takesOnlyWhatItHasAskedFor() {
        answers(keeper, 0, host("early", "10.1.0.11"));
        tells(host("a", "10.1.0.12"));
        answers(keeper, 0, host("late", "10.1.0.13"));
        offers(keeper); // nothing is wanted any more

        keeper.hearsNothingOf(Command.GETLIST);
        assertThat(bot.nicknames()).containsExactly("a");
    }

    @Test
    void doesNotTurnInCircles() {
        awaitsTheQuestion();
        offers(keeper);
        asked(keeper);
        answers(keeper, 2, host("a", "10.1.0.11"), host("b", "10.1.0.12"));
        asked(keeper);
        answers(keeper, 2, host("c", "10.1.0.13")); // libipmsg: the start of this page

        keeper.hearsNothingOf(Command.GETLIST);
        assertThat(bot.nicknames()).containsExactly("a", "b", "c");
    }

    @Test
    void whoIsHeardIsHearsayNoLonger() {
        tells(host("taro", "10.1.0.11"));
        nodes.peer("taro", "10.1.0.12", bot).presents("Taro Yamada"); // and is elsewhere in truth

        Member taro = bot.member("Taro Yamada");
        assertThat(taro.hearsay()).isFalse();
        assertThat(SocketAddresses.format(taro.address())).isEqualTo("10.1.0.12:2425");
        assertThat(bot.members()).hasSize(1);
    }

    @Test
    void changesNothingOfWhoWasHeard() {
        nodes.peer("taro", "10.1.0.11", bot).presents("Taro");
        tells(
                host("taro", "10.1.0.66"), // elsewhere
                host("forger", "10.1.0.11"), // at his address
                new HostRecord(new Identity("taro", "pc-of-taro"), 0, "10.1.0.11", 2425, "", "")); // gone

        assertThat(bot.members()).singleElement().satisfies(member -> {
            assertThat(member.nickname()).isEqualTo("Taro");
            assertThat(SocketAddresses.format(member.address())).isEqualTo("10.1.0.11:2425");
            assertThat(member.hearsay()).isFalse();
        });
    }

    @Test
    void aNamesakeOnAListDoesNotBlockTheOneWhoWasHeard() {
        LockstepPeer taro = nodes.peer("taro", "10.1.0.11", bot);
        taro.presents("Taro");
        tells(new HostRecord(new Identity("forger", "pc"), 0x200, "10.1.0.66", 2425, "Taro", ""));

        DeliveryResult result = bot.deliver(Draft.of("alert").to("Taro").unconfirmed());

        assertThat(result.deliveries())
                .extracting(delivery -> SocketAddresses.format(delivery.address()))
                .containsExactly("10.1.0.11:2425");
    }

    @Test
    void leavesOutWhatMustNotBeBelieved() {
        tells(
                host("bot", "10.1.0.11"),
                new HostRecord(new Identity("bot", "host-of-bot"), 0x200, "10.1.0.12", 2425, "us", ""),
                host("our-address", "10.1.0.1"),
                host("far", "192.0.2.7"),
                host("not-an-address", "example.org"),
                host("keyed-<0123456789abcdef>", "10.1.0.13"),
                host("everybody", "10.1.0.255"));

        assertThat(bot.nicknames()).containsExactly("bot");
        assertThat(bot.member("bot").host()).isEqualTo("pc-of-bot");
    }

    @Test
    void obeysRemovalsAmongHearsay() {
        tells(
                host("a", "10.1.0.11"),
                host("b", "10.1.0.12"),
                new HostRecord(new Identity("a", "pc-of-a"), 0, "10.1.0.11", 2425, "", ""));

        assertThat(bot.nicknames()).containsExactly("b");
    }

    @Test
    void nothingIsSentToHearsayUntilSomebodyWantsIt() throws IOException {
        tells(host("a", "10.1.0.11"));
        LockstepPeer a = nodes.peer("a", "10.1.0.11:2425", bot);
        bot.begins(Draft.of("hello").to("a").unconfirmed());
        assertThat(a.hears(Command.SENDMSG).text()).isEqualTo("hello");

        NodeFixture alone = nodes.joined(nodes.node("alone", "10.1.0.3")
                .withoutBroadcasts()
                .discovers("10.1.0.9")
                .hostLists());
        keeper.listensAfresh();
        LockstepPeer again = nodes.peer("keeper", "10.1.0.9:2426", alone);
        assertThat(again.socket().received()).isEmpty();
        alone.close();
    }

    @Test
    void expiresLikeOthers() {
        tells(host("a", "10.1.0.11"));
        simulation.advance(Duration.ofMinutes(16));

        assertThat(bot.nicknames()).isEmpty();
    }

    @Test
    void givesWayToWhoeverIsHeardWhenTheListIsFull() throws IOException {
        bot.close();
        bot = nodes.node("small", "10.1.0.2").hostLists().maxMembers(2).open();
        keeper = nodes.peer("keeper", "10.1.0.8", bot);
        tells(host("a", "10.1.0.11"), host("b", "10.1.0.12"), host("c", "10.1.0.13"));
        assertThat(bot.nicknames()).containsExactly("a", "b");

        nodes.peer("taro", "10.1.0.14", bot).presents("Taro");
        nodes.peer("jiro", "10.1.0.15", bot).presents("Jiro");
        nodes.peer("saburo", "10.1.0.16", bot).presents("Saburo");

        assertThat(bot.nicknames()).containsExactly("Taro", "Jiro");
    }

    @Test
    void aListCannotKeepTheOwnerOfAnAddressOut() {
        List<HostRecord> invented = new ArrayList<>();
        IntStream.range(0, 40)
                .forEach(i -> invented.add(
                        new HostRecord(new Identity("invented" + i, "pc"), 0x200, "10.1.0.14", 3000 + i, "", "")));
        tells(invented.toArray(HostRecord[]::new));

        nodes.peer("taro", "10.1.0.14", bot).presents("Taro");

        assertThat(bot.nicknames()).contains("Taro").hasSize(32);
    }

    @Test
    void stopsAtATenThousandRecords() {
        awaitsTheQuestion();
        offers(keeper);
        for (int page = 0; page < 25; page++) {
            asked(keeper);
            HostRecord[] hosts = IntStream.range(0, 400)
                    .mapToObj(i -> new HostRecord(new Identity("u" + i, "p"), 0x200, "192.0.2.1", 2425, "", ""))
                    .toArray(HostRecord[]::new);
            answers(keeper, (page + 1) * 400, hosts);
        }

        keeper.hearsNothingOf(Command.GETLIST);
    }

    @Test
    void stopsAtTwoHundredPagesHoweverLittleIsOnThem() {
        awaitsTheQuestion();
        offers(keeper);
        for (int page = 1; page <= HostLists.MAX_PAGES; page++) {
            Heard heard;
            do { // it enters once more meanwhile
                heard = keeper.hears(Duration.ofSeconds(5));
            } while (heard.packet().command().command() != Command.GETLIST);
            answers(keeper, page);
        }

        keeper.hearsNothingOf(Command.GETLIST);
    }

    @Test
    void believesInNoMemberAtThePortOfASystemService() {
        tells(
                new HostRecord(new Identity("a", "pc"), 0x200, "10.1.0.11", 53, "", ""),
                new HostRecord(new Identity("b", "pc"), 0x200, "10.1.0.12", 1024, "", ""));

        assertThat(bot.members()).extracting(Member::user).containsExactly("b");
    }

    @Test
    void asksAgainAfterEachRefresh() {
        tells(host("a", "10.1.0.11"));
        simulation.advance(Duration.ofMinutes(4));
        keeper.listensAfresh();

        keeper.hears(Duration.ofMinutes(2), Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        keeper.hears(Duration.ofSeconds(3), Command.BR_ISGETLIST2, CAPUTF8OPT);
    }
}
