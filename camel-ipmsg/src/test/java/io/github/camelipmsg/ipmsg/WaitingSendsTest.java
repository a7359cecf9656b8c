/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Waiting for receipts holds no thread. */
class WaitingSendsTest {
    private static final int SENDS = 2_000;
    /** The node's loop and its workers, whatever is under way. */
    private static final int NODE_THREADS = 9;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void holdsNoThreadForThousandsOfSendsThatWait() throws Exception {
        CamelContext context = contexts.create();
        context.start();
        RawPeer peer = contexts.peer("peer");
        AsyncProducer producer = Contexts.producer(
                context, "ipmsg:a?retryInterval=200&maxRetries=100&confirmationTimeout=60s&to=" + peer.address());

        List<CompletableFuture<Exchange>> sends = new ArrayList<>();
        IntStream.range(0, SENDS).forEach(i -> sends.add(Contexts.sendAsync(context, producer, "message " + i)));
        peer.await(RawPeer.SENDMSG);

        assertThat(sends).noneMatch(CompletableFuture::isDone);
        assertThat(contexts.threads()).hasSizeLessThanOrEqualTo(NODE_THREADS);

        peer.confirming();
        for (CompletableFuture<Exchange> send : sends) {
            assertThat(send.get(60, TimeUnit.SECONDS).getMessage().getHeader("CamelIpmsgDeliveryStatus"))
                    .isEqualTo("RECEIVED");
        }
        assertThat(peer.heard(RawPeer.SENDMSG).stream().map(RawPeer.Heard::text).distinct())
                .hasSize(SENDS);
    }

    @Test
    void leavesTheThreadOfTheRouteAtOnceAndGoesOnOnAnother() throws Exception {
        CamelContext context = contexts.create();
        context.start();
        RawPeer peer = contexts.peer("peer");
        AsyncProducer producer = Contexts.producer(context, "ipmsg:a?to=" + peer.address());
        Thread sender = Thread.currentThread();

        CompletableFuture<Thread> wentOnOn = new CompletableFuture<>();
        Exchange exchange = context.getEndpoint("ipmsg:a").createExchange();
        exchange.getMessage().setBody("x");
        boolean doneAtOnce = producer.process(exchange, doneSync -> wentOnOn.complete(Thread.currentThread()));
        assertThat(doneAtOnce).isFalse();
        peer.confirm(peer.await(RawPeer.SENDMSG));

        assertThat(wentOnOn.get(10, TimeUnit.SECONDS))
                .isNotSameAs(sender)
                .satisfies(thread -> assertThat(thread.getName()).contains("IpmsgCallback[a]"));
    }
}
