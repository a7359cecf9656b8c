/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route learns of what it has sent. */
class OutcomeTest {
    private static final List<String> OUTCOME = List.of(
            "CamelIpmsgPacketNumber", "CamelIpmsgDelivered", "CamelIpmsgDeliveryStatus", "CamelIpmsgDeliveries");
    private static final Map<String, Object> STALE = Map.of(
            "CamelIpmsgPacketNumber",
            1L,
            "CamelIpmsgDelivered",
            true,
            "CamelIpmsgDeliveryStatus",
            "READ",
            "CamelIpmsgDeliveries",
            List.of());

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext context;
    private RawPeer here;
    private RawPeer silent;

    @BeforeEach
    void onePeerConfirmsAndOneIsSilent() throws Exception {
        context = contexts.create();
        context.start();
        here = contexts.peer("here").confirming();
        silent = contexts.peer("silent");
    }

    private static List<Delivery> deliveries(Exchange sent) {
        List<?> deliveries = sent.getMessage().getHeader("CamelIpmsgDeliveries", List.class);
        return deliveries.stream().map(Delivery.class::cast).toList();
    }

    @Test
    void tellsWhatWasReceived() throws Exception {
        here.enter(address(context, "a"), "Here", "");
        Exchange sent = send(context, "ipmsg:a?to=Here", "x");

        Message message = sent.getMessage();
        long number = Long.parseLong(here.await(RawPeer.SENDMSG).number());
        assertThat(message.getHeader("CamelIpmsgPacketNumber")).isEqualTo(number);
        assertThat(message.getHeader("CamelIpmsgDelivered")).isEqualTo(true);
        assertThat(message.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
        assertThat(deliveries(sent)).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.RECEIVED);
            assertThat(delivery.packetNumbers()).containsExactly(number);
            assertThat(delivery.address().getPort()).isEqualTo(here.port());
            assertThat(delivery.attempts()).isPositive();
            assertThat(delivery.elapsed()).isPositive();
            assertThat(delivery.cause()).isEmpty();
            assertThat(delivery.member().orElseThrow().nickname()).isEqualTo("Here");
        });
    }

    @Test
    void tellsWhatWasNotConfirmedWithoutFailing() {
        Exchange sent = send(context, "ipmsg:a?confirmationTimeout=300&to=" + silent.address(), "x");

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader("CamelIpmsgPacketNumber")).isInstanceOf(Long.class);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(deliveries(sent)).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
            assertThat(delivery.cause()).contains(Delivery.Cause.NO_RECEIPT);
        });
    }

    @Test
    void summarisesSeveralRecipientsByTheWorst() {
        Exchange sent =
                send(context, "ipmsg:a?confirmationTimeout=300&to=" + here.address() + "," + silent.address(), "x");

        assertThat(sent.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(deliveries(sent))
                .extracting(Delivery::status)
                .containsExactly(DeliveryStatus.RECEIVED, DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void claimsNothingWhereNoConfirmationWasAskedFor() {
        Exchange sent = send(context, "ipmsg:a?confirmation=NONE&to=" + silent.address(), "x");

        assertThat(silent.await(RawPeer.SENDMSG).has(RawPeer.SENDCHECKOPT)).isFalse();
        assertThat(sent.getMessage().getHeaders()).doesNotContainKey("CamelIpmsgDelivered");
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("SENT");
        assertThat(deliveries(sent)).extracting(Delivery::status).containsExactly(DeliveryStatus.SENT);
    }

    @Test
    void letsHeadersOverrideHowItIsConfirmed() {
        String uri = "ipmsg:a?confirmation=NONE&to=" + silent.address();
        Exchange sent = send(
                context,
                uri,
                "x",
                Map.of("CamelIpmsgConfirmation", "RECEIVED", "CamelIpmsgConfirmationTimeout", "300"));

        assertThat(silent.await(RawPeer.SENDMSG).has(RawPeer.SENDCHECKOPT)).isTrue();
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
    }

    @Test
    void removesTheOutcomeOfAnEarlierSend() {
        Exchange sent = send(context, "ipmsg:a?confirmation=NONE&to=" + silent.address(), "x", STALE);

        assertThat(sent.getMessage().getHeaders()).doesNotContainKey("CamelIpmsgDelivered");
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("SENT");
    }

    @ParameterizedTest
    @CsvSource({"'',A recipient is empty", "foo:bar,is not a recipient", "Nobody,No member is called"})
    void leavesNoStaleOutcomeWhereNothingWasSent(String recipient, String message) {
        Map<String, Object> headers = new HashMap<>(STALE);
        headers.put("CamelIpmsgTo", List.of(recipient));
        Exchange sent = send(context, "ipmsg:a?resolveTimeout=1", "x", headers);

        assertThat(sent.getException()).hasMessageContaining(message);
        assertThat(sent.getMessage().getHeaders()).doesNotContainKeys(OUTCOME.toArray(String[]::new));
    }

    @Test
    void refusesToSendToNobody() {
        Exchange sent = send(context, "ipmsg:a", "x", STALE);

        assertThat(sent.getException()).hasMessageContaining("to=").hasMessageContaining("CamelIpmsgTo");
        assertThat(sent.getMessage().getHeaders()).doesNotContainKeys(OUTCOME.toArray(String[]::new));
    }

    @Test
    void failsWithEveryOutcomeIfAskedTo() {
        Exchange sent = send(
                context,
                "ipmsg:a?failOnUnconfirmed=true&confirmationTimeout=300&to=" + here.address() + "," + silent.address(),
                "x",
                STALE);

        assertThat(sent.getException()).isInstanceOfSatisfying(IpmsgDeliveryException.class, failure -> {
            assertThat(failure.getDeliveries())
                    .extracting(Delivery::status)
                    .containsExactly(DeliveryStatus.RECEIVED, DeliveryStatus.UNCONFIRMED);
            assertThat(failure).hasMessageContaining(here.address()).hasMessageContaining(silent.address());
        });
        assertThat(sent.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(deliveries(sent)).hasSize(2);
    }

    @Test
    void doesNotFailIfEverybodyConfirmed() {
        Exchange sent = send(context, "ipmsg:a?failOnUnconfirmed=true&to=" + here.address(), "x");
        assertThat(sent.getException()).isNull();
    }

    @Test
    void namesTheNearestWhereANameIsNotKnown() throws Exception {
        here.enter(address(context, "a"), "Taro Yamada", "");
        silent.enter(address(context, "a"), "Quartermaster", "");
        awaitMembers(context, "a", 2);
        Exchange sent = send(context, "ipmsg:a?resolveTimeout=100&to=Taro Yamado," + here.address(), "x");

        assertThat(sent.getException())
                .isInstanceOf(IpmsgRecipientException.class)
                .hasMessageContaining("'Taro Yamado'")
                .message()
                .matches("(?s).*nearest.*Taro Yamada.*Quartermaster.*");
        assertThat(here.heard(RawPeer.SENDMSG)).as("nothing is sent, to nobody").isEmpty();
    }

    @Test
    void listsThoseWhoShareAName() throws Exception {
        here.enter(address(context, "a"), "Taro", "");
        silent.enter(address(context, "a"), "Taro", "");
        awaitMembers(context, "a", 2);
        Exchange sent = send(context, "ipmsg:a?to=Taro", "x");

        assertThat(sent.getException())
                .isInstanceOf(IpmsgRecipientException.class)
                .hasMessageContaining(here.address())
                .hasMessageContaining(silent.address());
        assertThat(here.heard(RawPeer.SENDMSG)).isEmpty();
        assertThat(silent.heard(RawPeer.SENDMSG)).isEmpty();
    }

    @Test
    void refusesAMissingBody() {
        Exchange sent = send(context, "ipmsg:a?to=" + here.address(), null);
        assertThat(sent.getException())
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageContaining("String");
        assertThat(here.heard(RawPeer.SENDMSG)).isEmpty();
    }

    @Test
    void refusesANulInTheText() {
        Exchange sent = send(context, "ipmsg:a?to=" + here.address(), "a\0b");
        assertThat(sent.getException()).hasMessageContaining("NUL").hasMessageContaining("index 1");
        assertThat(here.heard(RawPeer.SENDMSG)).isEmpty();
    }

    @Test
    void takesANumberForATimeoutInMilliseconds() {
        Exchange sent =
                send(context, "ipmsg:a?to=" + silent.address(), "x", Map.of("CamelIpmsgConfirmationTimeout", 200));

        assertThat(sent.getException()).isNull();
        assertThat(deliveries(sent).get(0).detail()).contains("200 ms");
    }

    @Test
    void leavesAStreamAsTheTextThatItWas() {
        Exchange sent = send(
                context,
                "ipmsg:a?confirmation=NONE&to=" + silent.address(),
                new ByteArrayInputStream("once".getBytes(StandardCharsets.UTF_8)));

        assertThat(sent.getMessage().getBody(String.class)).isEqualTo("once");
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("SENT");
    }

    @Test
    void refusesAHeaderThatItCannotUse() {
        Exchange sent = send(context, "ipmsg:a?to=" + here.address(), "x", Map.of("CamelIpmsgConfirmation", "PERHAPS"));
        assertThat(sent.getException())
                .hasMessageContaining("CamelIpmsgConfirmation")
                .hasMessageContaining("PERHAPS");
        assertThat(here.heard(RawPeer.SENDMSG)).isEmpty();
    }

    @Test
    void rejectsWhatThePeersCharsetLacksAndSaysWhich() throws Exception {
        RawPeer old = contexts.peer("old").confirming();
        old.packet(address(context, "a"), 1, RawPeer.BR_ENTRY, "Old\0\0");
        awaitMembers(context, "a", 1);
        Exchange sent = send(context, "ipmsg:a?to=Old", "sushi 🍣");

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("REJECTED");
        assertThat(deliveries(sent)).singleElement().satisfies(delivery -> {
            assertThat(delivery.cause()).contains(Delivery.Cause.UNMAPPABLE);
            assertThat(delivery.detail()).contains("🍣").contains("unmappable=REPLACE");
        });
        assertThat(old.heard(RawPeer.SENDMSG)).isEmpty();
    }

    @Test
    void givesEveryWaitingSendAnOutcomeWhenTheContextStops() throws Exception {
        CompletableFuture<Exchange> sent =
                Contexts.sendAsync(context, Contexts.producer(context, "ipmsg:a?to=" + silent.address()), "x");
        silent.await(RawPeer.SENDMSG);
        context.stop();

        Exchange exchange = sent.get(10, TimeUnit.SECONDS);
        assertThat(exchange.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(deliveries(exchange))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.cause()).contains(Delivery.Cause.SHUTDOWN));
    }
}
