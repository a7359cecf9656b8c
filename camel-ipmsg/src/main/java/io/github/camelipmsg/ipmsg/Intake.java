/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.MessageHandler;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.OutboundMessage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a node for one consumer, from its start to its stop, and has an exchange made of each. Thread-safe:
 * the node calls on its loop, the rest happens on the consumer's threads, and on those that complete exchanges.
 */
final class Intake implements MessageHandler {
    private final IpmsgConsumer consumer;
    private final Node node;
    private final WorkQueues queues;
    private final WorkQueues memory;
    private final SenderFilter filter;
    private final Acknowledge acknowledge;
    private final Open open;
    private final @Nullable KnownMessages known; // null if the node's memory will do
    private final @Nullable Replies replies; // null if routes do not reply by their result

    Intake(
            IpmsgConsumer consumer,
            Node node,
            WorkQueues queues,
            SenderFilter filter,
            @Nullable KnownMessages known,
            @Nullable Replies replies) {
        this.consumer = consumer;
        this.node = node;
        this.queues = queues;
        this.memory = queues.besides(IpmsgConsumer.INBOX);
        this.filter = filter;
        this.acknowledge = consumer.getEndpoint().getConfiguration().getAcknowledge();
        this.open = consumer.getEndpoint().getConfiguration().getOpen();
        this.known = known;
        this.replies = replies;
    }

    /** What has completed and waits to be remembered: among the exchanges at work, and with places of its own. */
    WorkQueues memory() {
        return memory;
    }

    @Override
    public String name() {
        return consumer.scope();
    }

    @Override
    public boolean replies() {
        return replies != null;
    }

    @Override
    public boolean wants(InboundMessage message) {
        return consumer.isAtWork() && filter.matches(message);
    }

    @Override
    public Optional<Slot> reserve(InboundMessage message) {
        Room room = new Room(holder(message), message.places());
        return queues.reserve(room.holder, room.places) ? Optional.of(room) : Optional.empty();
    }

    /** Its address: names are invented as one pleases, so they have no share each. */
    private static Object holder(InboundMessage message) {
        return message.from().getAddress();
    }

    private final class Room implements Slot {
        private final Object holder;
        private final int places;

        Room(Object holder, int places) {
            this.holder = holder;
            this.places = places;
        }

        @Override
        public CompletionStage<?> accept(InboundMessage message) {
            Taken taken = new Taken(message);
            queues.add(taken);
            if (open == Open.ON_RECEIVE) {
                node.opened(message);
            }
            boolean accepted =
                    acknowledge == Acknowledge.ON_RECEIVE && !taken.dropped; // its route may have failed by now
            return accepted ? CompletableFuture.completedFuture(null) : taken.completed;
        }

        @Override
        public void release() {
            queues.release(holder, places);
        }
    }

    /**
     * A message that waits for its exchange, and then for that to complete: this is when its unit of work does, wherever
     * the route may have handed that to.
     */
    private final class Taken implements WorkQueues.Work, Synchronization {
        final CompletableFuture<Void> completed = new CompletableFuture<>();
        private final InboundMessage message;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Thread turn; // while that runs the route
        private volatile boolean dropped;

        Taken(InboundMessage message) {
            this.message = message;
        }

        @Override
        public Object orderedBy() {
            return message.sender().identity();
        }

        @Override
        public Object holder() {
            return Intake.holder(message);
        }

        @Override
        public int places() {
            return message.places();
        }

        @Override
        public void run(Runnable done) {
            @Nullable RuntimeException failure = null;
            try {
                if (known != null && known.isKnown(message)) {
                    repeated();
                    done.run();
                    return;
                }
            } catch (RuntimeException e) {
                failure = e;
            }
            route(failure, done);
        }

        /** As an earlier run of this node, or another one, has said: it needs a receipt, and nothing else. */
        private void repeated() {
            completed.complete(null);
            if (open == Open.ON_COMPLETION && acknowledge == Acknowledge.ON_COMPLETION) {
                node.opened(message); // which that one may have had no time for
            }
            sayNothing();
        }

        private void route(@Nullable RuntimeException failure, Runnable done) {
            turn = Thread.currentThread();
            consumer.route(
                    exchange -> {
                        IpmsgBinding.toExchange(message, exchange);
                        exchange.getExchangeExtension().addOnCompletion(this);
                        if (failure != null) {
                            throw failure;
                        }
                    },
                    "message " + message.number() + " of " + message.sender(),
                    exchange -> consumer.completeUnlessOthersDo(exchange, this),
                    done);
            turn = null;
        }

        // ---- on the thread that completes the exchange -----------------------------------------------------------

        @Override
        public void onComplete(Exchange exchange) {
            if (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast()) {
                onFailure(exchange);
            } else if (ended.compareAndSet(false, true)) {
                @Nullable
                OutboundMessage reply =
                        replies == null ? null : replies.of(exchange, message).orElse(null);
                if (known == null || acknowledge == Acknowledge.ON_RECEIVE) {
                    finish(reply);
                } else {
                    remember(known, reply);
                }
            }
        }

        @Override
        public void onFailure(Exchange exchange) {
            if (ended.compareAndSet(false, true)) {
                fail("the route failed", exchange.getException());
            }
        }

        /** On a thread of the consumer's: on this one, if the route has completed in its turn, or on the next that is free. */
        private void remember(KnownMessages repository, @Nullable OutboundMessage reply) {
            Remembering task = new Remembering(this, repository, reply);
            if (Thread.currentThread() == turn) {
                task.remember();
            } else if (memory.reserve(task, 1)) {
                memory.add(task);
            } else if (consumer.isRunAllowed()) { // more complete elsewhere than can wait here
                task.remember();
            } else {
                task.dropped();
            }
        }

        private void finish(@Nullable OutboundMessage reply) {
            completed.complete(null); // the receipt goes before the reply
            if (open == Open.ON_COMPLETION) {
                node.opened(message);
            }
            if (replies != null && reply != null) {
                replies.send(reply, message);
            } else {
                sayNothing();
            }
        }

        private void failed(RuntimeException repository) {
            consumer.getExceptionHandler().handleException(repository);
            fail("the repository failed", repository);
        }

        private void fail(String why, @Nullable Throwable cause) {
            completed.completeExceptionally(new IllegalStateException(why, cause));
            sayNothing();
        }

        private void sayNothing() {
            if (replies != null) {
                node.noReply(message);
            }
        }

        @Override
        public void dropped() {
            dropped = true;
            fail("the consumer was stopped", null);
        }
    }

    /** What is left to do with a message whose route has completed. */
    private record Remembering(
            Taken taken, KnownMessages repository, @Nullable OutboundMessage reply) implements WorkQueues.Work {
        @Override
        public Object orderedBy() {
            return taken; // behind nobody: the sender's turn is over
        }

        @Override
        public void run(Runnable done) {
            try {
                remember();
            } finally {
                done.run();
            }
        }

        void remember() {
            try {
                repository.completed(taken.message);
            } catch (RuntimeException e) {
                taken.failed(e);
                return;
            }
            taken.finish(reply);
        }

        @Override
        public void dropped() {
            taken.fail("the consumer was stopped before its repository was told", null);
        }
    }
}
