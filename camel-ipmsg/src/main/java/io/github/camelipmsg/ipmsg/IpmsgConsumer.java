/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.MessageHandler;
import io.github.camelipmsg.node.Node;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes an exchange of every message that its node receives. The receipt goes out when the message has its place in the
 * queue; if there is none, no receipt goes out and the sender repeats it.
 */
public class IpmsgConsumer extends DefaultConsumer implements Suspendable, ShutdownAware, MessageHandler {
    private final IpmsgEndpoint endpoint;
    private @Nullable Node node;
    private @Nullable ExecutorService executor;
    private @Nullable SenderQueues queues;

    IpmsgConsumer(IpmsgEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    // ---- on the node's loop --------------------------------------------------------------------------------------

    @Override
    public boolean wants(InboundMessage message) {
        return isRunAllowed() && !isSuspendingOrSuspended();
    }

    @Override
    public Optional<Slot> reserve() {
        SenderQueues to = queues;
        if (to == null || !to.reserve()) {
            return Optional.empty();
        }
        return Optional.of(new Slot() {
            @Override
            public CompletionStage<?> accept(InboundMessage message) {
                to.add(message);
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void release() {
                to.release();
            }
        });
    }

    // ---- on a worker ---------------------------------------------------------------------------------------------

    private void route(InboundMessage message, Runnable done) {
        Exchange exchange = createExchange(false);
        try {
            IpmsgBinding.toExchange(message, exchange);
            getAsyncProcessor().process(exchange, doneSync -> {
                finish(exchange, message);
                done.run();
            });
        } catch (RuntimeException e) {
            exchange.setException(e);
            finish(exchange, message);
            done.run();
        }
    }

    private void finish(Exchange exchange, InboundMessage message) {
        if (exchange.getException() != null) {
            getExceptionHandler()
                    .handleException(
                            "Cannot process message " + message.number() + " of " + message.sender(),
                            exchange,
                            exchange.getException());
        } else if (node != null) {
            node.opened(message);
        }
        releaseExchange(exchange, false);
    }

    // ---- life ----------------------------------------------------------------------------------------------------

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Node acquired = endpoint.getComponent().nodes().acquire(endpoint);
        int maxInFlight = endpoint.getConfiguration().getMaxInFlight();
        ExecutorService threads = executors()
                .newThreadPool(this, "IpmsgConsumer[" + endpoint.getName() + "]", ThreadPools.consumer(maxInFlight));
        node = acquired;
        executor = threads;
        queues = new SenderQueues(maxInFlight, threads, this::route);
        acquired.subscribe(this);
    }

    @Override
    protected void doStop() throws Exception {
        if (node != null) {
            node.unsubscribe(this);
            node = null;
            endpoint.getComponent().nodes().release(endpoint);
        }
        if (executor != null) {
            executors().shutdownGraceful(executor);
            executor = null;
        }
        super.doStop();
    }

    private ExecutorServiceManager executors() {
        return endpoint.getCamelContext().getExecutorServiceManager();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false; // stop taking messages at once; what was taken is completed
    }

    @Override
    public int getPendingExchangesSize() {
        SenderQueues waiting = queues;
        return waiting == null ? 0 : waiting.waiting();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing that stopping does not do
    }
}
