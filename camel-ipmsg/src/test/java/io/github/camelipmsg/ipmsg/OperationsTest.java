/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Member;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a producer does besides sending. */
class OperationsTest {
    private static final int BR_ABSENCE = 0x04;
    private static final int GETINFO = 0x40;
    private static final int SENDINFO = 0x41;
    private static final int GETABSENCEINFO = 0x50;
    private static final int SENDABSENCEINFO = 0x51;
    private static final int ABSENCEOPT = 0x100;
    private static final int AUTORETOPT = 0x2000;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext context;
    private RawPeer peer;

    @BeforeEach
    void aBotThatKnowsAPeer() throws Exception {
        context = contexts.startBot();
        peer = contexts.peer("taro");
        peer.enter(address(context, "bot"), "Taro Yamada", "Sales");
        awaitMembers(context, "bot", 1);
        peer.await(RawPeer.ANSENTRY);
    }

    private Exchange request(String uri, @Nullable Object body, Map<String, Object> headers) {
        return send(context, uri, body, headers);
    }

    private static List<?> members(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    @Test
    void listsTheMembers() throws Exception {
        contexts.peer("hanako").enter(address(context, "bot"), "Hanako", "Factory");
        awaitMembers(context, "bot", 2);

        List<?> all = members(request("ipmsg:bot?operation=MEMBERS", "x", Map.of()));

        assertThat(all).extracting(member -> ((Member) member).nickname()).containsExactly("Taro Yamada", "Hanako");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group:Sales | 1",
                "group:Factory | 0",
                "Taro Yamada | 1",
                "fuzzy:tar | 0",
                "nobody,user:TARO | 1",
                "* | 1",
                "127.0.0.1 | 1",
                "127.0.0.1:1 | 0"
            })
    void listsThoseWhoAreMeant(String to, int count) {
        assertThat(members(request("ipmsg:bot?operation=MEMBERS&to=" + to, "x", Map.of())))
                .hasSize(count);
        assertThat(members(request("ipmsg:bot?operation=MEMBERS&to=nobody", "x", Map.of("CamelIpmsgTo", to))))
                .hasSize(count);
    }

