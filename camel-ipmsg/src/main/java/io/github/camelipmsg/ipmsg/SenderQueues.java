/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.protocol.Identity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Map<Identity, Queue<InboundMessage>> bySender = new HashMap<>(); // of those at work or ready
    private final Queue<Identity> ready = new ArrayDeque<>();
    private int atWork;
    private int places;

    /** Runs one message and tells when it is done, on whatever thread. */
    interface Work {
        void run(InboundMessage message, Runnable done);
    }

    /**
     * Empty queues.
     *
     * @param executor has a thread for each of {@code maxInFlight} messages
     */
    SenderQueues(int maxInFlight, Executor executor, Work work) {
        this.maxInFlight = maxInFlight;
        this.executor = executor;
        this.work = work;
        this.places = maxInFlight + INBOX;
    }

    /** Takes a place, if there is one, which {@link #add} fills or {@link #release} gives back. */
    boolean reserve() {
        return locked(() -> {
            boolean free = places > 0;
            places -= free ? 1 : 0;
            return free;
        });
    }

    void release() {
        locked(() -> places += 1);
    }

    /** Messages that wait, not those at work. */
    int waiting() {
        return locked(() -> bySender.values().stream().mapToInt(Queue::size).sum());
    }

    void add(InboundMessage message) {
        lock.lock();
        try {
            Identity sender = message.sender().identity();
            @Nullable Queue<InboundMessage> queue = bySender.get(sender);
            if (queue == null) {
                queue = new ArrayDeque<>();
                bySender.put(sender, queue);
                ready.add(sender);
            }
            queue.add(message);
            startReady();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything that was added has been run, or time is up; then drops what has not begun.
     *
     * @return how many were dropped
     */
    int drain(Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (!bySender.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return locked(this::drop);
    }

    private int drop() {
        int dropped = 0;
        for (Queue<InboundMessage> queue : bySender.values()) {
            dropped += queue.size();
            queue.clear();
        }
        places += dropped;
        ready.forEach(bySender::remove); // the others are at work still
        ready.clear();
        return dropped;
    }

    private void startReady() {
        while (atWork < maxInFlight && !ready.isEmpty()) {
            Identity sender = ready.remove();
            @Nullable Queue<InboundMessage> queue = bySender.get(sender);
            @Nullable InboundMessage message = queue == null ? null : queue.poll();
            if (message != null) {
                atWork++;
                AtomicBoolean done = new AtomicBoolean();
                executor.execute(() -> work.run(message, () -> {
                    if (done.compareAndSet(false, true)) {
                        done(sender);
                    }
                }));
            }
        }
    }

    private void done(Identity sender) {
        lock.lock();
        try {
            atWork--;
            places++;
            @Nullable Queue<InboundMessage> queue = bySender.get(sender);
            if (queue == null || queue.isEmpty()) {
                bySender.remove(sender);
            } else {
                ready.add(sender); // behind the other senders: one that floods does not starve them
            }
            startReady();
            if (bySender.isEmpty()) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
