/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.UTF8OPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults of the Python library ipymessenger, one by one: none of them is here. */
class ComingFromIpymessengerTest extends NodeAndPeerTest {
    private Mailbox mailbox;

    @BeforeEach
    void acceptsWhateverComes() {
        mailbox = bot.mailbox();
    }

    @Test
    void aColonInTheTextStaysAColon() {
        bot.begins(Draft.of("at 10:30: room 4::b").to("10.1.0.9"));
        assertThat(peer.hears(Command.SENDMSG, SENDCHECKOPT).text()).isEqualTo("at 10:30: room 4::b");

        peer.says("re: 10:30");
        soon();
        assertThat(mailbox.texts()).containsExactly("re: 10:30");
    }

    @Test
    void aCharacterBeyondCp932EndsNothing() {
        peer.presents("Taro");
        DeliveryResult result = bot.deliver(Draft.of("un café 😀").to("Taro"));
        assertThat(result.status()).isEqualTo(DeliveryStatus.REJECTED);

        bot.begins(Draft.of("日本語").to("Taro"));
        assertThat(peer.hears(Command.SENDMSG, SENDCHECKOPT).text()).isEqualTo("日本語");
        peer.presents("Taro", PresenceOption.CAPUTF8OPT);
        bot.begins(Draft.of("un café 😀").to("Taro").unconfirmed());
        Heard utf8 = peer.hears(Duration.ofSeconds(1));
        assertThat(utf8.packet().command().has(UTF8OPT)).isTrue();
        assertThat(new String(utf8.arrival().bytes(), StandardCharsets.UTF_8)).contains("un café 😀");
    }

    @Test
    void aThousandMessagesAtOnceAllLeaveAtOnce() {
        peer.socket().onArrival(arrival -> {
            if (arrival.text().contains(":288:")) {
                peer.says(
                        CommandWord.of(Command.RECVMSG),
                        new Body.Reference(new PacketNumber(arrival.text().split(":", 3)[1])));
            }
        });
        List<CompletableFuture<DeliveryResult>> sent = IntStream.range(0, 1_000)
                .mapToObj(i -> bot.send(Draft.of("message " + i).to("10.1.0.9")))
                .toList();
        simulation.advance(Duration.ofSeconds(1)); // ten datagrams a second would take a hundred

        assertThat(sent).allMatch(each -> each.isDone() && each.join().delivered());
    }

    @Test
    void aThousandMessagesAtOnceAllArrive() {
        for (int i = 0; i < 1_000; i++) {
            peer.says("message " + i, SENDCHECKOPT);
        }
        simulation.advance(Duration.ofSeconds(1));

        assertThat(mailbox.texts())
                .isEqualTo(
                        IntStream.range(0, 1_000).mapToObj(i -> "message " + i).toList());
        assertThat(peer.socket().received()).hasSize(1_000);
    }

    @Test
    void whatHasExpiredIsNotReportedAsSent() {
        DeliveryResult result = bot.deliver(Draft.of("hello").to("10.1.0.9"));
        assertThat(result.delivered()).isFalse();

        simulation.advance(Duration.ofHours(2));

        DeliveryResult forgotten = bot.confirmation(result.packetNumber());
        assertThat(forgotten.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(forgotten.delivered()).isFalse();
    }

    @Test
    void aPartOfANicknameIsNobody() {
        peer.presents("Taro Yamada");
        nodes.peer("jiro", "10.1.0.8", bot).presents("Jiro Yamada");

        assertThat(bot.fails(Draft.of("hello").to("Yamada"))).isInstanceOf(RecipientException.class);
        assertThat(bot.fails(Draft.of("hello").to("fuzzy:yamada"))).isInstanceOf(RecipientException.class);
    }

    @Test
    void twoOfOneNicknameAreTwo() {
        peer.presents("Taro");
        nodes.peer("other", "10.1.0.8", bot).presents("Taro");

        assertThat(bot.members()).hasSize(2);
        assertThat(bot.fails(Draft.of("hello").to("Taro"))).hasMessageContaining("is the name of 2 members");
    }

    @Test
    void aReceiptMakesNoMember() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        assertThat(bot.await(sent).delivered()).isTrue();

        assertThat(bot.members()).isEmpty();
    }

    @Test
    void commandsAreNumbersAndNoFlags() {
        peer.says(CommandWord.of(Command.RECVMSG), new Body.Reference(PacketNumber.of(1))); // 0x21: has the bit of 0x01
        peer.says(CommandWord.of(Command.OKGETLIST), Body.EMPTY); // 0x11
        peer.says(CommandWord.of(Command.SENDINFO), new Body.Information("not asked for")); // 0x41

        peer.hearsNothingFor(Duration.ofSeconds(5));
        assertThat(bot.members()).isEmpty();
    }

    @Test
    void aMalformedDatagramEndsNothing() {
        for (String bytes : List.of("", "x", "1:2", "1:x:u:h:32:t", "::::::", "1:1:u:h:99999999999:t", "\0\0\0")) {
            peer.sends(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }
        soon();
        assertThat(bot.count(Event.MALFORMED)).isPositive();

        peer.hearsReceiptFor(peer.says("still there?", SENDCHECKOPT));
        assertThat(mailbox.texts()).containsExactly("still there?");
    }

    @Test
    void whatIsLostIsSentAgain() {
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        peer.hears(Command.SENDMSG, SENDCHECKOPT);
        peer.hears(Command.SENDMSG, SENDCHECKOPT);
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        assertThat(bot.await(sent).delivered()).isTrue();
    }
}
