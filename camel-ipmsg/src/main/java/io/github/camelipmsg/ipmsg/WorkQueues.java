/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was taken and waits for its exchange: messages of one sender, or events about one member, are run one after the
 * other, those of different ones side by side, at most so many at a time.
 *
 * <p>Thread-safe: a lock guards the queues and is never held while anything is run. Bounded: a place must be reserved
 * first.
 */
final class WorkQueues {
    private final int maxInFlight;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Queue<Work>> queues = new HashMap<>(); // by what is at work or ready
    private final Queue<Object> ready = new ArrayDeque<>();
    private CompletableFuture<Void> idle = new CompletableFuture<>();
    private int atWork;
    private int places;

    /** Something to run. */
    interface Work {
        /** What has the same of these is run in the order in which it came. */
        Object orderedBy();

        /** Runs it and tells when it is done, on whatever thread. */
        void run(Runnable done);

        /** It will never be run. */
        default void dropped() {}
    }

    /**
     * Empty queues.
     *
     * @param waiting how much may wait beyond what is at work
     * @param executor has a thread for each of {@code maxInFlight}
     */
    WorkQueues(int maxInFlight, int waiting, Executor executor) {
        this.maxInFlight = maxInFlight;
        this.executor = executor;
        this.places = maxInFlight + waiting;
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

    /** How much waits, what is at work not counted. */
    int waiting() {
        return locked(() -> queues.values().stream().mapToInt(Queue::size).sum());
    }

    void add(Work work) {
        lock.lock();
        try {
            Object order = work.orderedBy();
            @Nullable Queue<Work> queue = queues.get(order);
            if (queue == null) {
                queue = new ArrayDeque<>();
                queues.put(order, queue);
                ready.add(order);
            }
            queue.add(work);
            startReady();
        } finally {
            lock.unlock();
        }
    }

    /** Completes when everything that was added has been run, on whatever thread ran the last of it. */
    CompletionStage<Void> idle() {
        return locked(() -> {
            if (queues.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            return idle.minimalCompletionStage();
        });
    }

    /**
     * Drops what has not begun.
     *
     * @return how many were dropped
     */
    int drop() {
        List<Work> dropped = locked(this::dropWaiting);
        dropped.forEach(Work::dropped);
        return dropped.size();
    }

    private List<Work> dropWaiting() {
        List<Work> dropped = new ArrayList<>();
        for (Queue<Work> queue : queues.values()) {
            dropped.addAll(queue);
            queue.clear();
        }
        places += dropped.size();
        ready.forEach(queues::remove); // the others are at work still
        ready.clear();
        return dropped;
    }

    private void startReady() {
        while (atWork < maxInFlight && !ready.isEmpty()) {
            Object order = ready.remove();
            @Nullable Queue<Work> queue = queues.get(order);
            @Nullable Work work = queue == null ? null : queue.poll();
            if (work != null) {
                atWork++;
                AtomicBoolean done = new AtomicBoolean();
                executor.execute(() -> work.run(() -> {
                    if (done.compareAndSet(false, true)) {
                        done(order);
                    }
                }));
            }
        }
    }

    private void done(Object order) {
        @Nullable CompletableFuture<Void> allDone = null;
        lock.lock();
        try {
            atWork--;
            places++;
            @Nullable Queue<Work> queue = queues.get(order);
            if (queue == null || queue.isEmpty()) {
                queues.remove(order);
            } else {
                ready.add(order); // behind the others: one sender that floods does not starve them
            }
            startReady();
            if (queues.isEmpty()) {
                allDone = idle;
                idle = new CompletableFuture<>();
            }
        } finally {
            lock.unlock();
        }
        if (allDone != null) {
            allDone.complete(null);
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
