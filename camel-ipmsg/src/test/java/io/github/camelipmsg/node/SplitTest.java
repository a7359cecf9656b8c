/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts that are too long for one datagram. */
class SplitTest extends NodeAndPeerTest {
    private static final String LONG = "All work and no play. ".repeat(1_000); // 22,000 bytes

    private static String unmarked(List<Heard> parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String mark = "(" + (i + 1) + "/" + parts.size() + ") ";
            assertThat(parts.get(i).text()).startsWith(mark);
            assertThat(parts.get(i).arrival().bytes().length).isLessThanOrEqualTo(8192);
            text.append(parts.get(i).text().substring(mark.length()));
        }
        return text.toString();
    }

    @Test
    void goesInMarkedPartsAndIsDeliveredWhenAllAre() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of(LONG).to("10.1.0.9").split());
        List<Heard> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parts.add(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        }
        peer.confirms(parts.get(0));
        peer.confirms(parts.get(2));
        soon();
        assertThat(sent).isNotDone();
        peer.confirms(parts.get(1));

        DeliveryResult result = bot.await(sent);

        assertThat(unmarked(parts)).isEqualTo(LONG);
        assertThat(result.status()).isEqualTo(DeliveryStatus.RECEIVED);
        Delivery delivery = result.deliveries().get(0);
        assertThat(delivery.packetNumbers())
                .containsExactlyElementsOf(parts.stream()
                        .map(part -> Long.valueOf(part.packet().number().digits()))
                        .toList())
                .isSorted()
                .startsWith(result.packetNumber());
        assertThat(delivery.attempts()).isEqualTo(3);
    }

    @Test
    void isNotDeliveredIfOnePartIsNot() {
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of(LONG).to("10.1.0.9").split());
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        Heard second = peer.hears(Command.SENDMSG, SENDCHECKOPT);
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));

        DeliveryResult result = bot.await(sent);

        assertThat(result.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(result.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.cause()).contains(Cause.NO_RECEIPT);
            assertThat(delivery.attempts()).isEqualTo(7);
        });
        peer.confirms(second); // late
        soon();
        assertThat(bot.confirmation(result.packetNumber()).delivered()).isTrue();
    }

    @Test
    void eachRecipientGetsAsManyPartsAsItsClientNeeds() {
        LockstepPeer official = nodes.peer("hanako", "10.1.0.8", bot);
        official.says(
                CommandWord.of(Command.ANSENTRY, PresenceOption.CAPUTF8OPT),
                new Body.Presence("hanako", "", "00010002:4:99:103", null, null));
        soon();

        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of(LONG).to("10.1.0.9", "10.1.0.8").split());
        Heard whole = official.hears(
                Command.SENDMSG,
                SENDCHECKOPT,
                MessageOption.MULTICASTOPT,
                MessageOption.UTF8OPT,
                MessageOption.CAPUTF8OPT);
        official.confirms(whole);
        for (int i = 0; i < 3; i++) {
            Heard part = peer.hears(Command.SENDMSG, SENDCHECKOPT, MessageOption.MULTICASTOPT);
            peer.confirms(part);
        }

        DeliveryResult result = bot.await(sent);
        assertThat(whole.text()).isEqualTo(LONG);
        assertThat(result.delivered()).isTrue();
        assertThat(result.deliveries())
                .extracting(delivery -> delivery.packetNumbers().size())
                .containsExactly(3, 1);
        assertThat(result.deliveries())
                .extracting(delivery -> delivery.packetNumbers().get(0))
                .containsOnly(result.packetNumber());
    }

    @Test
    void whatFitsIsNotMarked() {
        bot.begins(Draft.of("short").to("10.1.0.9").split());
        assertThat(peer.hears(Command.SENDMSG, SENDCHECKOPT).text()).isEqualTo("short");

        String nearly = "x".repeat(8_000);
        bot.begins(Draft.of(nearly).to("10.1.0.9").split());
        assertThat(peer.hears(Command.SENDMSG, SENDCHECKOPT).text()).isEqualTo(nearly);
    }

    @Test
    void goesOneAtATimeToIptux() {
        peer.speaking("1_iptux 0.8.3").presents("taro");
        bot.begins(Draft.of(LONG).to("taro").split());
        Heard first = peer.hears(Command.SENDMSG, SENDCHECKOPT, MessageOption.UTF8OPT);
        peer.hearsNothingFor(Duration.ofMillis(900));

        peer.confirms(first);

        assertThat(peer.hears(Command.SENDMSG, SENDCHECKOPT, MessageOption.UTF8OPT)
                        .text())
                .startsWith("(2/3) ");
    }

    @Test
    void aTextBeyondAllMeasureIsRejected() {
        DeliveryResult result =
                bot.deliver(Draft.of("x".repeat(9_000_000)).to("10.1.0.9").split());

        assertThat(result.status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(result.deliveries().get(0).cause()).contains(Cause.TOO_LONG);
        peer.hearsNothingFor(Duration.ofSeconds(1));
    }

    @Test
    void withoutSplittingItIsRejectedWithAnError() {
        Delivery delivery = bot.deliverOne(Draft.of(LONG).to("10.1.0.9"));

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.REJECTED);
        assertThat(delivery.detail()).contains("can take only 8128").endsWith("or set oversize=SPLIT");
    }

    /** A text has up to 999 parts, and each would be as deep again on the loop's stack. */
    @Test
    void takesTheNumbersOfManyPartsInALoop() throws IOException {
        List<Long> depths = new ArrayList<>();
        Executor measuring = task -> {
            depths.add(StackWalker.getInstance().walk(Stream::count));
            simulation.workers().execute(task);
        };
        Node node = Node.open(
                "deep",
                nodes.node("deep", "10.1.0.2").options(),
                new NodeEnvironment(
                        network.host("10.1.0.2"), simulation.clock(), simulation.random(), measuring, stateDirectory));
        simulation.advance(SimulatedNodes.JOINING);

        CompletionStage<DeliveryResult> sent = node.send(Draft.of("x".repeat(800_000))
                .to("10.1.0.9")
                .split()
                .unconfirmed()
                .message());
        DeliveryResult result = simulation.await(sent, Duration.ofMinutes(1));

        assertThat(result.deliveries().get(0).packetNumbers()).hasSizeGreaterThan(90);
        assertThat(depths).allSatisfy(depth -> assertThat(depth).isLessThan(150));
        simulation.await(node.close(), Duration.ofSeconds(1));
    }
}
