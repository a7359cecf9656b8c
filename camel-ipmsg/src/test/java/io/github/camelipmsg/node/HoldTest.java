/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages are held, and what is told of them. */
class HoldTest extends HoldingTest {
    @BeforeEach
    void opensANode() throws IOException {
        opens(nodes.node("bot", BOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Taro", "nick:Taro", "fuzzy:ta ro", "user:taro", "group:Sales", "10.1.0.9"})
    void whoIsKnownAndNotHereIsWaitedForInTheStore(String form) {
        cameAndWent();

        DeliveryResult result = sends(Draft.of("hello").to(form).held());

        assertThat(result.status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(result.delivered()).isFalse();
        assertThat(result.failed()).isFalse();
        assertThat(result.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.member().orElseThrow().nickname()).isEqualTo("Taro");
            assertThat(delivery.attempts()).isZero();
            assertThat(delivery.cause()).isEmpty();
        });
        peer.hearsNothingFor(Duration.ofMinutes(2));
        assertThat(bot.confirmation(result.packetNumber()).status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(news.outcomes).isEmpty();
    }

    @Test
    void whoIsListedButSilentIsHeldForUnderTheSameNumber() {
        isHere();
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").held());
        Heard lost = hears();
        simulation.advance(Duration.ofSeconds(14));
        assertThat(sent).isNotDone();
        simulation.advance(Duration.ofSeconds(2));

        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(sent.join().deliveries().get(0).attempts()).isEqualTo(5);
        peer.listensAfresh();
        peer.hearsNothingFor(Duration.ofMinutes(2));
        comes();
        Heard again = hears();
        assertThat(again.packet()).isEqualTo(lost.packet());
        peer.confirms(again);
        soon();
        assertThat(news.outcomes).containsExactly(sent.join().packetNumber() + " RECEIVED");
    }

    @Test
    void whatWaitsForItsTurnBehindWhatIsHeldIsHeldWithIt() {
        isHere();
        List<CompletableFuture<DeliveryResult>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(bot.send(Draft.of("" + i)
                    .to("Taro")
                    .inFlight(1)
                    .confirmedWithin(Duration.ofSeconds(i == 0 ? 3 : 60))
                    .held()));
        }
        CompletableFuture<DeliveryResult> notHeld =
                bot.send(Draft.of("not held").to("Taro").inFlight(1));
        simulation.advance(Duration.ofMillis(3_100));
        assertThat(sent).allSatisfy(each -> assertThat(each.join().status()).isEqualTo(DeliveryStatus.HELD));
        assertThat(notHeld).isNotDone();
        simulation.advance(Duration.ofMinutes(1));
        peer.listensAfresh();

        comes();
        for (int i = 0; i < 3; i++) {
            Heard message = hears();
            assertThat(message.text()).isEqualTo("" + i);
            peer.confirms(message);
        }
    }

    @Test
    void aReceiptThatComesWhileItIsHeldSettlesIt() {
        isHere();
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("Taro").held());
        Heard message = hears();
        simulation.advance(Duration.ofMinutes(1));
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.HELD);
        peer.listensAfresh();

        peer.confirms(message);
        soon();

        assertThat(news.outcomes).containsExactly(sent.join().packetNumber() + " RECEIVED");
        goes();
        comes();
        simulation.advance(Duration.ofMinutes(1));
        peer.hearsNothingOf(Command.SENDMSG);
    }

