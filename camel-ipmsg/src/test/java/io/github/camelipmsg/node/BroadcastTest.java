/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.BROADCASTOPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One datagram to everybody. */
class BroadcastTest extends NodeTest {
    @Test
    void reachesEverybodyAndIsConfirmedByNobody() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        NodeFixture other = nodes.joined("other", "10.1.0.2");
        Mailbox mailbox = other.mailbox();
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);

        DeliveryResult result = bot.deliver(Draft.of("fire drill at 10:00").to("broadcast:"));
        soon();

        assertThat(peer.hears(Command.SENDMSG, BROADCASTOPT).text()).isEqualTo("fire drill at 10:00");
        assertThat(mailbox.texts()).containsExactly("fire drill at 10:00");
        assertThat(mailbox.last().broadcast()).isTrue();
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.confirmed()).isFalse();
        assertThat(result.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(SocketAddresses.format(delivery.address())).isEqualTo("10.1.0.255:2425");
            assertThat(delivery.attempts()).isEqualTo(1);
        });
        peer.hearsNothingFor(Duration.ofSeconds(20));
        assertThat(nodes.sentFrom(other)).extracting(Transmission::text).noneMatch(text -> text.contains(":33:"));
    }

    @Test
    void goesToTheDiscoveryAddressesToo() throws IOException {
        NodeFixture bot =
                nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts().discovers("10.1.0.9", "10.1.0.8"));
        LockstepPeer one = nodes.peer("taro", "10.1.0.9", bot);
        LockstepPeer other = nodes.peer("jiro", "10.1.0.8", bot);

        DeliveryResult result = bot.deliver(Draft.of("x").to("broadcast:"));

        assertThat(result.deliveries()).hasSize(2);
        assertThat(one.hears(Command.SENDMSG, BROADCASTOPT).packet().number())
                .isEqualTo(other.hears(Command.SENDMSG, BROADCASTOPT).packet().number());
    }

    @Test
    void isUtf8OnlyWhereTheCharsetCannotCarryIt() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer peer = nodes.peer("taro", "10.1.0.9", bot);

        bot.deliver(Draft.of("日本語").to("broadcast:"));
        bot.deliver(Draft.of("日本語 😀").to("broadcast:"));

        assertThat(peer.hears(Command.SENDMSG, BROADCASTOPT).text()).isEqualTo("日本語");
        assertThat(new String(
                        peer.hears(Command.SENDMSG, BROADCASTOPT, MessageOption.UTF8OPT)
                                .arrival()
                                .bytes(),
                        StandardCharsets.UTF_8))
                .contains("日本語 😀");
    }

    @Test
    void otherRecipientsOfTheSameSendAreConfirmedAsEver() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer far = nodes.peer("far", "10.1.0.9:2426", bot);

        var sent = bot.send(Draft.of("x").to("10.1.0.9:2426", "broadcast:"));
        far.confirms(far.hears(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.MULTICASTOPT));
        DeliveryResult result = bot.await(sent);

        assertThat(result.deliveries())
                .extracting(Delivery::status)
                .containsExactly(DeliveryStatus.RECEIVED, DeliveryStatus.SENT);
        assertThat(result.delivered()).isTrue();
        assertThat(result.confirmed()).isTrue();
    }

    @Test
    void saysSoWhereThereIsNobodyToBroadcastTo() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").withoutBroadcasts());

        assertThat(bot.fails(Draft.of("x").to("broadcast:")))
                .isInstanceOf(RecipientException.class)
                .hasMessageContaining("nobody to broadcast to")
                .hasMessageContaining("discoveryAddresses");
    }

    @Test
    void isNeverSealedOrReadConfirmed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.of("x").to("broadcast:").read().message())
                .withMessageContaining("never sealed or read-confirmed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Draft.of("x")
                        .to("broadcast:")
                        .options(MessageOption.SECRETOPT)
                        .message());
    }
}
