/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.mdc.MDCService;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanDecoratorManagerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

/** What log lines and spans of a route tell of peers and packet numbers. */
class TracingTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void logLinesOfARouteCanCarryThePeerAndItsPacketNumber() throws Exception {
        Map<String, String> seen = new ConcurrentHashMap<>();
        CamelContext context = contexts.create();
        MDCService mdc = new MDCService();
        mdc.setCustomHeaders(IpmsgConstants.SENDER_ADDRESS + "," + IpmsgConstants.MESSAGE_NUMBER);
        mdc.init(context);
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot")
                        .routeId("bot")
                        .process(exchange -> seen.putAll(MDC.getCopyOfContextMap()))
                        .to("mock:bot"));
        context.start();
        RawPeer taro = contexts.peer("taro").confirming();

        int number = taro.message(Contexts.address(context, "bot"), "hello");

        Contexts.bodies(context, "bot", 1);
        assertThat(seen)
                .containsEntry(IpmsgConstants.SENDER_ADDRESS, taro.address())
                .containsEntry(IpmsgConstants.MESSAGE_NUMBER, Integer.toString(number));
    }

    @Test
    void aSpanTellsThePeerTheNumberAndTheOutcome() throws Exception {
        CamelContext context = contexts.startBot();
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(IpmsgConstants.SENDER_ADDRESS, "192.0.2.7:2425");
        exchange.getMessage().setHeader(IpmsgConstants.MESSAGE_NUMBER, 1234L);
        Tags tags = new Tags();

        var decorator = new SpanDecoratorManagerImpl().get(context.getEndpoint("ipmsg:bot"));
        decorator.beforeTracingEvent(tags, exchange, context.getEndpoint("ipmsg:bot"));
        exchange.getMessage().setHeader(IpmsgConstants.DELIVERY_STATUS, "RECEIVED");
        decorator.afterTracingEvent(tags, exchange);

        assertThat(decorator).isInstanceOf(IpmsgSpanDecorator.class);
        assertThat(tags.values)
                .containsEntry("ipmsg.peer", "192.0.2.7:2425")
                .containsEntry("ipmsg.delivery.status", "RECEIVED")
                .containsEntry("messaging.message.id", "1234")
                .containsEntry("messaging.destination.name", "bot");
    }

    private static final class Tags implements Span {
        final Map<String, String> values = new ConcurrentHashMap<>();

        @Override
        public void log(Map<String, String> fields) {
            values.putAll(fields);
        }

        @Override
        public void setTag(String key, String value) {
            values.put(key, value);
        }

        @Override
        public void setComponent(String component) {
            values.put("component", component);
        }

        @Override
        public void setError(boolean error) {
            values.put("error", Boolean.toString(error));
        }
    }
}
