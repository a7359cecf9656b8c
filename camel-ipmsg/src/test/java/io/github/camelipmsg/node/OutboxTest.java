/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each recipient gets: number, options, charset, length. */
class OutboxTest extends NodeTest {
    private static final String OFFICIAL = "00010002:4:99:103";

    private NodeFixture bot;

    @BeforeEach
    void opensANode() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
    }

    @Test
    void severalRecipientsShareOneNumberAndEachHasAnOutcomeInOrder() {
        LockstepPeer confirms = nodes.peer("confirms", "10.1.0.7", bot);
        LockstepPeer silent = nodes.peer("silent", "10.1.0.8", bot);
        network.refuse("10.1.0.9");
        silent.presents("silent");

        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9", "10.1.0.7", "silent"));
        Heard one = confirms.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.MULTICASTOPT);
        Heard other = silent.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.MULTICASTOPT);
        confirms.confirms(one);
        DeliveryResult result = bot.await(sent);

        assertThat(one.packet().number()).isEqualTo(other.packet().number());
        assertThat(result.deliveries())
                .extracting(Delivery::status)
                .containsExactly(DeliveryStatus.FAILED, DeliveryStatus.RECEIVED, DeliveryStatus.UNCONFIRMED);
        assertThat(result.deliveries())
                .extracting(Delivery::packetNumbers)
                .containsOnly(List.of(result.packetNumber()));
        assertThat(result.deliveries().get(2).member().orElseThrow().nickname()).isEqualTo("silent");
        assertThat(result.deliveries().get(1).member()).isEmpty();
        assertThat(result.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(result.delivered()).isFalse();
    }

    @Test
    void oneRecipientByTwoNamesGetsOneMessage() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro");

        DeliveryResult result =
                bot.deliver(Draft.of("hello").to("taro", "10.1.0.9", "*").unconfirmed());

        assertThat(result.deliveries()).hasSize(1);
        peer.hears(Command.SENDMSG);
        peer.hearsNothingFor(SOON);
    }

    @Test
    void everySendHasANumberAboveTheLast() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            numbers.add(
                    bot.deliver(Draft.of("hello").to("10.1.0.9").unconfirmed()).packetNumber());
            assertThat(peer.hears(Command.SENDMSG).packet().number().digits())
                    .isEqualTo(numbers.get(i).toString());
        }

        assertThat(numbers).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatMustBeCutAndWhatNeedNotLeaveInTheOrderInWhichTheyWereSent() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        for (int i = 0; i < 20; i++) {
            String text = i % 3 == 2 ? i + " short" : i + " long".repeat(2_000 - 10 * i);
            bot.begins(Draft.of(text).to("10.1.0.9").split().unconfirmed());
        }

        for (int i = 0; i < 20; i++) {
            String text = text(peer.hears(Command.SENDMSG));
            assertThat(text).startsWith(i % 3 == 2 ? i + " short" : "(1/2) " + i + " long");
            if (i % 3 != 2) {
                assertThat(text(peer.hears(Command.SENDMSG))).startsWith("(2/2) ");
            }
        }
    }

    private static String text(Heard heard) {
        return ((Body.Text) heard.packet().body()).text();
    }

    @Test
    void carriesTheOptionsOfTheMessage() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro", PresenceOption.CAPUTF8OPT);

        bot.begins(Draft.of("hello").to("taro").options(MessageOption.PASSWORDOPT, MessageOption.NOLOGOPT));

        peer.hears(
                Command.SENDMSG,
                MessageOption.SENDCHECKOPT,
                MessageOption.PASSWORDOPT,
                MessageOption.NOLOGOPT,
                MessageOption.UTF8OPT,
                MessageOption.CAPUTF8OPT);
    }

    @Test
    void writesUtf8ToWhoeverAnnouncedIt() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro", PresenceOption.CAPUTF8OPT);

        bot.deliver(Draft.of("日本語 é 😀").to("taro").unconfirmed());

        Heard message = peer.hears(Command.SENDMSG, MessageOption.UTF8OPT, MessageOption.CAPUTF8OPT);
        assertThat(main(message)).isEqualTo("日本語 é 😀".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesUtf8ToIptuxWhichExpectsItUnannounced() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot).speaking("1_iptux 0.8.3");
        peer.presents("taro");

        bot.deliver(Draft.of("日本語 é").to("taro").unconfirmed());

        assertThat(main(peer.hears(Command.SENDMSG, MessageOption.UTF8OPT)))
                .isEqualTo("日本語 é".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesTheLegacyCharsetToOldClients() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro");

        bot.deliver(Draft.of("日本語①髙").to("taro").unconfirmed());

        assertThat(main(peer.hears(Command.SENDMSG))).isEqualTo("日本語①髙".getBytes(Charset.forName("windows-31j")));
    }

    @Test
    void anUnknownAddressGetsTheLegacyCharsetWhereThatCarriesTheText() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);

        bot.deliver(Draft.of("日本語").to("10.1.0.9").unconfirmed());

        assertThat(main(peer.hears(Command.SENDMSG))).isEqualTo("日本語".getBytes(Charset.forName("windows-31j")));
    }

    @Test
    void anUnknownAddressGetsUtf8WhereTheLegacyCharsetCannotCarryTheText() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);

        bot.deliver(Draft.of("日本語 é").to("10.1.0.9").unconfirmed());

        assertThat(main(peer.hears(Command.SENDMSG, MessageOption.UTF8OPT)))
                .isEqualTo("日本語 é".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rejectsWhatTheRecipientsCharsetLacksAndSaysWhichCharacter() {
        LockstepPeer old = nodes.peer("old", "10.1.0.8", bot);
        LockstepPeer modern = nodes.peer("modern", "10.1.0.9", bot);
        old.presents("old");
        modern.presents("modern", PresenceOption.CAPUTF8OPT);

        DeliveryResult result =
                bot.deliver(Draft.of("un café").to("old", "modern").confirmedWithin(Duration.ofSeconds(1)));

        Delivery rejected = result.deliveries().get(0);
        assertThat(rejected.status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(rejected.cause()).contains(Cause.UNMAPPABLE);
        assertThat(rejected.attempts()).isZero();
        assertThat(rejected.detail())
                .isEqualTo(
                        "old (old@pc-of-old, 10.1.0.8:2425) reads windows-31j, which has no é (U+00E9); take it out of"
                                + " the text, or set unmappable=REPLACE");
        assertThat(result.deliveries().get(1).status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        old.hearsNothingFor(SOON);
    }

    @Test
    void replacesWhatTheCharsetLacksIfToldTo() throws IOException {
        NodeFixture lax = nodes.joined(nodes.node("lax", "10.1.0.3").unmappable(Unmappable.REPLACE));
        LockstepPeer old = nodes.peer("old", "10.1.0.9", lax);
        old.presents("old");

        lax.deliver(Draft.of("un café").to("old").unconfirmed());

        assertThat(main(old.hears(Command.SENDMSG))).isEqualTo("un caf?".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void endsLinesInLfAndAltersNothingElse() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro", PresenceOption.CAPUTF8OPT);

        bot.deliver(Draft.of(" a\r\nb\rc\n\u0001\t: \n").to("taro").unconfirmed());

        assertThat(peer.hears(Command.SENDMSG, MessageOption.UTF8OPT, MessageOption.CAPUTF8OPT)
                        .text())
                .isEqualTo(" a\nb\nc\n\u0001\t: \n");
    }

    @Test
    void refusesNulBeforeAnythingIsSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.of("a\0b").to("10.1.0.9").message())
                .withMessageContaining("NUL at index 1");
    }

    @Test
    void officialClientsGetUpTo32767Bytes() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.says(
                CommandWord.of(Command.ANSENTRY, PresenceOption.CAPUTF8OPT),
                new Body.Presence("taro", "", OFFICIAL, null, null));
        soon();

        assertLimit(peer, 32767);
    }

    @Test
    void otherClientsGetUpTo8192Bytes() {
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("taro", PresenceOption.CAPUTF8OPT);

        assertLimit(peer, 8192);
    }

    /** The last copies, which are the longest, are just within the limit; one byte more is refused. */
    private void assertLimit(LockstepPeer peer, int limit) {
        bot.deliver(Draft.of("x").to("taro").unconfirmed());
        int overhead = peer.hears(Duration.ofSeconds(1)).arrival().bytes().length - 1;
        int longest = limit - 64 - overhead;
        CompletableFuture<DeliveryResult> fits =
                bot.send(Draft.of("x".repeat(longest - 3)).to("taro"));
        simulation.advance(Duration.ofSeconds(5));
        assertThat(peer.socket().received())
                .extracting(each -> each.bytes().length)
                .hasSize(1 + 5)
                .allMatch(length -> length <= limit)
                .anyMatch(length -> length > limit - 8);
        peer.listensAfresh();
        Delivery refused = bot.deliverOne(Draft.of("x".repeat(longest + 1)).to("taro"));

        assertThat(refused.status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(refused.cause()).contains(Cause.TOO_LONG);
        assertThat(refused.detail()).contains("send it in parts");
        assertThat(refused.attempts()).isZero();
        assertThat(bot.await(fits).status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void thousandsOfSendsWaitAtOnce() throws IOException {
        NodeFixture other = nodes.joined("other", "10.1.0.2");
        Mailbox mailbox = other.mailbox();
        List<CompletableFuture<DeliveryResult>> sends = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            sends.add(bot.send(Draft.of("message " + i).to("other").confirmedWithin(Duration.ofMinutes(1))));
        }
        sends.forEach(bot::await);

        assertThat(sends).allMatch(sent -> sent.join().delivered());
        assertThat(sends)
                .extracting(sent -> sent.join().packetNumber())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(mailbox.texts())
                .hasSize(3_000)
                .startsWith("message 0", "message 1")
                .endsWith("message 2999");
    }

    @Test
    void whatIsBeyondTheBoundFailsAtOnce() {
        List<CompletableFuture<DeliveryResult>> sends = new ArrayList<>();
        bot.workers.hold();
        for (int i = 0; i < DeliveryTracker.MAX_UNDER_WAY / 128 + 1; i++) {
            String[] crowd = new String[128];
            for (int j = 0; j < crowd.length; j++) {
                crowd[j] = "10.1.200." + (j + 1);
            }
            sends.add(bot.send(Draft.of("x").to(crowd).confirmedWithin(Duration.ofSeconds(1))));
        }
        simulation.advance(Duration.ofSeconds(1)); // in which nothing is sealed, so nothing leaves
        bot.workers.release();
        simulation.advance(Duration.ofSeconds(1));

        assertThat(sends).allMatch(CompletableFuture::isDone);
        DeliveryResult last = sends.get(sends.size() - 1).join();
        assertThat(last.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(last.deliveries()).allMatch(each -> each.cause().equals(Optional.of(Cause.OVERLOAD)));
        assertThat(bot.deliverOne(Draft.of("room again").to("10.1.0.9").unconfirmed())
                        .status())
                .isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void whatWorkersRefuseToSealFails() {
        bot.workers.refuse(true);
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        soon();
        assertThat(sent).isNotDone(); // nobody is there to be told
        bot.workers.refuse(false);

        Delivery delivery = bot.await(sent).deliveries().get(0);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery.cause()).contains(Cause.OVERLOAD);
    }

    private static byte[] main(Heard heard) {
        byte[] bytes = heard.arrival().bytes();
        int start = 0;
        for (int colons = 0; colons < 5; start++) {
            colons += bytes[start] == ':' ? 1 : 0;
        }
        int end = start;
        while (bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, start, end);
    }

    @Test
    void aTextThatIsBeingCutWhenTheNodeStopsHasAnOutcome() {
        bot.workers.hold();
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("long ".repeat(1_000)).to("10.1.0.9").split());
        soon();

        bot.close();
        bot.workers.release();
        soon();

        assertThat(sent).isCompleted();
        assertThat(sent.join().deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
            assertThat(delivery.cause()).contains(Cause.SHUTDOWN);
        });
    }
}
