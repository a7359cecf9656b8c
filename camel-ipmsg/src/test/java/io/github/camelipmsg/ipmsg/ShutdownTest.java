/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.producer;
import static io.github.camelipmsg.ipmsg.Contexts.sendAsync;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order in which a context with a node comes to its end. */
@Timeout(60)
class ShutdownTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void whatIsAtWorkCompletesAndIsConfirmedAndTheGoodbyeGoesLast() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        RawPeer peer = contexts.peer("peer");
        CamelContext context = contexts.create();
        Contexts.configuration(context).setDiscoveryAddresses(peer.address());
        Contexts.add(
                context,
                route -> route.from("ipmsg:bot?acknowledge=ON_COMPLETION&maxInFlight=4")
                        .process(exchange -> {
                            begun.incrementAndGet();
                            gate.await();
                        })
                        .to("mock:bot"));
        context.start();
        IpmsgConsumer consumer = (IpmsgConsumer) context.getRoutes().get(0).getConsumer();
        InetSocketAddress bot = address(context, "bot");
        RawPeer silent = contexts.peer("silent");
        CompletableFuture<Exchange> pending =
                sendAsync(context, producer(context, "ipmsg:bot?to=" + silent.address()), "never confirmed");
        int first = peer.message(bot, "at work");
        int second = peer.message(bot, "taken, and waits for the first");
        soon().until(() -> begun.get() == 1);
        Contexts.awaitMembers(context, "bot", 0); // the loop has seen the second, too

        Thread stopper = new Thread(context::stop);
        stopper.start();
        soon().until(() -> !consumer.isAtWork());
        int late = peer.message(bot, "too late");
        gate.countDown();
        stopper.join(TimeUnit.SECONDS.toMillis(30));

        soon().until(() -> peer.heard(RawPeer.BR_EXIT).size() == 2);
        assertThat(peer.receipts())
                .containsExactly(String.valueOf(first), String.valueOf(second))
                .doesNotContain(String.valueOf(late));
        assertThat(peer.everything()).extracting(RawPeer.Heard::command).endsWith(RawPeer.BR_EXIT, RawPeer.BR_EXIT);
        Exchange outcome = pending.get(10, TimeUnit.SECONDS);
        assertThat(outcome.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS))
                .isEqualTo("UNCONFIRMED");
        assertThat((List<?>) outcome.getMessage().getHeader(IpmsgConstants.DELIVERIES))
                .singleElement()
                .satisfies(delivery -> assertThat(((Delivery) delivery).cause()).contains(Delivery.Cause.SHUTDOWN));
    }
}
