/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.dsl.StaticEndpointBuilders.ipmsg;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.ipmsg.dsl.IpmsgEndpointBuilderFactory;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of docs/ipmsg-component.md that are written with a method for each option, each run. */
class EndpointDslExamplesTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void inAPlainRouteBuilder() throws Exception {
        ComponentExamplesTest.answersAndTellsWhatWasNotDelivered(contexts, contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::component-endpoint-dsl[]
                // import static io.github.camelipmsg.ipmsg.dsl.StaticEndpointBuilders.ipmsg;

                from(ipmsg("bot").from("group:Sales").advanced().exchangePattern(ExchangePattern.InOut))
                        .setBody(simple("${header.CamelIpmsgSenderNickname}, you said: ${body}"));
                from("direct:alert")
                        .to(ipmsg("bot").to("Taro Yamada").confirmationTimeout(Duration.ofSeconds(2)))
                        .filter(header(IpmsgConstants.DELIVERED).isEqualTo(false))
                        .to("mock:not-delivered");
                // end::component-endpoint-dsl[]
            }
        }));
    }

    // tag::component-endpoint-route-builder[]
    static class Alerts extends EndpointRouteBuilder implements IpmsgEndpointBuilderFactory.IpmsgBuilders {
        @Override
        public void configure() {
            from(direct("alert"))
                    .setHeader(ipmsg().ipmsgConfirmation(), constant(Confirmation.READ))
                    .to(ipmsg("bot").to("Taro Yamada").readTimeout("10s"))
                    .to(mock("done"));
        }
    }
    // end::component-endpoint-route-builder[]

    @Test
    void besideCamelsOwn() throws Exception {
        CamelContext context = contexts.start(new Alerts());
        RawPeer taro = contexts.peer("taro").confirming();
        taro.enter(address(context, "bot"), "Taro Yamada", "Sales");
        awaitMembers(context, "bot", 1);

        var sent = context.createProducerTemplate().asyncSendBody("direct:alert", "Fire in hall 3");
        RawPeer.Heard alert = taro.await(RawPeer.SENDMSG);
        taro.open(alert);
        sent.get();

        assertThat(alert.has(RawPeer.SECRETOPT)).isTrue();
        assertThat(Contexts.received(context, "done", 1).get(0).getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS))
                .isEqualTo("READ");
    }
}