    @Test
    void whatTheNetworkDoesNotTakeIsHeld() {
        comes();
        network.refuse("10.1.0.9");

        Delivery delivery = bot.deliverOne(Draft.of("hello").to("Taro").held());

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.HELD);
    }

    @Test
    void aGroupHasAnOutcomeForEach() {
        cameAndWent();
        LockstepPeer here = nodes.peer("hanako", "10.1.0.8", bot);
        here.says(CommandWord.of(Command.ANSENTRY), Body.Presence.of("Hanako", "Sales"));
        soon();
        CompletableFuture<DeliveryResult> sent =
                bot.send(Draft.of("hello").to("group:Sales").held());
        Heard message = here.hears(Command.SENDMSG, SENDCHECKOPT, MessageOption.MULTICASTOPT);
        soon();
        assertThat(sent).isNotDone();
        here.confirms(message);
        soon();

        DeliveryResult result = sent.join();
        assertThat(result.status()).isEqualTo(DeliveryStatus.HELD);
        assertThat(result.failed()).isFalse();
        assertThat(result.deliveries())
                .extracting(Delivery::status)
                .containsExactlyInAnyOrder(DeliveryStatus.RECEIVED, DeliveryStatus.HELD);
        comes();
        Heard late = hears();
        assertThat(late.packet().command().has(MessageOption.MULTICASTOPT)).isTrue();
        peer.confirms(late);
        soon();
        assertThat(bot.confirmation(result.packetNumber()).delivered()).isTrue();
        assertThat(news.outcomes)
                .containsExactly(result.packetNumber() + " RECEIVED", result.packetNumber() + " RECEIVED");
    }

    @Test
    void everybodyIsWhoIsHere() {
        cameAndWent();

        assertThat(bot.fails(Draft.of("hello").to("*").held()))
                .isInstanceOf(RecipientException.class)
                .hasMessageContaining("No member is known");
    }

    @Test
    void whomNobodyKnewStaysAnError() {
        cameAndWent();

        assertThat(bot.fails(Draft.of("hello").to("Taro", "Jiro").held()))
                .isInstanceOf(RecipientException.class)
                .hasMessageContaining("No member is called 'Jiro'");
        assertThat(bot.fails(Draft.of("hello").to("Taro"))).isInstanceOf(RecipientException.class);
    }

    @Test
    void anAddressWhereNobodyWasKnownIsNotHeldFor() {
        Delivery delivery = bot.deliverOne(Draft.of("hello").to("10.1.0.77").held());

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void anAddressMeansWhoWasThereLast() {
        cameAndWent();
        simulation.advance(Duration.ofDays(3));
        peer.as("hanako", "pc-of-hanako");
        peer.presents("Hanako");
        simulation.advance(Duration.ofSeconds(5));
        goes();

        DeliveryResult result =
                sends(Draft.of("for who has it now").to("10.1.0.9").held());

        assertThat(result.deliveries().get(0).member())
                .get()
                .extracting(Member::nickname)
                .isEqualTo("Hanako");
    }

    @Test
    void whatIsNotAwaitedIsPendingAndThenHeld() {
        cameAndWent();
        DeliveryResult begun = sends(Draft.of("hello").to("Taro").notAwaited().held());
        simulation.advance(Duration.ofSeconds(1));

        assertThat(begun.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(bot.confirmation(begun.packetNumber()).status()).isEqualTo(DeliveryStatus.HELD);
    }

    @Test
    void whatIsSilentInTheMiddleOfALongTextIsHeldFromThere() {
        isHere();
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("All work and no play. ".repeat(1_000))
                .to("Taro")
                .split()
                .held());
        peer.confirms(hears());
        simulation.advance(Duration.ofSeconds(16));
        assertThat(sent.join().status()).isEqualTo(DeliveryStatus.HELD);
        peer.listensAfresh();
        comes();
        Heard second = hears();
        assertThat(second.text()).startsWith("(2/3) ");
        peer.confirms(second);
        peer.confirms(hears());
        soon();
        assertThat(news.outcomes).containsExactly(sent.join().packetNumber() + " RECEIVED");
    }

    @Test
    void nothingIsLeftOnTheDiskOfWhatIsDone() throws Exception {
        cameAndWent();
        sends(Draft.of("confidential").to("Taro").held());
        comes();
        peer.confirms(hears());
        soon();
        bot.close();

        try (var files = Files.walk(stateDirectory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("held"));
        }
    }

    @Test
    void whoIsNotHeldForLeavesNoFile() throws Exception {
        bot.deliverOne(Draft.of("hello").to("10.1.0.9"));

        try (var files = Files.walk(stateDirectory)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("held"));
        }
    }
}
