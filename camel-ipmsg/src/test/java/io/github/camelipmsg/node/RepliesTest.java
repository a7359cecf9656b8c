/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.camelipmsg.LoggedBy;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketNumber;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is said back to those who wrote to us. */
class RepliesTest extends NodeAndPeerTest {
    private CompletableFuture<Optional<DeliveryResult>> reply(InetSocketAddress to, String text) {
        OutboundMessage reply =
                Draft.of(text).to(SocketAddresses.format(to)).answer().message();
        return bot.node.reply(questionFrom(to), reply, 20).toCompletableFuture();
    }

    private InboundMessage questionFrom(InetSocketAddress from) {
        Packet packet = Packet.of(
                PacketNumber.of(1), peer.identity(), CommandWord.of(Command.SENDMSG), Body.Text.of("question"));
        Instant now = simulation.clock().instant();
        return new InboundMessage(
                "id", Member.unlisted(packet, from, now), from, packet.number(), packet.command(), "question", now);
    }

    @Test
    void sendsSoManyAMinuteAndNoMore() {
        peer.presents("taro");
        for (int i = 0; i < 30; i++) {
            CompletableFuture<Optional<DeliveryResult>> sent = reply(peer.address(), "reply " + i);
            soon();
            if (i < 20) {
                peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
                soon();
                assertThat(sent.join().orElseThrow().delivered()).isTrue();
            } else {
                assertThat(sent.join()).isEmpty();
            }
        }
        peer.hearsNothingFor(Duration.ofSeconds(10));
        assertThat(bot.count(Event.REPLY_WITHHELD)).isEqualTo(10);

        simulation.advance(Duration.ofSeconds(51));
        CompletableFuture<Optional<DeliveryResult>> afterAMinute = reply(peer.address(), "again");
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();
        assertThat(afterAMinute.join()).isPresent();
    }

    @Test
    void oneWhoHasHadItsShareDoesNotTakeThatOfOthers() {
        LockstepPeer neighbour = nodes.peer("neighbour", "10.1.0.8", bot);
        neighbour.presents("neighbour");
        for (int i = 0; i < 25; i++) {
            CompletableFuture<Optional<DeliveryResult>> unused = reply(peer.address(), "reply " + i);
        }
        CompletableFuture<Optional<DeliveryResult>> other = reply(neighbour.address(), "hello");
        neighbour.confirms(neighbour.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();

        assertThat(other.join()).isPresent();
    }

    @Test
    void anotherPortOfTheSameAddressHasNoShareOfItsOwn() {
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Optional<DeliveryResult>> unused =
                    reply(new InetSocketAddress(peer.address().getAddress(), 3000 + i), "reply " + i);
        }
        CompletableFuture<Optional<DeliveryResult>> last = reply(peer.address(), "one more");
        soon();

        assertThat(last.join()).isEmpty();
    }

    @Test
    void goesToAStrangerOnlyAsOftenAsThatHasSpoken() {
        peer.presents("taro");
        CompletableFuture<Optional<DeliveryResult>> unused = reply(peer.address(), "hello");
        peer.hears(Command.SENDMSG, SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(3));

        peer.presents("taro"); // one more datagram of its own: one of ours
        peer.hears(Command.SENDMSG, SENDCHECKOPT);
        peer.hearsNothingFor(Duration.ofSeconds(20));
    }

    @Test
    void isRepeatedAsEverToWhomWeKnow() {
        bot.begins(Draft.of("hello").to("10.1.0.9"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();
        peer.listensAfresh();

        CompletableFuture<Optional<DeliveryResult>> sent = reply(peer.address(), "hello again");
        for (int i = 0; i < 4; i++) {
            peer.hears(Command.SENDMSG, SENDCHECKOPT);
        }
        Heard fifth = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        peer.confirms(fifth);
        soon();

        assertThat(sent.join().orElseThrow().delivered()).isTrue();
    }

    @Test
    void tellsOnceAMinuteThatRepliesWereNotConfirmed() {
        try (LoggedBy replies = new LoggedBy(Replies.class)) {
            for (int i = 0; i < 2; i++) {
                assertThat(unconfirmed("reply " + i).delivered()).isFalse();
            }
            assertThat(replies.lines())
                    .singleElement(STRING)
                    .startsWith("A reply was not delivered: ")
                    .contains("10.1.0.9");

            simulation.advance(Duration.ofMinutes(1));
            unconfirmed("a minute later");
            assertThat(replies.lines()).hasSize(2);
        }
    }

    private DeliveryResult unconfirmed(String text) {
        peer.presents("taro");
        CompletableFuture<Optional<DeliveryResult>> sent = reply(peer.address(), text);
        simulation.advance(Duration.ofSeconds(20));
        return sent.join().orElseThrow();
    }
}
