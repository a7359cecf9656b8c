/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Peers that know no UTF-8. */
class OldClientsTest {
    private static final Charset GBK = Charset.forName("GBK");

    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        network.attach(context);
        RouteBuilder.addRoutes(context, route -> {
            route.from("ipmsg:bot?charset=GBK").to("mock:said");
            route.from("direct:tell").toD("ipmsg:bot?to=${header.to}&retryInterval=100ms");
            route.from("direct:japanese").toD("ipmsg:japanese?to=${header.to}&retryInterval=100ms");
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void talkInTheirCharset() throws Exception {
        MockEndpoint said = context.getEndpoint("mock:said", MockEndpoint.class);
        said.expectedBodiesReceived("开会了");
        said.expectedHeaderReceived("CamelIpmsgSenderNickname", "老王");
        ScriptedPeer wang = network.peer("老王", "销售部", GBK);

        assertThat(status(tell("direct:tell", "老王", "火警"))).isEqualTo("RECEIVED");
        wang.awaitMessage("火警");
        wang.awaitReceipt(wang.says("开会了", "bot"));

        said.assertIsSatisfied();
    }

    @Test
    void cannotBeToldWhatTheirCharsetLacks() {
        network.peer("Wang", "", GBK);
        ScriptedPeer taro = network.peer("Taro");

        assertThat(status(tell("direct:tell", "Wang", "\uD83D\uDD25"))).isEqualTo("REJECTED");
        assertThat(status(tell("direct:tell", "Taro", "\uD83D\uDD25"))).isEqualTo("RECEIVED");
        taro.awaitMessage("\uD83D\uDD25");
    }

    @Test
    void seeWhatIsWrittenInAnotherCharsetAsTheyWould() {
        ScriptedPeer wang = network.peer("Wang", "", GBK);

        tell("direct:japanese", "Wang", "火災");

        assertThat(wang.awaitMessage().text())
                .isEqualTo(new String("火災".getBytes(Charset.forName("windows-31j")), GBK));
    }

    @Test
    void cannotWriteWhatTheirCharsetLacks() {
        ScriptedPeer wang = network.peer("Wang", "", GBK);

        assertThatThrownBy(() -> wang.says("\uD83D\uDD25", "bot"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A peer that writes GBK cannot write");
        assertThatThrownBy(() -> wang.goesAway("\uD83D\uDD25")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wang.answersVersion("\uD83D\uDD25")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> network.peer("\uD83D\uDD25", "", GBK)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> network.peer("Wang", "", StandardCharsets.UTF_16LE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("No client writes UTF-16LE");
    }

    private Exchange tell(String route, String to, String text) {
        return context.createProducerTemplate().send(route, exchange -> {
            exchange.getMessage().setHeader("to", to);
            exchange.getMessage().setBody(text);
        });
    }

    private static Object status(Exchange told) {
        return told.getMessage().getHeader("CamelIpmsgDeliveryStatus");
    }
}
