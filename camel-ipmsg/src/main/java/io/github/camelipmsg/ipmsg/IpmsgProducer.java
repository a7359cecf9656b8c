/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryResult;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.OutboundMessage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the body of each exchange and puts what became of it into headers. Waiting for receipts holds no thread: the
 * exchange goes on, on a callback thread of the node, when every recipient has an outcome.
 */
public class IpmsgProducer extends DefaultAsyncProducer {
    private final IpmsgEndpoint endpoint;
    private volatile @Nullable Sender sender; // while started

    /** What an exchange is sent with, from start to stop. */
    private record Sender(Node node, IpmsgBinding binding) {
        void send(Exchange exchange, OutboundMessage message, AsyncCallback callback) {
            node.send(message).whenComplete((result, failure) -> {
                finish(exchange, result, failure);
                callback.done(false);
            });
        }

        private void finish(Exchange exchange, @Nullable DeliveryResult result, @Nullable Throwable failure) {
            try {
                if (result != null) {
                    binding.setOutcome(exchange, result);
                } else {
                    exchange.setException(binding.toException(failure));
                }
            } catch (RuntimeException e) {
                exchange.setException(e);
            }
        }
    }

    IpmsgProducer(IpmsgEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            IpmsgBinding.clearOutcome(exchange.getMessage());
            Sender started = started();
            started.send(exchange, started.binding().toMessage(exchange), callback);
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private Sender started() {
        Sender started = sender;
        if (started == null) {
            throw new IllegalStateException("The producer of " + endpoint.describe() + " is not started");
        }
        return started;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        IpmsgBinding.check(endpoint.getConfiguration()); // before the node tells the network that it is there
        Node node = endpoint.getComponent().nodes().acquire(endpoint);
        sender = new Sender(
                node,
                new IpmsgBinding(endpoint.getConfiguration(), node.options().discoveryPort()));
    }

    @Override
    protected void doStop() throws Exception {
        if (sender != null) {
            sender = null;
            endpoint.getComponent().nodes().release(endpoint);
        }
        super.doStop();
    }
}
