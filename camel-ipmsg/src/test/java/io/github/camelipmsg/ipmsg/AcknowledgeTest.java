/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are confirmed when their route has completed. */
class AcknowledgeTest {
    private static final String BOT = "ipmsg:bot?acknowledge=ON_COMPLETION";

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private final AtomicInteger runs = new AtomicInteger();
    private RawPeer peer;

    @BeforeEach
    void onePeer() throws Exception {
        peer = contexts.peer("taro");
    }

    private static void pass(Semaphore gate) throws InterruptedException {
        assertThat(gate.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }

    private int send(CamelContext context, int number) throws IOException {
        return peer.packet(address(context, "bot"), number, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "hello");
    }

    @Test
    void confirmsWhenTheRouteHasCompletedAndNothingBefore() throws Exception {
        Semaphore gate = new Semaphore(0);
        CamelContext context = contexts.start(route -> route.from(BOT).process(exchange -> {
            runs.incrementAndGet();
            pass(gate);
        }));
        int number = send(context, 1);
        soon().untilAsserted(() -> assertThat(runs).hasValue(1));
        send(context, 1); // a repetition while the route works is neither run nor confirmed
        awaitCount(context, "bot", Event.RECEIVED, 2);
        assertThat(peer.receipts()).isEmpty();

        gate.release();

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        send(context, 1); // and after completion it is confirmed from memory
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        assertThat(runs).hasValue(1);
    }

    @Test
    void whatFailedIsNotConfirmedAndItsRepetitionIsANewAttempt() throws Exception {
        CamelContext context = contexts.start(route -> route.from(BOT).process(exchange -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("as the test wants");
            }
        }));
        send(context, 1);
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(peer.receipts()).isEmpty();

        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(2);
    }

    @Test
    void anExceptionThatIsHandledCountsAsCompleted() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.onException(IllegalStateException.class).handled(true).to("mock:handled");
            route.from(BOT).throwException(new IllegalStateException("as the test wants"));
        });
        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }

    @Test
    void aRouteThatIsMarkedForRollbackHasFailed() throws Exception {
        CamelContext context = contexts.start(route -> route.from(BOT).markRollbackOnly());
        send(context, 1);

        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(peer.receipts()).isEmpty();
    }

    @Test
    void completesAsynchronousRoutes() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CamelContext context = contexts.start(route -> route.from(BOT)
                .threads(1)
                .process(exchange -> reached.countDown())
                .delay(50)
                .asyncDelayed()
                .to("mock:done"));
        send(context, 1);

        assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }

    @Test
    void keepsTheOrderOfASenderWhoseMessageWaits() throws Exception {
        Semaphore gate = new Semaphore(0);
        CamelContext context = contexts.start(
                route -> route.from(BOT).process(exchange -> pass(gate)).to("mock:bot"));
        for (int i = 1; i <= 3; i++) {
            peer.packet(address(context, "bot"), i, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "text " + i);
        }
        gate.release(3);

        assertThat(Contexts.bodies(context, "bot", 3)).containsExactly("text 1", "text 2", "text 3");
        soon().untilAsserted(() -> assertThat(peer.receipts()).containsExactly("1", "2", "3"));
    }

    @Test
    void whatWasNotRunWhenTheConsumerStoppedIsNotConfirmed() throws Exception {
        Semaphore gate = new Semaphore(0);
        CamelContext context = contexts.create();
        context.getShutdownStrategy().setTimeout(1);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        Contexts.add(
                context,
                route -> route.from(BOT + "&maxInFlight=1").routeId("bot").process(exchange -> {
                    runs.incrementAndGet();
                    gate.acquireUninterruptibly();
                }));
        context.start();
        send(context, 1);
        send(context, 2);
        soon().untilAsserted(() -> assertThat(runs).hasValue(1));

        IpmsgConsumer consumer = (IpmsgConsumer) context.getRoute("bot").getConsumer();
        soon().until(() -> consumer.getPendingExchangesSize() == 1);
        Thread stopper = new Thread(context::stop);
        stopper.start();
        soon().until(() -> consumer.getPendingExchangesSize() == 0);
        gate.release(2);
        stopper.join(30_000);

        assertThat(peer.receipts()).doesNotContain("2");
    }

    @Test
    void oneConsumerThatFailsDoesNotMakeAnotherRunItTwice() throws Exception {
        AtomicInteger others = new AtomicInteger();
        CamelContext context = contexts.start(route -> {
            route.from("ipmsg:bot").process(exchange -> others.incrementAndGet());
            route.from(BOT).process(exchange -> {
                if (runs.incrementAndGet() < 3) {
                    throw new IllegalStateException("as the test wants");
                }
            });
        });
        for (int attempt = 1; attempt <= 2; attempt++) {
            send(context, 1);
            awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, attempt);
        }
        send(context, 1);

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(3);
        assertThat(others).hasValue(1);
    }

    @Test
    void theExchangeSaysWhatFailedToTheExceptionHandler() throws Exception {
        AtomicInteger bridged = new AtomicInteger();
        CamelContext context = contexts.start(route -> {
            route.onException(IllegalStateException.class).process((Exchange exchange) -> bridged.incrementAndGet());
            route.from(BOT + "&bridgeErrorHandler=true").throwException(new IllegalStateException("as the test wants"));
        });
        send(context, 1);

        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(bridged).hasPositiveValue();
    }
}
