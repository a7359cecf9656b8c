/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an exchange that was polled has completed: then its message is confirmed. */
class PolledCompletionTest {
    private static final String BOT = "ipmsg:bot?acknowledge=ON_COMPLETION";
    private static final int PATIENCE = 10_000;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private final Semaphore gate = new Semaphore(0);
    private RawPeer peer;

    @BeforeEach
    void onePeer() throws Exception {
        peer = contexts.peer("taro");
    }

    @AfterEach
    void nothingWaits() {
        gate.release(100);
    }

    private CamelContext start(boolean pooled, LambdaRouteBuilder routes) throws Exception {
        CamelContext context = contexts.create();
        if (pooled) {
            context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
        Contexts.add(context, routes);
        context.start();
        return context;
    }

    private void send(CamelContext context, int number) throws IOException {
        peer.packet(address(context, "bot"), number, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "hello");
    }

    private void pass(Exchange exchange) throws InterruptedException {
        assertThat(gate.tryAcquire(PATIENCE, TimeUnit.MILLISECONDS)).isTrue();
    }

    /** Something that the node answers at once, whatever routes do: what was to come before has come. */
    private void isNotConfirmed(CamelContext context) throws IOException {
        peer.enter(address(context, "bot"), "Taro", "");
        peer.await(RawPeer.ANSENTRY);
        assertThat(peer.receipts()).isEmpty();
    }

    private static <T> CompletableFuture<T> poll(ConsumerTemplate template, Function<ConsumerTemplate, T> question) {
        return CompletableFuture.supplyAsync(() -> question.apply(template));
    }

    /** The poll begins to listen when it may. */
    private void sendUntil(CamelContext context, CompletableFuture<?> polled) throws IOException {
        while (!polled.isDone()) {
            long seen = Contexts.count(context, "bot", Event.RECEIVED);
            send(context, 1);
            awaitCount(context, "bot", Event.RECEIVED, seen + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPolledExchangeIsCompletedByWhoPolled(boolean pooled) throws Exception {
        // Camel 4.18 cannot copy a pooled exchange in a context that has no route at all
        CamelContext context =
                start(pooled, route -> route.from("direct:unused").to("mock:unused"));
        ConsumerTemplate template = context.createConsumerTemplate();
        CompletableFuture<Exchange> polled = poll(template, t -> t.receive(BOT, PATIENCE));
        sendUntil(context, polled);
        assertThat(polled.join().getMessage().getBody()).isEqualTo("hello");
        isNotConfirmed(context);

        template.doneUoW(polled.join());

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        template.stop();
    }

    @Test
    void aPolledExchangeThatFailedIsNotConfirmed() throws Exception {
        CamelContext context = start(false, route -> {});
        ConsumerTemplate template = context.createConsumerTemplate();
        CompletableFuture<Exchange> polled = poll(template, t -> t.receive(BOT, PATIENCE));
        sendUntil(context, polled);
        long before = Contexts.count(context, "bot", Event.MESSAGE_NOT_TAKEN);
        polled.join().setException(new IllegalStateException("as the test wants"));
        template.doneUoW(polled.join());

        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, before + 1);
        assertThat(peer.receipts()).isEmpty();
        template.stop();
    }

    @Test
    void aPolledBodyIsCompletedAtOnce() throws Exception {
        CamelContext context = start(false, route -> {});
        ConsumerTemplate template = context.createConsumerTemplate();
        CompletableFuture<Object> polled = poll(template, t -> t.receiveBody(BOT, PATIENCE));
        sendUntil(context, polled);

        assertThat(polled.join()).isEqualTo("hello");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        template.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatEnrichesAnExchangeIsCompletedWithIt(boolean pooled) throws Exception {
        CamelContext context = start(
                pooled,
                route -> route.from("direct:ask")
                        .pollEnrich(BOT, PATIENCE)
                        .to("mock:enriched")
                        .process(this::pass));
        CompletableFuture<Object> asked = context.createProducerTemplate().asyncSendBody("direct:ask", "question");
        CompletableFuture<Object> enriched = CompletableFuture.supplyAsync(() -> {
            soon().until(() ->
                    context.getEndpoint("mock:enriched", MockEndpoint.class).getReceivedCounter() == 1);
            return "";
        });
        sendUntil(context, enriched);
        isNotConfirmed(context);

        gate.release();

        asked.get(PATIENCE, TimeUnit.MILLISECONDS);
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }
}
