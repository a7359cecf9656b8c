/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.Member;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exchanges that are made of what happens, other than messages. */
class EventsTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private RawPeer peer;

    @BeforeEach
    void onePeer() throws Exception {
        peer = contexts.peer("taro");
    }

    private static List<Message> received(CamelContext context, String mock, int count) throws Exception {
        Contexts.bodies(context, mock, count);
        return context.getEndpoint("mock:" + mock, MockEndpoint.class).getReceivedExchanges().stream()
                .map(Exchange::getMessage)
                .toList();
    }

    @Test
    void tellsWhoJoinsChangesAndLeaves() throws Exception {
        CamelContext context =
                contexts.start(route -> route.from("ipmsg:bot?events=MEMBERS").to("mock:members"));
        peer.enter(address(context, "bot"), "Taro", "Sales");
        peer.enter(address(context, "bot"), "Taro Yamada", "Sales");
        peer.packet(address(context, "bot"), peer.nextNumber(), RawPeer.BR_EXIT, "");

        List<Message> events = received(context, "members", 3);
        assertThat(events)
                .extracting(event -> event.getHeader("CamelIpmsgEvent"))
                .containsExactly("JOINED", "CHANGED", "LEFT");
        assertThat(events)
                .extracting(event -> event.getBody(Member.class).nickname())
                .containsExactly("Taro", "Taro Yamada", "Taro Yamada");
        Message joined = events.get(0);
        assertThat(joined.getHeader("CamelIpmsgSender")).isEqualTo(joined.getBody());
        assertThat(joined.getHeader("CamelIpmsgSenderNickname")).isEqualTo("Taro");
        assertThat(joined.getHeader("CamelIpmsgSenderUser")).isEqualTo("taro");
        assertThat(joined.getHeader("CamelIpmsgSenderHost")).isEqualTo(RawPeer.HOST);
        assertThat(joined.getHeader("CamelIpmsgSenderGroup")).isEqualTo("Sales");
        assertThat(joined.getHeader("CamelIpmsgSenderAddress")).isEqualTo(peer.address());
    }

    @Test
    void aConsumerOfEventsAloneTakesNoMessages() throws Exception {
        CamelContext context = contexts.start(
                route -> route.from("ipmsg:bot?events=MEMBERS,DELIVERIES").to("mock:events"));
        peer.message(address(context, "bot"), "hello");
        peer.enter(address(context, "bot"), "Taro", "");

        assertThat(received(context, "events", 1).get(0).getHeader("CamelIpmsgEvent"))
                .isEqualTo("JOINED");
        peer.await(RawPeer.ANSENTRY);
        assertThat(peer.receipts()).isEmpty();
    }

    @Test
    void oneConsumerCanTakeEverything() throws Exception {
        CamelContext context = contexts.start(route ->
                route.from("ipmsg:bot?events= messages, members ,DELIVERIES").to("mock:all"));
        peer.enter(address(context, "bot"), "Taro", "");
        received(context, "all", 1);
        peer.message(address(context, "bot"), "hello");

        assertThat(received(context, "all", 2))
                .extracting(event -> event.getHeader("CamelIpmsgEvent"))
                .containsExactly("JOINED", "MESSAGE");
        assertThat(peer.await(RawPeer.RECVMSG)).isNotNull();
    }

    @Test
    void tellsOutcomesAlsoOfWhatNobodyWaitedFor() throws Exception {
        CamelContext context = contexts.start(
                route -> route.from("ipmsg:bot?events=DELIVERIES").to("mock:outcomes"));
        Exchange sent =
                send(context, "ipmsg:bot?awaitConfirmation=false&confirmationTimeout=300&to=" + peer.address(), "x");
        Object number = sent.getMessage().getHeader("CamelIpmsgPacketNumber");

        Message unconfirmed = received(context, "outcomes", 1).get(0);
        assertThat(unconfirmed.getHeader("CamelIpmsgEvent")).isEqualTo("DELIVERY");
        assertThat(unconfirmed.getHeader("CamelIpmsgPacketNumber")).isEqualTo(number);
        assertThat(unconfirmed.getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(unconfirmed.getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        assertThat(unconfirmed.getBody(Delivery.class).cause()).contains(Delivery.Cause.NO_RECEIPT);

        peer.confirm(peer.await(RawPeer.SENDMSG)); // late

        Message late = received(context, "outcomes", 2).get(1);
        assertThat(late.getHeader("CamelIpmsgPacketNumber")).isEqualTo(number);
        assertThat(late.getHeader("CamelIpmsgDelivered")).isEqualTo(true);
        assertThat(late.getBody(Delivery.class).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void aFilterHoldsForMembersToo() throws Exception {
        CamelContext context = contexts.start(
                route -> route.from("ipmsg:bot?events=MEMBERS&from=group:Sales").to("mock:sales"));
        peer.enter(address(context, "bot"), "Taro", "Factory");
        contexts.peer("hanako").enter(address(context, "bot"), "Hanako", "Sales");

        assertThat(received(context, "sales", 1).get(0).getBody(Member.class).nickname())
                .isEqualTo("Hanako");
    }

    @Test
    void aRouteThatFailsOnAnEventHurtsNothing() throws Exception {
        CamelContext context = contexts.start(route -> route.from("ipmsg:bot?events=MEMBERS&maxInFlight=1")
                .to("mock:members")
                .throwException(new IllegalStateException("as the test wants")));
        peer.enter(address(context, "bot"), "Taro", "");
        peer.packet(address(context, "bot"), peer.nextNumber(), RawPeer.BR_EXIT, "");

        assertThat(received(context, "members", 2)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVERYTHING", "MESSAGES,", "MESSAGES;MEMBERS"})
    void saysWhatEventsThereAre(String events) {
        assertThatThrownBy(() -> contexts.start(
                        route -> route.from("ipmsg:bot?events=" + events).to("mock:x")))
                .hasStackTraceContaining("events='" + events + "' must be any of MESSAGES, MEMBERS and DELIVERIES");
    }
}
