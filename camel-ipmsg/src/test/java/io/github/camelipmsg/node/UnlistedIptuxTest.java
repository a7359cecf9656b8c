/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.node.IptuxModel.is;
import static io.github.camelipmsg.protocol.MessageOption.READCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.SECRETOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who turns out to be iptux only by a receipt: that one may be a lie. */
class UnlistedIptuxTest extends NodeTest {
    private IptuxModel iptux;

    @BeforeEach
    void startsAnIptux() {
        iptux = new IptuxModel(nodes, "wang", "10.1.0.9");
    }

    private static long number(Delivery delivery) {
        return delivery.packetNumbers().get(0);
    }

    @Test
    void somebodyWhoTurnsOutToBeIptuxByItsReceiptIsBelievedOnlyForWhatItHasShown() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts());
        int[] messages = {0};
        network.loseIf(each -> is(Command.SENDMSG, each) && messages[0]++ == 0);
        CompletableFuture<DeliveryResult> first = bot.send(Draft.of("first").to("10.1.0.9"));
        CompletableFuture<DeliveryResult> second = bot.send(Draft.of("second").to("10.1.0.9"));

        assertThat(bot.await(second).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(bot.await(first).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(iptux.shown()).containsExactly("second", "first", "second"); // in order, once it has forgotten
    }

    @Test
    void somebodyWhoTurnsOutToBeIptuxByItsReceiptIsToldAgainOnceItHasForgotten() throws IOException {
        NodeSetup setup = nodes.node("bot", "10.1.0.1").withoutBroadcasts();
        NodeFixture busy = nodes.joined(setup.usedUpTo(2_000_000_000));
        long high = number(iptux.shows(busy, "before"));
        busy.close();
        setup.lostDirectory();
        NodeFixture bot = nodes.joined(setup);

        Delivery delivery = iptux.shows(bot, "after");

        assertThat(number(delivery)).isLessThan(high);
        assertThat(iptux.dropped()).containsExactly("after"); // the first copy, whose receipt was not believed
        assertThat(iptux.shows(bot, "next").elapsed()).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void somebodyWhoTurnsOutToBeIptuxAndAnswersNoEntryIsNotBelieved() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts());
        network.loseIf(each -> is(Command.ANSENTRY, each));
        Delivery delivery = bot.deliverOne(Draft.of("hello").to("10.1.0.9"));

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NO_ANSWER);
        assertThat(delivery.detail())
                .startsWith("no receipt within 15 s that can be believed: 10.1.0.9:2425 did not answer our entry");
    }

    @Test
    void whatWasOpenedWhileItWaitsToBeSentOnceMoreIsRead() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts());
        LockstepPeer li = nodes.peer("li", "10.1.0.8", bot).speaking("1_iptux 0.8.3");
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("10.1.0.8").read());
        Heard message = li.hears(Command.SENDMSG, SENDCHECKOPT, SECRETOPT, READCHECKOPT);
        li.confirms(message); // which cannot be believed
        li.opens(message);

        DeliveryResult result = bot.await(sent);
        assertThat(result.status()).isEqualTo(DeliveryStatus.READ);
        assertThat(result.deliveries().get(0).attempts()).isEqualTo(1);
        assertThat(iptux.shows(bot, "next").attempts()).isPositive();
    }

    @Test
    void anIptuxThatIsNotListenedToMayStillAnswerThatItHasForgotten() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").allow("10.9.0.0/16"));
        for (String text : List.of("one", "two", "three")) {
            iptux.shows(bot, text);
        }

        assertThat(bot.members()).isEmpty();
        assertThat(iptux.dropped()).isEmpty();
    }

    @Test
    void aCopyThatIsNotBelievedLetsALaterMessageWaitBehindIt() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts());
        List<CompletableFuture<DeliveryResult>> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(bot.send(Draft.of("message " + i).to("10.1.0.9")));
        }
        sent.forEach(each -> assertThat(bot.await(each).status()).isEqualTo(DeliveryStatus.RECEIVED));

        List<String> shown = iptux.shown();
        assertThat(shown.subList(shown.size() - 5, shown.size()))
                .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
    }
}
