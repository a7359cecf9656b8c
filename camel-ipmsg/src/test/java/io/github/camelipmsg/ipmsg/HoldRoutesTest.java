/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.HeldInMemory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What routes learn of messages that are held. */
class HoldRoutesTest {
    private static final String HELD = "ipmsg:bot?to=Taro&whenOffline=HOLD";

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext context;
    private RawPeer peer;

    @BeforeEach
    void somebodyCameAndWent() throws Exception {
        context = contexts.create();
        Contexts.add(context, route -> route.from("ipmsg:bot?events=DELIVERIES").to("mock:outcomes"));
        peer = contexts.peer("taro");
    }

    private void starts() throws Exception {
        context.start();
        comes();
        goes();
    }

    private void comes() throws Exception {
        peer.enter(address(context, "bot"), "Taro", "");
        awaitMembers(context, "bot", 1);
    }

    private void goes() throws Exception {
        peer.packet(address(context, "bot"), peer.nextNumber(), RawPeer.BR_EXIT, "");
        awaitMembers(context, "bot", 0);
    }

    private Message outcome() throws InterruptedException {
        return Contexts.received(context, "outcomes", 1).get(0).getMessage();
    }

    @Test
    void theExchangeGoesOnAtOnceAndTheOutcomeIsAnEvent() throws Exception {
        starts();
        Exchange sent = send(context, HELD + "&failOnUnconfirmed=true&resolveTimeout=60000", "hello");

        assertThat(sent.getException()).isNull();
        Message message = sent.getMessage();
        Object number = message.getHeader("CamelIpmsgPacketNumber");
        assertThat(number).isInstanceOf(Long.class);
        assertThat(message.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("HELD");
        assertThat(message.getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        List<?> deliveries = message.getHeader("CamelIpmsgDeliveries", List.class);
        assertThat(deliveries)
                .singleElement()
                .isInstanceOfSatisfying(
                        Delivery.class,
                        delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.HELD));
        assertThat(status(number)).isEqualTo("HELD");

        comes();
        RawPeer.Heard heard = peer.await(RawPeer.SENDMSG);
        assertThat(heard.text()).isEqualTo("hello");
        assertThat(heard.number()).isEqualTo(number.toString());
        peer.confirm(heard);

        Message outcome = outcome();
        assertThat(outcome.getHeader("CamelIpmsgEvent")).isEqualTo("DELIVERY");
        assertThat(outcome.getHeader("CamelIpmsgPacketNumber")).isEqualTo(number);
        assertThat(outcome.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
        assertThat(outcome.getHeader("CamelIpmsgDelivered")).isEqualTo(true);
        assertThat(status(number)).isEqualTo("RECEIVED");
    }

    private Object status(Object number) {
        return send(context, "ipmsg:bot?operation=CONFIRMATION", null, Map.of("CamelIpmsgPacketNumber", number))
                .getMessage()
                .getHeader("CamelIpmsgDeliveryStatus");
    }

    @Test
    void whatIsHeldOutlivesTheContext() throws Exception {
        starts();
        Object number = send(context, HELD, "hello").getMessage().getHeader("CamelIpmsgPacketNumber");
        context.stop();
        context = contexts.create();
        Contexts.configuration(context)
                .setStateDirectory(contexts.stateDirectory(1).toString());
        Contexts.add(context, route -> route.from("ipmsg:bot?events=DELIVERIES").to("mock:outcomes"));
        context.start();
        assertThat(status(number)).isEqualTo("HELD");

        comes();
        RawPeer.Heard heard = peer.await(RawPeer.SENDMSG);
        assertThat(heard.number()).isEqualTo(number.toString());
        peer.confirm(heard);

        assertThat(outcome().getHeader("CamelIpmsgPacketNumber")).isEqualTo(number);
        assertThat(outcome().getHeader("CamelIpmsgDelivered")).isEqualTo(true);
    }

    @Test
    void whatWantsNoReceiptClaimsNothing() throws Exception {
        starts();
        Message held = send(context, HELD + "&confirmation=NONE", "hello").getMessage();
        assertThat(held.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("HELD");
        assertThat(held.getHeaders()).doesNotContainKey("CamelIpmsgDelivered");

        comes();

        assertThat(outcome().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("SENT");
        assertThat(outcome().getHeaders()).doesNotContainKey("CamelIpmsgDelivered");
    }

    @Test
    void whoIsSilentIsHeldForAfterTheTimeForTheReceipt() throws Exception {
        starts();
        comes();
        Exchange sent = send(context, HELD + "&confirmationTimeout=300&failOnUnconfirmed=true", "hello");

        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("HELD");
    }

    @Test
    void heldTooLongIsUnconfirmed() throws Exception {
        starts();
        send(context, HELD + "&holdTimeout=300", "hello");

        assertThat(outcome().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(outcome().getBody(Delivery.class).cause()).contains(Delivery.Cause.EXPIRED);
    }

    @Test
    void aRecipientThatFailedFailsTheExchangeThoughAnotherIsHeldFor() throws Exception {
        starts();
        RawPeer old = contexts.peer("old");
        old.packet(address(context, "bot"), old.nextNumber(), RawPeer.BR_ENTRY, "Old");
        awaitMembers(context, "bot", 1);

        Exchange sent = send(
                context,
                "ipmsg:bot?to=Taro,Old&whenOffline=HOLD&failOnUnconfirmed=true",
                "\uD83D\uDE00"); // which windows-31j lacks

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("REJECTED");
        assertThat(sent.getException()).isInstanceOf(IpmsgDeliveryException.class);
    }

    @Test
    void aBeanKeepsWhatIsHeldInsteadOfAFile() throws Exception {
        Memory memory = new Memory();
        context.getRegistry().bind("memory", memory);
        Contexts.add(
                context,
                route -> route.from("direct:alert")
                        .to(HELD + "&heldMessages=#memory")
                        .to("mock:alert"));
        starts();
        context.createProducerTemplate().sendBody("direct:alert", "hello");
        assertThat(memory.kept).hasSize(1);

        memory.broken = true;
        context.createProducerTemplate().sendBody("direct:alert", "another");
        Message failed = Contexts.received(context, "alert", 2).get(1).getMessage();
        assertThat(failed.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("FAILED");
        assertThat(failed.getHeader("CamelIpmsgDeliveries").toString()).contains("the database is down");
        memory.broken = false;

        comes();
        peer.confirm(peer.await(RawPeer.SENDMSG));
        Contexts.soon().untilAsserted(() -> assertThat(memory.kept).isEmpty());
    }

    /** A store in the way of a database. */
    private static final class Memory extends HeldInMemory {
        volatile boolean broken;

        @Override
        public void save(String owner, List<Change> changes) throws IOException {
            if (broken) {
                throw new IOException("the database is down");
            }
            super.save(owner, changes);
        }
    }

    @Test
    void heldTextIsNeverOnTheDiskWhereEncryptionIsRequired() {
        assertThatThrownBy(
                        () -> contexts.start(route -> route.from("direct:alert").to(HELD + "&encryption=REQUIRED")))
                .satisfies(Contexts.saying("encryption=REQUIRED of node 'bot'", "nor keep it on the disk"));
    }

    @Test
    void aTimeThatCannotBeIsSaidAtTheStart() {
        assertThatThrownBy(
                        () -> contexts.start(route -> route.from("direct:alert").to(HELD + "&holdTimeout=0")))
                .satisfies(Contexts.saying("holdTimeout must be more than 0, such as 7d"));
    }
}
