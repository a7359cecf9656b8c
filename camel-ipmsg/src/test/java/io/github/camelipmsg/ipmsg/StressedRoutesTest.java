/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.producer;
import static io.github.camelipmsg.ipmsg.Contexts.saying;
import static io.github.camelipmsg.ipmsg.Contexts.sendAsync;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.LoggedBy;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.ExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds when routes block, throw, or are stopped in the middle. */
@Timeout(60)
class StressedRoutesTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void runsEverythingThatWasConfirmedBeforeARouteStops() throws Exception {
        CamelContext context = contexts.start(route ->
                route.from("ipmsg:bot?maxInFlight=2").routeId("bot").delay(20).to("mock:bot"));
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        for (int i = 0; i < 30; i++) {
            taro.message(bot, "message " + i);
        }
        soon().until(() -> taro.receipts().size() == 30);

        context.getRouteController().stopRoute("bot");

        assertThat(bodies(context, "bot", 30)).first().isEqualTo("message 0");
    }

    @Test
    void completesSendsFromRoutesThatWereContinuedByASend() throws Exception {
        CamelContext context = contexts.create();
        context.start();
        RawPeer peer = contexts.peer("peer");
        peer.confirming();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "ipmsg:a?to=" + peer.address();
        AsyncProducer producer = producer(context, uri);
        List<CompletableFuture<Object>> nested = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            nested.add(sendAsync(context, producer, "outer")
                    .thenApply(sent -> template.request(
                                    uri, inner -> inner.getMessage().setBody("inner"))
                            .getMessage()
                            .getHeader(IpmsgConstants.DELIVERED)));
        }

        for (CompletableFuture<Object> each : nested) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(true);
        }
    }

    @Test
    void tellsEverySendWhatBecameOfItWhenTheContextStops() throws Exception {
        CamelContext context = contexts.create();
        context.start();
        RawPeer silent = contexts.peer("silent");
        AsyncProducer producer = producer(context, "ipmsg:a?to=" + silent.address() + "&inFlight=10");
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add(sendAsync(context, producer, "x"));
        }
        Thread stopper = new Thread(context::stop);
        stopper.start();
        while (stopper.isAlive()) {
            CompletableFuture<Exchange> late = new CompletableFuture<>();
            Exchange exchange = context.getEndpoint("ipmsg:a").createExchange();
            exchange.getMessage().setBody("late");
            producer.process(exchange, doneSync -> late.complete(exchange));
            sent.add(late);
            stopper.join(1);
        }

        for (CompletableFuture<Exchange> each : sent) {
            Exchange exchange = each.get(20, TimeUnit.SECONDS);
            Object status = exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS);
            assertThat(exchange.getException() != null || "UNCONFIRMED".equals(status))
                    .as("%s, %s", status, exchange.getException())
                    .isTrue();
        }
        assertThat(sent).hasSizeGreaterThan(500);
    }

    @Test
    void completesSendsHoweverManyRoutesBlockInAFurtherOne() throws Exception {
        int routes = 300;
        CamelContext context = contexts.create();
        context.start();
        RawPeer peer = contexts.peer("peer").confirming();
        AsyncProducer producer = producer(context, "ipmsg:a?to=" + peer.address());
        CountDownLatch blocked = new CountDownLatch(routes);
        List<CompletableFuture<Exchange>> nested = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            nested.add(sendAsync(context, producer, "outer " + i).thenApply(sent -> {
                blocked.countDown();
                await(blocked);
                return sendAsync(context, producer, "inner").join();
            }));
        }

        for (CompletableFuture<Exchange> each : nested) {
            assertThat(each.get(30, TimeUnit.SECONDS).getMessage().getHeader(IpmsgConstants.DELIVERED))
                    .isEqualTo(true);
        }
    }

    @Test
    void keepsRoutesThatGoOnAfterASendOffTheLoopWhenTheContextStops() throws Exception {
        CamelContext context = contexts.create();
        context.start();
        RawPeer silent = contexts.peer("silent");
        AsyncProducer producer = producer(context, "ipmsg:a?to=" + silent.address());
        Set<String> threads = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            sent.add(sendAsync(context, producer, "x").thenApply(failed -> {
                threads.add(Thread.currentThread().getName());
                return sendAsync(context, producer, "alarm").join(); // which blocks, as a template does
            }));
        }
        silent.await(RawPeer.SENDMSG);

        context.stop();

        for (CompletableFuture<Exchange> each : sent) {
            assertThat(each.get(20, TimeUnit.SECONDS).getMessage().getHeader(IpmsgConstants.DELIVERED))
                    .isNotEqualTo(true);
        }
        assertThat(threads).noneMatch(name -> name.contains("IpmsgLoop"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysHowManyMessagesAForcedStopDrops() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        CamelContext context =
                contexts.start(route -> route.from("ipmsg:bot?maxInFlight=1").process(exchange -> gate.await()));
        IpmsgConsumer consumer = (IpmsgConsumer) context.getRoutes().get(0).getConsumer();
        RawPeer taro = contexts.peer("taro");
        for (int i = 0; i < 4; i++) {
            taro.message(address(context, "bot"), "message " + i);
        }
        soon().until(() -> consumer.getPendingExchangesSize() == 3);
        try (LoggedBy stopped = new LoggedBy(IpmsgConsumer.class)) {
            consumer.prepareShutdown(false, true);

            assertThat(stopped.lines())
                    .anyMatch(line -> line.startsWith("3 messages, confirmed, and 0 events are not routed"));
        } finally {
            gate.countDown();
        }
    }

    @Test
    void takesARepetitionForANewAttemptIfTheExceptionHandlerThrew() throws Exception {
        CamelContext context = contexts.create();
        context.getRegistry().bind("throwing", ExceptionHandler.class, new ThrowingHandler());
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot?acknowledge=ON_COMPLETION&exceptionHandler=#throwing")
                        .to("mock:bot")
                        .throwException(new IllegalStateException("planned")));
        context.start();
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        int number = taro.message(bot, "again");
        bodies(context, "bot", 1);

        soon().until(() -> {
            taro.packet(bot, number, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "again");
            return context.getEndpoint("mock:bot", MockEndpoint.class).getReceivedCounter() > 1;
        });
    }

    @Test
    void goesOnWithASenderWhoseMessageMadeTheExceptionHandlerThrow() throws Exception {
        CamelContext context = contexts.create();
        context.getRegistry().bind("throwing", ExceptionHandler.class, new ThrowingHandler());
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot?exceptionHandler=#throwing")
                        .to("mock:bot")
                        .throwException(new IllegalStateException("planned")));
        context.start();
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        taro.message(bot, "one");
        taro.message(bot, "two");

        assertThat(bodies(context, "bot", 2)).containsExactly("one", "two");
    }

    @Test
    void refusesToStartWithoutRoomForASingleExchange() {
        assertThatThrownBy(() -> contexts.start(
                        route -> route.from("ipmsg:bot?maxInFlight=0").to("mock:bot")))
                .satisfies(saying("maxInFlight must be at least 1, but is 0", "ipmsg://bot?maxInFlight=0"));
    }

    private static final class ThrowingHandler implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            throw new IllegalStateException("planned, too", exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handleException(exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            handleException(exception);
        }
    }
}
