/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How users test a route that alerts people, as documentation shows it. */
// tag::test-kit[]
class AlertRouteTest extends CamelTestSupport {
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
                from("direct:alert")
                        .to("ipmsg:bot?to=Taro&retryInterval=100ms&confirmationTimeout=1s")
                        .filter(header("CamelIpmsgDelivered").isEqualTo(false))
                        .to("mock:escalation");
            }
        };
    }

    @Test
    void anAlertThatTaroConfirmsIsNotEscalated() throws Exception {
        ScriptedPeer taro = network.peer("Taro").confirmsAfter(Duration.ofMillis(200));
        getMockEndpoint("mock:escalation").expectedMessageCount(0);

        template.sendBody("direct:alert", "Fire in hall 3");

        ReceivedMessage alert = taro.awaitMessage("Fire in hall 3");
        assertThat(taro.transmissions(alert)).isGreaterThan(1); // he was slow, so it was repeated
        assertThat(taro.messages()).containsExactly(alert);
        getMockEndpoint("mock:escalation").assertIsSatisfied();
    }

    @Test
    void anAlertThatTaroDoesNotConfirmIsEscalated() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        getMockEndpoint("mock:escalation").expectedBodiesReceived("Fire in hall 3");

        Exchange sent =
                template.send("direct:alert", exchange -> exchange.getMessage().setBody("Fire in hall 3"));

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("UNCONFIRMED");
        assertThat(taro.texts()).isEqualTo(List.of("Fire in hall 3"));
        getMockEndpoint("mock:escalation").assertIsSatisfied();
    }
}
// end::test-kit[]
