/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.MessageHandler;
import io.github.camelipmsg.node.Node;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a node for one consumer, from its start to its stop, and has an exchange made of each. Thread-safe:
 * the node calls on its loop, the rest happens on the consumer's threads.
 */
final class Intake implements MessageHandler {
    private final IpmsgConsumer consumer;
    private final Node node;
    private final WorkQueues queues;
    private final SenderFilter filter;
    private final Acknowledge acknowledge;
    private final Open open;
    private final @Nullable Replies replies; // null if routes do not reply by their result

    Intake(IpmsgConsumer consumer, Node node, WorkQueues queues, SenderFilter filter, @Nullable Replies replies) {
        this.consumer = consumer;
        this.node = node;
        this.queues = queues;
        this.filter = filter;
        this.acknowledge = consumer.getEndpoint().getConfiguration().getAcknowledge();
        this.open = consumer.getEndpoint().getConfiguration().getOpen();
        this.replies = replies;
    }

    @Override
    public boolean wants(InboundMessage message) {
        return consumer.isAtWork() && filter.matches(message);
    }

    @Override
    public Optional<Slot> reserve() {
        return queues.reserve() ? Optional.of(new Place()) : Optional.empty();
    }

    private final class Place implements Slot {
        @Override
        public CompletionStage<?> accept(InboundMessage message) {
            Taken taken = new Taken(message);
            queues.add(taken);
            if (open == Open.ON_RECEIVE) {
                node.opened(message);
            }
            return acknowledge == Acknowledge.ON_RECEIVE ? CompletableFuture.completedFuture(null) : taken.completed;
        }

        @Override
        public void release() {
            queues.release();
        }
    }

    /** A message that waits for its exchange. */
    private final class Taken implements WorkQueues.Work {
        final CompletableFuture<Void> completed = new CompletableFuture<>();
        private final InboundMessage message;

        Taken(InboundMessage message) {
            this.message = message;
        }

        @Override
        public Object orderedBy() {
            return message.sender().identity();
        }

        @Override
        public void run(Runnable done) {
            consumer.route(
                    exchange -> IpmsgBinding.toExchange(message, exchange),
                    "message " + message.number() + " of " + message.sender(),
                    this::finish,
                    done);
        }

        private void finish(Exchange exchange) {
            if (exchange.isFailed() || exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
                completed.completeExceptionally(new IllegalStateException("the route failed", exchange.getException()));
                return;
            }
            completed.complete(null); // the receipt goes before the reply
            if (open == Open.ON_COMPLETION) {
                node.opened(message);
            }
            if (replies != null) {
                replies.send(exchange, message);
            }
        }

        @Override
        public void dropped() {
            completed.completeExceptionally(new IllegalStateException("the consumer was stopped"));
        }
    }
}
