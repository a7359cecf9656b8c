/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is meant by what a user wrote. */
class RecipientResolverTest extends NodeTest {
    private NodeFixture bot;

    @BeforeEach
    void opensANode() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
    }

    @Test
    void findsTheMemberWithExactlyThisNickname() {
        LockstepPeer taro = peer("Taro Yamada", 8);
        peer("Taro", 9);
        peer("taro yamada", 7);

        assertThat(recipients("Taro Yamada")).containsExactly(taro.address().toString());
        assertThat(recipients("nick:Taro Yamada"))
                .containsExactly(taro.address().toString());
    }

    @Test
    void findsAnAbsentMemberByTheNameBeforeItsNote() {
        LockstepPeer away = nodes.peer("taro", "10.1.0.9", bot);
        away.presents("Taro[lunch]", PresenceOption.ABSENCEOPT);
        LockstepPeer locked = nodes.peer("hanako", "10.1.0.8", bot);
        locked.presents("Hanako [screen locked]", PresenceOption.ABSENCEOPT);

        assertThat(recipients("Taro")).containsExactly(away.address().toString());
        assertThat(recipients("Hanako")).containsExactly(locked.address().toString());
        assertThat(bot.fails(Draft.of("x").to("Tar"))).isInstanceOf(RecipientException.class);
    }

    @Test
    void findsANicknameWhateverItsWidthCaseAndWhiteSpace() {
        LockstepPeer taro = peer("Ｔaro\u3000YAMADA", 8);
        LockstepPeer kana = peer("ﾔﾏﾀﾞ 花子", 9);
        peer("Taro Yamadas", 7);

        assertThat(recipients("fuzzy:taroyamada"))
                .containsExactly(taro.address().toString());
        assertThat(recipients("fuzzy:TARO  ｙａｍａｄａ"))
                .containsExactly(taro.address().toString());
        assertThat(recipients("fuzzy:ヤマダ花子")).containsExactly(kana.address().toString());
    }

    @Test
    void aFuzzyNameFindsWhoIsAbsentToo() {
        LockstepPeer away = nodes.peer("taro", "10.1.0.9", bot);
        away.presents("Taro Yamada[昼食]", PresenceOption.ABSENCEOPT);

        assertThat(recipients("fuzzy:taroyamada"))
                .containsExactly(away.address().toString());
    }

    @Test
    void findsAUserWithOrWithoutItsFingerprintAndHost() {
        LockstepPeer eight = peer("Taro", 8);
        LockstepPeer official = nodes.peer("hanako-<0123456789abcdef>", "10.1.0.9", bot);
        official.presents("Hanako", PresenceOption.ENCRYPTOPT);

        assertThat(recipients("user:user8")).containsExactly(eight.address().toString());
        assertThat(recipients("user:USER8@PC-of-user8"))
                .containsExactly(eight.address().toString());
        assertThat(recipients("user:hanako")).containsExactly(official.address().toString());
        assertThat(recipients("user:hanako-<0123456789abcdef>"))
                .containsExactly(official.address().toString());
        assertThat(bot.fails(Draft.of("x").to("user:user8@pc-of-user9")))
                .isInstanceOf(RecipientException.class)
                .hasMessageStartingWith("No member has the user name 'user8' on host 'pc-of-user9'");
    }

    @Test
    void meansEveryMemberOfAGroup() {
        LockstepPeer one = nodes.peer("one", "10.1.0.8", bot);
        one.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("One", "Sales"));
        LockstepPeer two = nodes.peer("two", "10.1.0.9", bot);
        two.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Two", "Sales"));
        LockstepPeer other = nodes.peer("three", "10.1.0.7", bot);
        other.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Three", "sales"));
        simulation.advance(Duration.ofSeconds(2));

        assertThat(recipients("group:Sales"))
                .containsExactlyInAnyOrder(
                        one.address().toString(), two.address().toString());
        assertThat(bot.fails(Draft.of("x").to("group:Salesmen")))
                .hasMessageStartingWith("No member is in the group 'Salesmen'");
    }

    @Test
    void prefersTheExactNameToAnAbsentOne() {
        nodes.peer("one", "10.1.0.8", bot).presents("Taro[lunch]", PresenceOption.ABSENCEOPT);
        LockstepPeer exact = peer("Taro", 9);

        assertThat(recipients("Taro")).containsExactly(exact.address().toString());
    }

    @Test
    void takesBracketsOfWhoIsThereForPartOfTheName() {
        peer("Taro[home]", 9);

        assertThat(bot.fails(Draft.of("x").to("Taro"))).isInstanceOf(RecipientException.class);
    }

    @Test
    void severalOfOneNameAreAnErrorThatListsThemAtOnce() {
        peer("Taro", 8);
        peer("Taro", 9);
        Instant start = simulation.clock().instant();

        Throwable failure = bot.fails(Draft.of("x").to("10.1.0.7", "Taro"));

        assertThat(failure)
                .isInstanceOf(RecipientException.class)
                .hasMessage(
                        "'Taro' is the name of 2 members; nothing was sent. Use an address: Taro (user8@pc-of-user8,"
                                + " 10.1.0.8:2425), Taro (user9@pc-of-user9, 10.1.0.9:2425)");
        assertThat(Duration.between(start, simulation.clock().instant())).isLessThan(Duration.ofSeconds(1));
        assertThat(messagesSent()).isEmpty();
    }

    @Test
    void anUnknownNameIsAnErrorWithTheNearestOnes() {
        peer("Taro Yamada", 7);
        peer("Hanako", 8);
        peer("taro yamadb", 9);
        peer("Somebody Else Entirely", 6);
        Instant start = simulation.clock().instant();

        Throwable failure = bot.fails(Draft.of("x").to("Hanako", "Taro Yamade"));

        assertThat(failure)
                .isInstanceOf(RecipientException.class)
                .hasMessageStartingWith(
                        "No member is called 'Taro Yamade' after waiting for 5 s; nothing was sent. The nearest names"
                                + " are ")
                .hasMessageContaining("Taro Yamada (user7")
                .hasMessageContaining("taro yamadb (user9")
                .hasMessageContaining("Hanako (user8")
                .hasMessageNotContaining("Somebody");
        assertThat(Duration.between(start, simulation.clock().instant()))
                .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5020));
        assertThat(messagesSent()).isEmpty();
    }

    @Test
    void anEmptyMemberListIsAnErrorThatSaysWhatToCheck() {
        assertThat(bot.fails(Draft.of("x").to("*").resolvedWithin(Duration.ofMillis(300))))
                .isInstanceOf(RecipientException.class)
                .hasMessage("No member is known after waiting for 300 ms; nothing was sent. The member list is empty:"
                        + " check discovery, discoveryAddresses and the firewall for this port");
    }

    @Test
    void waitsForANewcomer() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("Taro"));
        simulation.advance(Duration.ofSeconds(4));
        assertThat(messagesSent()).isEmpty();

        LockstepPeer taro = peer("Taro", 9);
        taro.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT);

        assertThat(sent).isNotDone();
    }

    @Test
    void blamesNoNameForAStop() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.7", "Taro"));
        soon();
        bot.close();

        assertThat(sent).isCompleted();
        assertThat(sent.join().deliveries()).hasSize(2).allSatisfy(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
            assertThat(delivery.cause()).contains(Cause.SHUTDOWN);
            assertThat(delivery.attempts()).isZero();
        });
        assertThat(sent.join().deliveries().get(1))
                .hasToString("UNCONFIRMED Taro: the node was stopped while it waited for [10.1.0.7:2425, Taro];"
                        + " nothing was sent");
        assertThat(messagesSent()).isEmpty();
    }

    @Test
    void sendsNothingToANewcomerWhenTheTimeForItsReceiptIsUp() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").confirmedWithin(Duration.ofSeconds(1)));
        simulation.advance(Duration.ofSeconds(2));
        peer("Taro", 9);
        soon();
        soon();

        assertThat(sent)
                .isCompletedWithValueMatching(
                        result -> result.deliveries().get(0).detail().contains("was known only after"));
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(messagesSent()).isEmpty();
    }

    @Test
    void waitsForEachOfSeveralNewcomers() {
        bot.begins(Draft.of("hello").to("Taro", "Hanako").unconfirmed());
        peer("Taro", 8);
        simulation.advance(Duration.ofSeconds(1));
        assertThat(messagesSent()).isEmpty();

        peer("Hanako", 9);
        soon();
        soon();

        assertThat(messagesSent()).hasSize(2);
    }

    @Test
    void waitsForWhoeverChangesItsNameToTheOneThatIsMeant() {
        LockstepPeer peer = peer("before", 9);
        bot.begins(Draft.of("hello").to("after").unconfirmed());
        simulation.advance(Duration.ofSeconds(1));

        peer.presents("after");

        assertThat(peer.hears(Command.SENDMSG).text()).isEqualTo("hello");
    }

    @Test
    void anAddressNeedsNobodyToBeKnown() {
        assertThat(bot.deliverOne(Draft.of("x").to("10.1.0.99").unconfirmed()).status())
                .isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void everyoneIsEveryMemberButOurselves() throws IOException {
        LockstepPeer one = peer("one", 8);
        LockstepPeer two = peer("two", 9);
        NodeFixture three = nodes.joined("three", "10.1.0.3");

        assertThat(recipients("*"))
                .containsExactlyInAnyOrder(
                        one.address().toString(),
                        two.address().toString(),
                        three.address().toString());
    }

    @Test
    void everyoneAlsoMeansWhoComesWithinTheTime() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("x").to("*").unconfirmed());
        simulation.advance(Duration.ofSeconds(1));
        peer("late", 9);

        assertThat(bot.await(sent).deliveries()).hasSize(1);
    }

    @Test
    void manyWaitAtOnceAndAllAreTold() {
        List<CompletableFuture<DeliveryResult>> sends = IntStream.range(0, 1000)
                .mapToObj(i -> bot.send(Draft.of("x" + i).to("Taro").unconfirmed()))
                .toList();
        simulation.advance(Duration.ofSeconds(1));
        peer("Taro", 9);
        simulation.advance(Duration.ofMillis(500));

        assertThat(sends).allMatch(sent -> sent.join().status() == DeliveryStatus.SENT);
    }

    private LockstepPeer peer(String nickname, int lastByte) {
        LockstepPeer peer = nodes.peer("user" + lastByte, "10.1.0." + lastByte, bot);
        peer.presents(nickname);
        return peer;
    }

    /** Where a message to this one goes. */
    private List<String> recipients(String to) {
        return bot.deliver(Draft.of("x").to(to).unconfirmed()).deliveries().stream()
                .map(delivery -> delivery.address().toString())
                .toList();
    }

    private List<Transmission> messagesSent() {
        return nodes.sentFrom(bot).stream()
                .filter(each -> each.text().matches("1:[0-9]+:[^:]*:[^:]*:(?:32|2080):(?s).*"))
                .toList();
    }

    @Test
    void whoeverIsFoundByNameIsSentToAsItIsByNow() {
        LockstepPeer peer = nodes.peer("saburo", "10.1.0.77", bot);
        peer.presents("Saburo");
        for (int i = 0; i < 3; i++) {
            bot.begins(Draft.of("hello").to("Saburo"));
            peer.confirms(peer.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT));
        }

        peer.presents("Saburo", PresenceOption.CAPUTF8OPT); // called as before
        bot.begins(Draft.of("hello").to("Saburo"));

        peer.confirms(peer.hears(
                Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.UTF8OPT, MessageOption.CAPUTF8OPT));
    }
}
