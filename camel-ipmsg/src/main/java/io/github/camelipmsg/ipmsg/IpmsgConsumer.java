/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.MessageHandler;
import io.github.camelipmsg.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an exchange of every message that its node receives. The receipt goes out when the message has its place in the
 * queue; if there is none, or the consumer is suspended, no receipt goes out and the sender repeats it.
 */
public class IpmsgConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {
    /** Camel waits for what is pending before it stops a route; this is for those who stop a consumer by itself. */
    private static final Duration LAST_EXCHANGES_TAKE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(IpmsgConsumer.class);

    private final IpmsgEndpoint endpoint;
    private volatile @Nullable Intake intake; // while started

    IpmsgConsumer(IpmsgEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    /** What takes the node's messages, from start to stop. */
    private final class Intake implements MessageHandler {
        final Node node;
        final ExecutorService threads;
        final SenderQueues queues;

        Intake(Node node, ExecutorService threads, int maxInFlight) {
            this.node = node;
            this.threads = threads;
            this.queues = new SenderQueues(maxInFlight, threads, this::route);
        }

        /** On the node's loop. */
        @Override
        public boolean wants(InboundMessage message) {
            return isRunAllowed() && !isSuspendingOrSuspended();
        }

        /** On the node's loop. */
        @Override
        public Optional<Slot> reserve() {
            return queues.reserve() ? Optional.of(new Place()) : Optional.empty();
        }

        /** On a thread of ours: here a message becomes an exchange. */
        private void route(InboundMessage message, Runnable done) {
            Exchange exchange = createExchange(false);
            try {
                IpmsgBinding.toExchange(message, exchange);
                getAsyncProcessor().process(exchange, doneSync -> finish(exchange, message, done));
            } catch (RuntimeException e) {
                exchange.setException(e);
                finish(exchange, message, done);
            }
        }

        private void finish(Exchange exchange, InboundMessage message, Runnable done) {
            try {
                @Nullable Exception failure = exchange.getException();
                if (failure == null) {
                    node.opened(message);
                } else {
                    getExceptionHandler()
                            .handleException(
                                    "Cannot process message " + message.number() + " of " + message.sender(),
                                    exchange,
                                    failure);
                }
                releaseExchange(exchange, false);
            } finally {
                done.run(); // whatever happened, the sender's next message has its turn
            }
        }

        private final class Place implements Slot {
            @Override
            public CompletionStage<?> accept(InboundMessage message) {
                queues.add(message);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void release() {
                queues.release();
            }
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        int maxInFlight = endpoint.getConfiguration().getMaxInFlight();
        if (maxInFlight < 1) {
            throw new IllegalArgumentException(
                    "maxInFlight must be at least 1, but is " + maxInFlight + " in " + endpoint.describe());
        }
        if (endpoint.getExchangePattern() == ExchangePattern.InOut) {
            throw new IllegalArgumentException("exchangePattern=InOut in " + endpoint.describe()
                    + ": a route cannot reply to the sender by its result yet; send with header " + IpmsgConstants.TO);
        }
        Node node = endpoint.getComponent().nodes().acquire(endpoint);
        ExecutorService threads = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newThreadPool(this, "IpmsgConsumer[" + endpoint.getName() + "]", ThreadPools.consumer(maxInFlight));
        Intake started = new Intake(node, threads, maxInFlight);
        intake = started;
        try {
            node.subscribe(started).toCompletableFuture().get(LAST_EXCHANGES_TAKE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            doStop(); // Camel does not stop what did not start
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        Intake stopping = intake;
        intake = null;
        if (stopping != null) {
            stopTaking(stopping);
            int lost = stopping.queues.drain(LAST_EXCHANGES_TAKE);
            if (lost > 0) {
                LOG.warn("{} messages that were confirmed are not routed, because {} was stopped", lost, endpoint);
            }
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(stopping.threads);
            endpoint.getComponent().nodes().release(endpoint);
        }
        super.doStop();
    }

    private static void stopTaking(Intake stopping) throws InterruptedException {
        try {
            stopping.node
                    .unsubscribe(stopping)
                    .toCompletableFuture()
                    .get(LAST_EXCHANGES_TAKE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The node has stopped before its consumer", e);
        }
    }

    /** Of a consumer that is started. */
    SenderQueues queues() {
        Intake started = intake;
        if (started == null) {
            throw new IllegalStateException(this + " is not started");
        }
        return started.queues;
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false; // take no more messages at once; what was taken is completed
    }

    @Override
    public int getPendingExchangesSize() {
        Intake started = intake;
        return started == null ? 0 : started.queues.waiting();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        Intake started = intake;
        if (forced && started != null) {
            started.queues.drain(Duration.ZERO);
        }
    }
}
