/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.protocol.Identity;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Messages that were taken and wait for their exchange: those of one sender are run one after the other, those of
 * different senders side by side, at most so many at a time.
 *
 * <p>Thread-safe: a lock guards the queues and is never held while a message is run. Bounded: a place must be reserved
 * first.
 */
final class SenderQueues {
    /** Messages that may wait beyond those at work: more than a burst that fills a socket's buffer. */
    static final int INBOX = 4_096;

    private final int maxInFlight;
    private final Executor executor;
    private final Work work;
    private final Map<Identity, Queue<InboundMessage>> bySender = new HashMap<>(); // the head is at work or ready
    private final Queue<Queue<InboundMessage>> ready = new ArrayDeque<>();
    private int atWork;
    private int places;

    /** Runs one message and tells when it is done, on whatever thread. */
    interface Work {
        void run(InboundMessage message, Runnable done);
    }

    SenderQueues(int maxInFlight, Executor executor, Work work) {
        this.maxInFlight = maxInFlight;
        this.executor = executor;
        this.work = work;
        this.places = maxInFlight + INBOX;
    }

    /** Takes a place, which {@link #add} fills or {@link #release} gives back. @return false if there is none */
    synchronized boolean reserve() {
        if (places == 0) {
            return false;
        }
        places--;
        return true;
    }

    synchronized void release() {
        places++;
    }

    /** Messages that wait, not those at work. */
    synchronized int waiting() {
        return bySender.values().stream().mapToInt(Queue::size).sum() - atWork;
    }

    synchronized void add(InboundMessage message) {
        Queue<InboundMessage> queue = bySender.computeIfAbsent(sender(message), sender -> new ArrayDeque<>());
        queue.add(message);
        if (queue.size() == 1) {
            ready.add(queue);
            startReady();
        }
    }

    private void startReady() {
        while (atWork < maxInFlight && !ready.isEmpty()) {
            Queue<InboundMessage> queue = ready.remove();
            InboundMessage message = queue.element();
            atWork++;
            executor.execute(() -> work.run(message, () -> done(queue)));
        }
    }

    private synchronized void done(Queue<InboundMessage> queue) {
        atWork--;
        places++;
        InboundMessage message = queue.remove();
        if (queue.isEmpty()) {
            bySender.remove(sender(message));
        } else {
            ready.add(queue); // behind the other senders: one that floods does not starve them
        }
        startReady();
    }

    private static Identity sender(InboundMessage message) {
        return message.sender().identity();
    }
}
