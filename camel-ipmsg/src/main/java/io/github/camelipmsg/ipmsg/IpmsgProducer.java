/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Node;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the body of each exchange and puts what became of it into headers, or does another {@link Operation}. Waiting for
 * receipts holds no thread: the exchange goes on, on a callback thread of the node, when every recipient has an outcome.
 */
public class IpmsgProducer extends DefaultAsyncProducer {
    private final IpmsgEndpoint endpoint;
    private volatile @Nullable IpmsgOperations operations; // while started

    IpmsgProducer(IpmsgEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            CompletionStage<Runnable> unused = started().begin(exchange).whenComplete((rest, failure) -> {
                finish(exchange, rest, failure);
                callback.done(false);
            });
            return false;
        } catch (Throwable e) { // an Error, too: nobody else calls back
            IpmsgBinding.clearOutcome(exchange.getMessage());
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static void finish(Exchange exchange, @Nullable Runnable rest, @Nullable Throwable failure) {
        try {
            if (rest != null) {
                rest.run();
            } else {
                exchange.setException(IpmsgBinding.toException(failure));
            }
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }

    private IpmsgOperations started() {
        IpmsgOperations started = operations;
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
        try {
            operations = new IpmsgOperations(
                    node,
                    new IpmsgBinding(endpoint.getConfiguration(), node.options().discoveryPort()));
        } catch (Throwable e) {
            endpoint.getComponent().nodes().release(endpoint); // Camel does not stop what did not start
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (operations != null) {
            operations = null;
            endpoint.getComponent().nodes().release(endpoint);
        }
        super.doStop();
    }
}
