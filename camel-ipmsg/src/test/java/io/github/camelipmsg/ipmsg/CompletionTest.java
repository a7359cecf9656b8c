/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.impl.engine.PooledExchangeFactory;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an exchange has completed, wherever its route has handed it: then its message is confirmed, and opened. */
class CompletionTest {
    private static final String BOT = "ipmsg:bot?acknowledge=ON_COMPLETION";
    private static final int PATIENCE = 10_000;
    private static final int SEALED = RawPeer.SENDMSG | RawPeer.SENDCHECKOPT | RawPeer.SECRETOPT | RawPeer.READCHECKOPT;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger runs = new AtomicInteger();
    private RawPeer peer;

    @BeforeEach
    void onePeer() throws Exception {
        peer = contexts.peer("taro").answeringReadNotices();
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandOffToSedaCompletesOnTheOtherSide(boolean pooled) throws Exception {
        CamelContext context = start(pooled, route -> {
            route.from(BOT).to("seda:other").to("mock:handed");
            route.from("seda:other").process(this::pass).to("mock:bot");
        });
        send(context, 1);
        bodies(context, "handed", 1);
        isNotConfirmed(context);

        gate.release();

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(bodies(context, "bot", 1)).containsExactly("hello");
    }

    @Test
    void aHandOffToSedaThatFailsOnTheOtherSideIsANewAttempt() throws Exception {
        CamelContext context = start(false, route -> {
            route.from(BOT).to("seda:other");
            route.from("seda:other").process(exchange -> {
                if (runs.incrementAndGet() == 1) {
                    throw new IllegalStateException("as the test wants");
                }
            });
        });
        send(context, 1);
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(peer.receipts()).isEmpty();

        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(2);
    }

    @Test
    void copiesThatComeWhileTheOtherSideWorksAreNotRun() throws Exception {
        CamelContext context = start(false, route -> {
            route.from(BOT).to("seda:other");
            route.from("seda:other").process(exchange -> runs.incrementAndGet()).process(this::pass);
        });
        for (int copy = 1; copy <= 4; copy++) {
            send(context, 1);
        }
        awaitCount(context, "bot", Event.RECEIVED, 4);
        isNotConfirmed(context);

        gate.release(4);

        peer.await(RawPeer.RECVMSG);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aSealedMessageIsOpenedWhenTheOtherSideHasCompleted() throws Exception {
        CamelContext context = start(false, route -> {
            route.from("ipmsg:bot").to("seda:other").to("mock:handed");
            route.from("seda:other").process(this::pass);
        });
        peer.packet(address(context, "bot"), 1, SEALED, "sealed");
        bodies(context, "handed", 1);
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        peer.enter(address(context, "bot"), "Taro", "");
        peer.await(RawPeer.ANSENTRY);
        assertThat(peer.heard(RawPeer.READMSG)).isEmpty();
        peer.packet(address(context, "bot"), 2, 0, "");

        gate.release();

        assertThat(peer.await(RawPeer.READMSG).text()).isEqualTo("1");
    }

    @Test
    void theReplyIsWhatTheOtherSideSays() throws Exception {
        CamelContext context = start(false, route -> {
            route.from(BOT + "&exchangePattern=InOut").to("seda:other");
            route.from("seda:other").setBody(route.constant("reply"));
        });
        peer.confirming();
        send(context, 1);

        assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("reply");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void wireTapIsNotWaitedFor(boolean pooled) throws Exception {
        CamelContext context = start(pooled, route -> {
            route.from(BOT).wireTap("direct:tap").to("mock:bot");
            route.from("direct:tap").process(this::pass).to("mock:tapped");
        });
        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        gate.release();
        assertThat(bodies(context, "tapped", 1)).containsExactly("hello");
    }

    @Test
    void whatFailsInAWireTapIsNoFailureOfTheMessage() throws Exception {
        CamelContext context = start(false, route -> {
            route.from(BOT).wireTap("direct:tap").to("mock:bot");
            route.from("direct:tap").throwException(new IllegalStateException("as the test wants"));
        });
        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "asynchronous", "pooled"})
    void redeliveryByTheErrorHandlerIsWaitedFor(String how) throws Exception {
        CamelContext context = start(how.equals("pooled"), route -> {
            DefaultErrorHandlerDefinition again =
                    route.defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(20);
            route.errorHandler(how.equals("blocking") ? again : again.asyncDelayedRedelivery());
            route.from(BOT).process(exchange -> {
                if (runs.incrementAndGet() < 3) {
                    throw new IllegalStateException("as the test wants");
                }
            });
        });
        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(3);
    }

    @Test
    void redeliveryThatIsExhaustedIsAFailure() throws Exception {
        CamelContext context = start(false, route -> {
            route.errorHandler(route.defaultErrorHandler()
                    .maximumRedeliveries(2)
                    .redeliveryDelay(5)
                    .asyncDelayedRedelivery());
            route.from(BOT).process(exchange -> {
                runs.incrementAndGet();
                throw new IllegalStateException("as the test wants");
            });
        });
        send(context, 1);

        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(runs).hasValue(3);
        assertThat(peer.receipts()).isEmpty();
    }

    @Test
    void whatADeadLetterChannelHasTakenIsCompleted() throws Exception {
        CamelContext context = start(false, route -> {
            route.errorHandler(route.deadLetterChannel("mock:dead"));
            route.from(BOT).throwException(new IllegalStateException("as the test wants"));
        });
        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(bodies(context, "dead", 1)).containsExactly("hello");
    }

    @Test
    void rollbackOnTheOtherSideIsAFailure() throws Exception {
        CamelContext context = start(false, route -> {
            route.from(BOT).to("seda:other");
            route.from("seda:other").markRollbackOnly();
        });
        send(context, 1);

        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(peer.receipts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRouteThatCompletesOnAnotherThreadIsWaitedFor(boolean pooled) throws Exception {
        CompletableFuture<AsyncCallback> callback = new CompletableFuture<>();
        CamelContext context = start(
                pooled,
                route -> route.from(BOT).process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback whenDone) {
                        callback.complete(whenDone);
                        return false;
                    }
                }));
        send(context, 1);
        AsyncCallback done = callback.get(PATIENCE, TimeUnit.MILLISECONDS);
        isNotConfirmed(context);

        done.done(false);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }

    @Test
    void pooledExchangesAreUsedAgain() throws Exception {
        CamelContext context = start(
                true,
                route -> route.from(BOT + "&maxInFlight=1")
                        .process(exchange -> runs.incrementAndGet())
                        .to("mock:bot"));
        for (int i = 1; i <= 20; i++) {
            send(context, i);
            assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("" + i);
        }

        assertThat(runs).hasValue(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProcessorThatIsNoRouteHasCompletedWhenItReturns(boolean pooled) throws Exception {
        CamelContext context = start(pooled, route -> {});
        Processor processor = exchange -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("as the test wants");
            }
        };
        Consumer consumer = context.getEndpoint(BOT).createConsumer(processor);
        context.addService(consumer, true, true);
        send(context, 1);
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(peer.receipts()).isEmpty();

        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(2);
    }

    @Test
    void aRouteThatWasRestartedIsNotGivenWhatItHasAccepted() throws Exception {
        AtomicInteger others = new AtomicInteger();
        CamelContext context = start(false, route -> {
            route.from("ipmsg:bot").routeId("content").process(exchange -> others.incrementAndGet());
            route.from(BOT).routeId("failing").process(exchange -> {
                if (runs.incrementAndGet() == 1) {
                    throw new IllegalStateException("as the test wants");
                }
            });
        });
        send(context, 1);
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        context.getRouteController().stopRoute("content");
        context.getRouteController().startRoute("content");

        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(2);
        assertThat(others).hasValue(1);
    }
}
