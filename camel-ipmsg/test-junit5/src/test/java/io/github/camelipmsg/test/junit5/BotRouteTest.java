/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What peers can be told to do, and what tests can see of it. */
class BotRouteTest extends CamelTestSupport {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @Override
    protected CamelContext createCamelContext() throws Exception {
        return network.attach(super.createCamelContext());
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("ipmsg:bot").routeId("said").to("mock:said");
                from("ipmsg:echo?exchangePattern=InOut&retryInterval=100ms").transform(simple("You said: ${body}"));
                from("ipmsg:bot?events=MEMBERS").to("mock:members");
                from("direct:read")
                        .to("ipmsg:bot?confirmation=READ&readTimeout=5s&retryInterval=100ms&confirmationTimeout=2s");
            }
        };
    }

    @Test
    void whatAPeerSaysIsConfirmedAndRunOnce() throws Exception {
        MockEndpoint said = getMockEndpoint("mock:said");
        said.expectedBodiesReceived("hello", "and goodbye");
        ScriptedPeer hanako = network.peer("Hanako", "Sales");

        SentMessage hello = hanako.says("hello", "bot");
        hanako.awaitReceipt(hello);
        SentMessage goodbye = hanako.repeats(hello).says("and goodbye", "bot");
        hanako.awaitReceipt(goodbye);

        said.assertIsSatisfied();
        Exchange first = said.getExchanges().get(0);
        assertThat(first.getMessage().getHeader("CamelIpmsgSenderNickname")).isEqualTo("Hanako");
        assertThat(first.getMessage().getHeader("CamelIpmsgSenderGroup")).isEqualTo("Sales");
        assertThat(first.getMessage().getHeader("CamelIpmsgMessageNumber"))
                .isEqualTo(Long.toString(hello.packetNumber()));
    }

    @Test
    void aReplyComesBack() {
        ScriptedPeer hanako = network.peer("Hanako");

        hanako.says("ping", "echo");

        assertThat(hanako.awaitMessage("You said: ping").node()).isEqualTo("echo");
    }

    @Test
    void aSealedMessageIsOpened() {
        ScriptedPeer hanako = network.peer("Hanako");

        SentMessage secret = hanako.saysSealed("secret", "bot");

        hanako.awaitOpening(secret);
        hanako.awaitReceipt(secret);
        assertThat(hanako.hasReceipt(secret)).isTrue();
    }

    @Test
    void aSealedMessageIsRepeatedAsOne() throws Exception {
        ScriptedPeer hanako = network.peer("Hanako");
        context.getRouteController().suspendRoute("said");
        SentMessage secret = hanako.saysSealed("secret", "bot");
        context.getRouteController().resumeRoute("said");

        hanako.repeats(secret);

        hanako.awaitOpening(secret);
    }

    @Test
    void aMessageIsReadWhenThePeerOpensIt() {
        ScriptedPeer taro = network.peer("Taro").opensAfter(Duration.ofMillis(50));

        Exchange sent = read("Taro");

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("READ");
        assertThat(taro.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.sealed()).isTrue());
    }

    @Test
    void aPeerConfirmsAndOpensByHand() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        var sending = template.asyncSend("direct:read", exchange -> {
            exchange.getMessage().setHeader("CamelIpmsgTo", "Taro");
            exchange.getMessage().setBody("Please look");
        });

        ReceivedMessage message = taro.awaitMessage("Please look");
        taro.confirms(message).opens(message);

        assertThat(sending.get().getMessage().getHeader("CamelIpmsgDeliveryStatus"))
                .isEqualTo("READ");
    }

    @Test
    void comingAndGoingAreEventsOfMembers() throws Exception {
        MockEndpoint members = getMockEndpoint("mock:members");
        members.expectedHeaderReceived("CamelIpmsgEvent", "JOINED");
        ScriptedPeer taro = network.peer("Taro");
        members.assertIsSatisfied();

        members.reset();
        members.expectedHeaderValuesReceivedInAnyOrder("CamelIpmsgEvent", "CHANGED", "CHANGED", "LEFT");
        members.expectedHeaderValuesReceivedInAnyOrder(
                "CamelIpmsgSenderNickname", "Taro[away]", "Taro[lunch]", "Taro[lunch]");
        taro.goesAway().goesAway("lunch").leaves();
        members.assertIsSatisfied();
    }

    @Test
    void whoHasLeftHearsNothing() {
        ScriptedPeer taro = network.peer("Taro").leaves();

        Exchange sent = read(taro.address());

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(taro.messages()).isEmpty();
    }

    @Test
    void whatDoesNotHappenIsToldWithWhatHasHappened() {
        network.patience(Duration.ofMillis(300));
        ScriptedPeer hanako = network.peer("Hanako");
        SentMessage hello = hanako.says("hello", "bot");
        hanako.awaitReceipt(hello);

        assertThatThrownBy(hanako::awaitMessage)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Hanako waits for a message: not within PT0.3S. This has happened:\n")
                .hasMessageContaining("receipt of bot for number " + hello.packetNumber());
        assertThatThrownBy(() -> hanako.says("to whom?"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("There are several nodes, [bot, echo]: name the one that is meant");
        assertThatThrownBy(() -> hanako.says("to whom?", "nobody"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The test waits for node 'nobody'");
    }

    @Test
    void propertiesDoTheSameForMainAndSpring() {
        assertThat(network.properties())
                .containsEntry("camel.component.ipmsg.port", "0")
                .containsEntry("camel.component.ipmsg.discovery", "NONE")
                .containsEntry("camel.component.ipmsg.overrideNodeOptions", "true")
                .containsKeys(
                        "camel.component.ipmsg.bindAddress",
                        "camel.component.ipmsg.discoveryAddresses",
                        "camel.component.ipmsg.stateDirectory");
    }

    private Exchange read(String to) {
        return template.send("direct:read", exchange -> {
            exchange.getMessage().setHeader("CamelIpmsgTo", List.of(to));
            exchange.getMessage().setBody("Please look");
        });
    }
}
