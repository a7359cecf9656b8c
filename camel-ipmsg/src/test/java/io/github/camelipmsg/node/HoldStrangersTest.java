/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves of what is held for a member when somebody is seen under its name who may be somebody else. */
class HoldStrangersTest extends HoldingTest {
    @BeforeEach
    void opensANode() throws IOException {
        opens(nodes.node("bot", BOT));
    }

    /** Whoever forges an entry must not gain by it: it may be in the name of somebody for whom much is held. */
    @Test
    void aForgedEntryMakesUsSendNoMoreThanItIsWorth() {
        cameAndWent();
        sends(Draft.of("x".repeat(7_000)).to("Taro").held());
        simulation.advance(Duration.ofMinutes(10));
        LockstepPeer victim = nodes.peer("victim", "10.1.0.66", bot).as("taro", "pc-of-taro");
        for (int said = 1; said <= 4; said++) {
            victim.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Taro", "Sales")); // by somebody else
            simulation.advance(Duration.ofSeconds(16));
            assertThat(victim.socket().received())
                    .hasSizeLessThanOrEqualTo(said)
                    .allSatisfy(each -> assertThat(each.bytes().length).isLessThanOrEqualTo(AnswerBudget.MAX_BYTES));
        }
    }

    /** It must be entered at before it gets a message under a lower number, which somebody else must not turn against it. */
    @Test
    void aForgedEntryOfIptuxMakesUsEnterThereNoMoreOftenThanItIsWorth() {
        peer.speaking("1_iptux 0.8.3");
        cameAndWent();
        sends(Draft.of("hello").to("Taro").held());
        simulation.advance(Duration.ofMinutes(10));
        LockstepPeer victim =
                nodes.peer("victim", "10.1.0.66", bot).as("taro", "pc-of-taro").speaking("1_iptux 0.8.3");
        for (int said = 1; said <= 4; said++) {
            victim.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Taro", "Sales")); // by somebody else
            simulation.advance(Duration.ofSeconds(16));
            assertThat(victim.socket().received()).hasSizeLessThanOrEqualTo(said);
        }
    }

    @Test
    void aShortTextGoesToAStrangerOnceForEachOfItsDatagrams() {
        cameAndWent();
        sends(Draft.of("hello").to("Taro").held());
        LockstepPeer stranger = nodes.peer("taro", "10.1.0.20", bot);
        stranger.presents("Taro");

        Heard message = stranger.hears(Command.SENDMSG, SENDCHECKOPT);
        stranger.hearsNothingFor(Duration.ofSeconds(5));
        stranger.says(CommandWord.of(Command.NOOPERATION), Body.EMPTY);
        assertThat(stranger.hears(Command.SENDMSG, SENDCHECKOPT).packet()).isEqualTo(message.packet());
        stranger.hearsNothingFor(Duration.ofSeconds(5));

        stranger.confirms(message);
        soon();
        assertThat(news.outcomes).hasSize(1).allMatch(outcome -> outcome.endsWith("RECEIVED"));
    }

    @Test
    void aLongTextGoesToAStrangerWhoAnswersAConnectionWithAllItsRepetitions() {
        cameAndWent();
        sends(Draft.of("x".repeat(7_000)).to("Taro").held());
        LockstepPeer moved = nodes.peer("taro", "10.1.0.20", bot);
        moved.socket().listen();
        moved.presents("Taro");

        Heard message = moved.hears(Command.SENDMSG, SENDCHECKOPT);
        simulation.advance(Duration.ofSeconds(14));
        assertThat(moved.socket().received()).hasSize(5);
        moved.confirms(message);
        soon();

        assertThat(news.outcomes).hasSize(1).allMatch(outcome -> outcome.endsWith("RECEIVED"));
    }

    /** Somebody listens there, but may not be the one who spoke. */
    @Test
    void whoAnswersAConnectionAndConfirmsNothingGetsNoMoreThanOneMessageAMinute() {
        cameAndWent();
        sends(Draft.of("x".repeat(7_000)).to("Taro").held());
        LockstepPeer victim = nodes.peer("victim", "10.1.0.66", bot).as("taro", "pc-of-taro");
        victim.socket().listen();
        for (int second = 0; second < 180; second++) {
            victim.presents("Taro");
            simulation.advance(Duration.ofSeconds(1));
        }

        assertThat(victim.socket().received().stream().filter(each -> each.bytes().length > AnswerBudget.MAX_BYTES))
                .hasSizeBetween(5, 3 * AnswerBudget.AFTER_HANDSHAKE + 5);
    }

    @Test
    void whatIsTooLongForWhoNeverShowsThatItIsThereSaysSo() {
        cameAndWent();
        long number = sends(Draft.of("x".repeat(7_000)).to("Taro").heldFor(Duration.ofHours(1)))
                .packetNumber();
        LockstepPeer stranger = nodes.peer("taro", "10.1.0.20", bot);
        stranger.presents("Taro");
        simulation.advance(Duration.ofSeconds(20));
        DeliveryResult held = bot.confirmation(number);
        assertThat(held.status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(held.deliveries().get(0).detail())
                .startsWith("not sent within 15 s: Taro (taro@pc-of-taro, 10.1.0.20:2425) has never confirmed anything")
                .endsWith("this one has 7034, and no TCP connection to that port shows that anybody is there");
        simulation.advance(Duration.ofHours(1));

        assertThat(news.outcomes).containsExactly(number + " UNCONFIRMED");
        assertThat(news.deliveries.get(0).cause()).contains(Cause.EXPIRED);
        assertThat(news.deliveries.get(0).detail())
                .startsWith("held for 1 h, and its recipient was only seen where nothing shows that it really is; last"
                        + " time it was not sent within 15 s: ");
    }

    @Test
    void nobodyIsConnectedToWhereSystemServicesAre() {
        List<Object> connections = new ArrayList<>();
        network.onConnection((from, to) -> connections.add(to));
        cameAndWent();
        sends(Draft.of("x".repeat(7_000)).to("Taro").held());
        LockstepPeer victim = nodes.peer("victim", "10.1.0.66:999", bot).as("taro", "pc-of-taro");
        victim.socket().listen();
        victim.presents("Taro");
        simulation.advance(Duration.ofMinutes(1));

        assertThat(connections).isEmpty();
        victim.hearsNothingFor(Duration.ofMinutes(1));
    }
}
