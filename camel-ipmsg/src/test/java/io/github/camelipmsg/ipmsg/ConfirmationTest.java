/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which confirmation a route asks for, and whether it waits for it. */
class ConfirmationTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext context;
    private RawPeer peer;

    @BeforeEach
    void oneNodeAndOnePeer() throws Exception {
        context = contexts.create();
        context.start();
        peer = contexts.peer("taro").confirming();
    }

    private Future<Exchange> begin(String uri, Map<String, Object> headers) {
        return context.createFluentProducerTemplate()
                .to(uri)
                .withBody("x")
                .withHeaders(headers)
                .asyncSend();
    }

    private Exchange readBy(RawPeer reader, Future<Exchange> sent) throws Exception {
        RawPeer.Heard message = reader.await(RawPeer.SENDMSG);
        assertThat(message.has(RawPeer.SENDCHECKOPT)).isTrue();
        assertThat(message.has(RawPeer.SECRETOPT)).isTrue();
        assertThat(message.has(RawPeer.READCHECKOPT)).isTrue();
        int notice = reader.open(message);
        assertThat(reader.await(RawPeer.ANSREADMSG).text()).isEqualTo(String.valueOf(notice));
        return sent.get(10, TimeUnit.SECONDS);
    }

    @Test
    void waitsUntilTheRecipientHasOpenedIt() throws Exception {
        Exchange sent = readBy(peer, begin("ipmsg:a?confirmation=READ&to=" + peer.address(), Map.of()));

        assertThat(sent.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(true);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("READ");
    }

    @Test
    void asksForTheReadingByHeader() throws Exception {
        Exchange sent = readBy(peer, begin("ipmsg:a?to=" + peer.address(), Map.of("CamelIpmsgConfirmation", "READ")));

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("READ");
    }

    @Test
    void whatIsReceivedAndNotReadIsNotDelivered() {
        Exchange sent = send(context, "ipmsg:a?confirmation=READ&readTimeout=500&to=" + peer.address(), "x");

        assertThat(sent.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
        List<?> deliveries = sent.getMessage().getHeader("CamelIpmsgDeliveries", List.class);
        assertThat(deliveries)
                .singleElement()
                .satisfies(one -> assertThat(((Delivery) one).cause()).contains(Delivery.Cause.NOT_READ));
    }

    @Test
    void whatIsNotReadFailsTheExchangeIfThatIsWanted() {
        Exchange sent = send(
                context, "ipmsg:a?confirmation=READ&readTimeout=500&failOnUnconfirmed=true&to=" + peer.address(), "x");

        assertThat(sent.getException())
                .isInstanceOf(IpmsgDeliveryException.class)
                .hasMessageContaining("received, but not opened within 500 ms");
        assertThat(sent.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
    }

    @Test
    void goesOnAtOnceIfItShallNotWait() throws Exception {
        RawPeer silent = contexts.peer("silent");
        Exchange sent = send(
                context,
                "ipmsg:a?awaitConfirmation=false&failOnUnconfirmed=true&confirmationTimeout=10m&to=" + silent.address(),
                "x");

        Message message = sent.getMessage();
        assertThat(sent.getException()).isNull();
        assertThat(message.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("PENDING");
        assertThat(message.getHeaders()).doesNotContainKey("CamelIpmsgDelivered");
        assertThat(message.getHeader("CamelIpmsgPacketNumber"))
                .isEqualTo(Long.valueOf(silent.await(RawPeer.SENDMSG).number()));
        List<?> deliveries = message.getHeader("CamelIpmsgDeliveries", List.class);
        assertThat(deliveries)
                .singleElement()
                .satisfies(one -> assertThat(((Delivery) one).status()).isEqualTo(DeliveryStatus.PENDING));
    }

    @Test
    void sealsByOptionAndByHeader() throws Exception {
        send(context, "ipmsg:a?sealed=true&to=" + peer.address(), "x");
        RawPeer.Heard byOption = peer.await(RawPeer.SENDMSG);
        begin("ipmsg:a?to=" + peer.address(), Map.of("CamelIpmsgSendSealed", true))
                .get(10, TimeUnit.SECONDS);
        RawPeer.Heard byHeader = peer.await(RawPeer.SENDMSG);
        begin("ipmsg:a?sealed=true&to=" + peer.address(), Map.of("CamelIpmsgSendSealed", "false"))
                .get(10, TimeUnit.SECONDS);
        RawPeer.Heard open = peer.await(RawPeer.SENDMSG);

        assertThat(byOption.has(RawPeer.SECRETOPT) && byOption.has(RawPeer.READCHECKOPT))
                .isTrue();
        assertThat(byHeader.has(RawPeer.SECRETOPT) && byHeader.has(RawPeer.READCHECKOPT))
                .isTrue();
        assertThat(open.has(RawPeer.SECRETOPT)).isFalse();
    }

    @Test
    void sendsALongTextInPartsIfItMay() {
        String text = "0123456789".repeat(1_000);
        Exchange whole = send(context, "ipmsg:a?to=" + peer.address(), text);
        Exchange parts = send(context, "ipmsg:a?oversize=SPLIT&to=" + peer.address(), text);

        assertThat(whole.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("REJECTED");
        assertThat(parts.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
        String first = peer.await(RawPeer.SENDMSG).text();
        String second = peer.await(RawPeer.SENDMSG).text();
        assertThat(first).startsWith("(1/2) ");
        assertThat(second).startsWith("(2/2) ");
        assertThat(first.substring(6) + second.substring(6)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"confirmation=READ", "sealed=true"})
    void aBroadcastThatShouldBeSealedDoesNotStart(String option) {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:a?to=broadcast:&" + option)
                        .createProducer()
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broadcast: is never sealed or read-confirmed");
    }

    @Test
    void aBroadcastIsSentAndNeverDelivered() {
        Exchange sent =
                send(context, "ipmsg:b?to=broadcast:&failOnUnconfirmed=true&discoveryAddresses=" + peer.address(), "x");

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("SENT");
        assertThat(sent.getMessage().getHeaders()).doesNotContainKey("CamelIpmsgDelivered");
        assertThat(peer.await(RawPeer.SENDMSG).word()).isEqualTo(0x420);
    }
}
