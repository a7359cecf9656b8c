/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked of a message beyond its text, in both directions. */
class KindsOfMessagesTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        network.attach(context);
        RouteBuilder.addRoutes(context, route -> {
            route.from("ipmsg:bot?exchangePattern=InOut&retryInterval=100ms")
                    .to("mock:said")
                    .transform(route.simple("You said: ${body}"));
            route.from("ipmsg:quiet").to("mock:quiet");
            route.from("direct:tell").toD("ipmsg:bot?to=Taro&retryInterval=100ms&${header.how}");
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void whatIsSaidAutomaticallyIsRunAndNeitherConfirmedNorAnswered() throws Exception {
        ScriptedPeer hanako = network.peer("Hanako");

        SentMessage automatic = hanako.saysAutomatically("I am away", "bot");

        assertThat(automatic.automatic()).isTrue();
        Message first = isSaidWithoutReceiptOrAnswer(hanako, automatic);
        assertThat(first.getHeader("CamelIpmsgAutomatic")).isEqualTo(true);
        assertThat(first.getHeader("CamelIpmsgBroadcast")).isEqualTo(false);
    }

    @Test
    void aBroadcastIsRunAndNeitherConfirmedNorAnswered() throws Exception {
        ScriptedPeer hanako = network.peer("Hanako");

        SentMessage broadcast = hanako.broadcasts("Lunch!", "bot");

        assertThat(broadcast.broadcast()).isTrue();
        Message first = isSaidWithoutReceiptOrAnswer(hanako, broadcast);
        assertThat(first.getHeader("CamelIpmsgAutomatic")).isEqualTo(false);
        assertThat(first.getHeader("CamelIpmsgBroadcast")).isEqualTo(true);
    }

    /** A message that is confirmed and answered follows it. */
    private Message isSaidWithoutReceiptOrAnswer(ScriptedPeer hanako, SentMessage message) throws Exception {
        MockEndpoint said = context.getEndpoint("mock:said", MockEndpoint.class);
        said.expectedBodiesReceived(message.text(), "ping");
        hanako.awaitReceipt(hanako.says("ping", "bot"));
        hanako.awaitMessage("You said: ping");
        said.assertIsSatisfied();
        assertThat(hanako.hasReceipt(message)).isFalse();
        assertThat(hanako.texts()).containsExactly("You said: ping");
        return said.getExchanges().get(0).getMessage();
    }

    @Test
    void aPeerSeesWhatIsAskedOfIt() {
        ScriptedPeer taro = network.peer("Taro");

        tell("sealed=false", "plain");
        tell("sealed=true", "sealed");
        tell("locked=true", "locked");
        tell("noLog=true", "not for the log");

        assertThat(taro.messages()).extracting(ReceivedMessage::sealed).containsExactly(false, true, false, false);
        assertThat(taro.messages()).extracting(ReceivedMessage::locked).containsExactly(false, false, true, false);
        assertThat(taro.messages()).extracting(ReceivedMessage::noLog).containsExactly(false, false, false, true);
        assertThat(taro.messages()).extracting(ReceivedMessage::automatic).containsOnly(false);
    }

    @Test
    void aPeerSeesThatANodeIsAway() {
        ScriptedPeer taro = network.peer("Taro");
        ProducerTemplate template = context.createProducerTemplate();
        template.sendBody("ipmsg:quiet?to=Taro&retryInterval=100ms", "hello"); // a stranger is not told everything
        taro.awaitMessage("hello");
        template.sendBody("ipmsg:quiet?operation=ABSENT", "At lunch");

        taro.says("Are you there?", "quiet");

        assertThat(taro.awaitMessage("At lunch").automatic()).isTrue();
    }

    private void tell(String how, String text) {
        Exchange told = context.createProducerTemplate().send("direct:tell", exchange -> {
            exchange.getMessage().setHeader("how", how);
            exchange.getMessage().setBody(text);
        });
        assertThat(told.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
    }
}