    @Test
    void listsTheOneWhoIsHereRatherThanTheOneWhoIsAway() throws Exception {
        RawPeer away = contexts.peer("away");
        away.packet(
                address(context, "bot"), away.nextNumber(), RawPeer.BR_ENTRY | ABSENCEOPT, "Taro Yamada[at lunch]\0\0");
        awaitMembers(context, "bot", 2);

        assertThat(members(request("ipmsg:bot?operation=MEMBERS&to=Taro Yamada,group:none", "x", Map.of())))
                .extracting(member -> ((Member) member).user())
                .containsExactly("taro");
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"MEMBERS", "REFRESH", "PRESENT"})
    void theHeaderDecidesAndNoOldOutcomeIsLeft(Operation operation) {
        Exchange exchange = request(
                "ipmsg:bot?to=nobody",
                "x",
                Map.of(
                        "CamelIpmsgOperation",
                        operation.name(),
                        "CamelIpmsgDelivered",
                        true,
                        "CamelIpmsgDeliveryStatus",
                        "READ",
                        "CamelIpmsgPacketNumber",
                        1L));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders())
                .doesNotContainKeys("CamelIpmsgDelivered", "CamelIpmsgDeliveryStatus", "CamelIpmsgPacketNumber");
    }

    @Test
    void refreshesTheMemberList() {
        request("ipmsg:bot?operation=REFRESH", "x", Map.of());

        assertThat(peer.await(RawPeer.BR_ENTRY).text()).isEqualTo("bot");
    }

    @Test
    void goesAwayAndComesBack() throws Exception {
        request("ipmsg:bot?operation=ABSENT", "In a meeting", Map.of());
        RawPeer.Heard away = peer.await(BR_ABSENCE);
        assertThat(away.has(ABSENCEOPT)).isTrue();
        assertThat(away.text()).isEqualTo("bot[In a meeting]");
        peer.message(address(context, "bot"), "anybody there?");
        peer.confirm(peer.await(RawPeer.RECVMSG)); // a datagram more of a stranger's
        peer.message(address(context, "bot"), "hello?");
        RawPeer.Heard automatic = peer.await(RawPeer.SENDMSG);
        assertThat(automatic.has(AUTORETOPT)).isTrue();
        assertThat(automatic.text()).isEqualTo("In a meeting");

        request("ipmsg:bot?operation=PRESENT", null, Map.of());
        RawPeer.Heard back = peer.await(BR_ABSENCE);
        assertThat(back.has(ABSENCEOPT)).isFalse();
        assertThat(back.text()).isEqualTo("bot");
    }

    @Test
    void isAwayAlsoWithoutSayingWhy() {
        request("ipmsg:bot?operation=ABSENT", null, Map.of());

        assertThat(peer.await(BR_ABSENCE).text()).isEqualTo("bot[I am away.]");
    }

    @ParameterizedTest
    @CsvSource({"VERSION," + GETINFO + "," + SENDINFO, "ABSENCE_INFO," + GETABSENCEINFO + "," + SENDABSENCEINFO})
    void asksOneMember(String operation, int question, int answer) throws Exception {
        var asked = context.createFluentProducerTemplate()
                .to("ipmsg:bot?to=Taro Yamada&operation=" + operation)
                .withBody("x")
                .asyncRequest(String.class);
        RawPeer.Heard heard = peer.await(question);
        peer.packet(heard.from(), peer.nextNumber(), answer, "会議中");

        assertThat(asked.get()).isEqualTo("会議中");
    }

    @Test
    void saysWhoDidNotAnswer() {
        Exchange exchange = request(
                "ipmsg:bot?operation=VERSION&to=Taro Yamada", "x", Map.of("CamelIpmsgConfirmationTimeout", 300));

        assertThat(exchange.getException())
                .isInstanceOf(IpmsgDeliveryException.class)
                .hasMessageStartingWith("No answer: UNCONFIRMED Taro Yamada (taro@raw-host")
                .hasMessageContaining("no answer within 300 ms to 1 questions");
        assertThat(exchange.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
        assertThat(exchange.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("CamelIpmsgPacketNumber");
        assertThat(((IpmsgDeliveryException) exchange.getException()).getDeliveries())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"*", "group:Sales", "broadcast:", "Taro Yamada,127.0.0.1"})
    void asksNobodyButOne(String to) {
        Exchange exchange = request("ipmsg:bot?operation=VERSION&to=" + to, "x", Map.of());

        assertThat(exchange.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Such a question goes to one member");
    }

    @Test
    void tellsHowASendStands() {
        Exchange sent = send(context, "ipmsg:bot?awaitConfirmation=false&to=Taro Yamada", "hello");
        Object number = sent.getMessage().getHeader("CamelIpmsgPacketNumber");
        Map<String, Object> header = Map.of("CamelIpmsgPacketNumber", number);
        Exchange pending = request("ipmsg:bot?operation=CONFIRMATION", "x", header);
        assertThat(pending.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("PENDING");
        assertThat(pending.getMessage().getHeaders()).doesNotContainKey("CamelIpmsgDelivered");

        peer.confirm(peer.await(RawPeer.SENDMSG));

        soon().untilAsserted(() -> {
            Exchange settled = request("ipmsg:bot?operation=CONFIRMATION", "x", header);
            assertThat(settled.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(true);
            assertThat(settled.getMessage().getHeader("CamelIpmsgDeliveryStatus"))
                    .isEqualTo("RECEIVED");
            assertThat(settled.getMessage().getHeader("CamelIpmsgPacketNumber")).isEqualTo(number);
            List<?> deliveries = settled.getMessage().getHeader("CamelIpmsgDeliveries", List.class);
            assertThat(deliveries).hasSize(1);
            assertThat(settled.getMessage().getBody()).isEqualTo("x");
        });
    }

    @Test
    void aSendThatIsNotKnownIsNeverDelivered() {
        Exchange exchange = request("ipmsg:bot?operation=CONFIRMATION", "x", Map.of("CamelIpmsgPacketNumber", "4711"));

        assertThat(exchange.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNKNOWN");
        assertThat(exchange.getMessage().getHeader("CamelIpmsgDelivered")).isEqualTo(false);
    }

    @Test
    void opensAMessageByHand() throws Exception {
        CamelContext manual = contexts.start(route -> {
            route.from("ipmsg:manual?open=MANUAL").to("mock:sealed");
            route.from("direct:open").to("ipmsg:manual?operation=OPEN");
        });
        peer.answeringReadNotices().enter(address(manual, "manual"), "Taro", "");
        peer.packet(address(manual, "manual"), peer.nextNumber(), 0, ""); // a datagram more of a stranger's
        int number = peer.packet(
                address(manual, "manual"),
                peer.nextNumber(),
                RawPeer.SENDMSG | RawPeer.SENDCHECKOPT | RawPeer.SECRETOPT | RawPeer.READCHECKOPT,
                "sealed");
        Exchange received = Contexts.received(manual, "sealed", 1).get(0);
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        assertThat(peer.heard(RawPeer.READMSG)).isEmpty();

        manual.createFluentProducerTemplate()
                .to("direct:open")
                .withHeaders(received.getMessage().getHeaders())
                .send();

        assertThat(peer.await(RawPeer.READMSG).text()).isEqualTo("" + number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPEN | CamelIpmsgMessageId | x | No message with the id 'x'",
                "CONFIRMATION | CamelIpmsgPacketNumber | x | Header CamelIpmsgPacketNumber is 'x', which cannot be used. It must be a whole number.",
                "OPEN | Other | x | This operation needs header CamelIpmsgMessageId",
                "CONFIRMATION | Other | x | This operation needs header CamelIpmsgPacketNumber",
                "MEMBERS | CamelIpmsgOperation | EXPLODE | It must be one of SEND, CONFIRMATION, MEMBERS"
            })
    void saysWhatIsMissing(String operation, String header, String value, String message) {
        Exchange exchange = request("ipmsg:bot?operation=" + operation, "x", Map.of(header, value));

        assertThat(exchange.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("CamelIpmsgDelivered");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CamelIpmsgConfirmationTimeout | 5x | It must be a duration, such as 30s or 5m.",
                "CamelIpmsgConfirmation | MAYBE | It must be one of RECEIVED, READ, NONE.",
                "CamelIpmsgSendSealed | perhaps | It must be true or false."
            })
    void saysWhatAHeaderCanBe(String header, String value, String advice) {
        Exchange exchange = request("ipmsg:bot?to=127.0.0.1:9", "x", Map.of(header, value));

        assertThat(exchange.getException())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Header " + header + " is '" + value + "', which cannot be used. " + advice);
    }

    @Test
    void whiteSpaceAroundTheValueOfAHeaderDoesNotCount() throws Exception {
        Exchange exchange = request(
                "ipmsg:bot?to=" + contexts.peer("hanako").confirming().address(),
                "x",
                Map.of("CamelIpmsgConfirmationTimeout", "15000 ", "CamelIpmsgSendSealed", " false"));

        assertThat(exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS))
                .isEqualTo("RECEIVED");
    }
}
