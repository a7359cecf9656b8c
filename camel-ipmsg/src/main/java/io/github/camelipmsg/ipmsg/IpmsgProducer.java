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
 * exchange goes on, on a worker of the node, when every recipient has an outcome.
 */
public class IpmsgProducer extends DefaultAsyncProducer {
    private final IpmsgEndpoint endpoint;
    private @Nullable Node node;
    private @Nullable IpmsgBinding binding;

    IpmsgProducer(IpmsgEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            IpmsgBinding.clearOutcome(exchange.getMessage());
            OutboundMessage message = binding().toMessage(exchange);
            node().send(message).whenComplete((result, failure) -> {
                finish(exchange, message, result, failure);
                callback.done(false);
            });
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private void finish(
            Exchange exchange, OutboundMessage sent, @Nullable DeliveryResult result, @Nullable Throwable failure) {
        try {
            if (result != null) {
                binding().setOutcome(exchange, result, sent.confirmed());
            } else {
                exchange.setException(binding().toException(failure));
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    private Node node() {
        if (node == null) {
            throw new IllegalStateException("The producer of " + endpoint.describe() + " is not started");
        }
        return node;
    }

    private IpmsgBinding binding() {
        if (binding == null) {
            throw new IllegalStateException("The producer of " + endpoint.describe() + " is not started");
        }
        return binding;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        IpmsgBinding.check(endpoint.getConfiguration()); // before the node tells the network that it is there
        Node acquired = endpoint.getComponent().nodes().acquire(endpoint);
        try {
            binding = new IpmsgBinding(
                    endpoint.getConfiguration(), acquired.options().discoveryPort());
            node = acquired;
        } catch (RuntimeException e) {
            endpoint.getComponent().nodes().release(endpoint);
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (node != null) {
            node = null;
            endpoint.getComponent().nodes().release(endpoint);
        }
        super.doStop();
    }
}
