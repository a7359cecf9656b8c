/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.mdc.MDCService;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.Tracer;
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
    void theSpanOfAReceptionTellsWhoWroteAndThatOfASendToWhomAndWhatBecameOfIt() throws Exception {
        CamelContext context = contexts.create();
        List<RecordedSpan> spans = trace(context);
        RawPeer taro = contexts.peer("taro").confirming();
        RawPeer hanako = contexts.peer("hanako").confirming();
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot")
                        .to("ipmsg:bot?to=" + hanako.address())
                        .setHeader(IpmsgConstants.TO, route.constant(taro.address()))
                        .to("ipmsg:bot")
                        .to("mock:bot"));
        context.start();

        int number = taro.message(Contexts.address(context, "bot"), "hello");

        Exchange exchange = Contexts.received(context, "bot", 1).get(0);
        Contexts.soon().until(() -> spans.stream().allMatch(span -> span.closed));
        List<RecordedSpan> ours = spans.stream()
                .filter(span -> "bot".equals(span.tags.get("messaging.destination.name")))
                .toList();
        assertThat(ours.get(0).tags)
                .containsEntry("op", "EVENT_RECEIVED")
                .containsEntry("ipmsg.peer", taro.address())
                .containsEntry("messaging.message.id", Integer.toString(number))
                .doesNotContainKey("ipmsg.delivery.status");
        assertThat(ours.get(1).tags)
                .containsEntry("op", "EVENT_SENT")
                .containsEntry("ipmsg.peer", hanako.address())
                .containsEntry("ipmsg.delivery.status", "RECEIVED")
                .doesNotContainValue(Integer.toString(number));
        assertThat(ours.get(2).tags)
                .as("of a send by the endpoint of the consumer")
                .containsEntry("op", "EVENT_SENT")
                .containsEntry("ipmsg.peer", taro.address())
                .containsEntry(
                        "messaging.message.id",
                        exchange.getMessage().getHeader(IpmsgConstants.PACKET_NUMBER, String.class));
    }

    private static List<RecordedSpan> trace(CamelContext context) {
        List<RecordedSpan> spans = new CopyOnWriteArrayList<>();
        Tracer tracer = new Tracer() {
            @Override
            protected void initTracer() {
                setSpanLifecycleManager(new Recorder(spans));
            }
        };
        tracer.init(context);
        return spans;
    }

    private static final class RecordedSpan implements Span {
        final Map<String, String> tags = new ConcurrentHashMap<>();
        volatile boolean closed;

        @Override
        public void log(Map<String, String> fields) {}

        @Override
        public void setTag(String key, String value) {
            tags.put(key, value);
        }

        @Override
        public void setComponent(String component) {}

        @Override
        public void setError(boolean error) {}
    }

    private record Recorder(List<RecordedSpan> spans) implements SpanLifecycleManager {
        @Override
        public Span create(String name, Span parent, SpanContextPropagationExtractor extractor) {
            RecordedSpan span = new RecordedSpan();
            spans.add(span);
            return span;
        }

        @Override
        public void activate(Span span) {}

        @Override
        public void deactivate(Span span) {}

        @Override
        public void close(Span span) {
            ((RecordedSpan) span).closed = true;
        }

        @Override
        public void inject(Span span, SpanContextPropagationInjector injector, boolean includeTracing) {}
    }
}
