/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was taken and waits for its exchange: messages of one sender, or events about one member, are run one after the
 * other, those of different ones side by side, at most so many at a time. Two kinds of work can share that number.
 *
 * <p>Thread-safe: a lock guards the queues and is never held while anything is run. Bounded: a place must be reserved
 * first. What the executor refuses, because it was shut down or can make no thread, is dropped and told so.
 */
final class WorkQueues {
    private final InFlight inFlight;
    private final ReentrantLock lock;
    private final Map<Object, Queue<Work>> queues = new HashMap<>(); // by what is at work or ready
    private final Queue<Object> ready = new ArrayDeque<>();
    private CompletableFuture<Void> idle = new CompletableFuture<>();
    private int places;

    /** What several queues share. Guarded by its lock. */
    private static final class InFlight {
        final int most;
        final Executor executor;
        final ReentrantLock lock = new ReentrantLock();
        final Queue<WorkQueues> turns = new ArrayDeque<>();
        final Queue<Runnable> refusals = new ArrayDeque<>(); // to be told when the lock is free
        int atWork;

        InFlight(int most, Executor executor) {
            this.most = most;
            this.executor = executor;
        }

        /** Those who have something ready, in turns: a flood of one kind does not hold up the other. */
        void startReady() {
            for (int idle = 0; atWork < most && idle < turns.size(); ) {
                WorkQueues next = turns.remove();
                turns.add(next);
                idle = next.startOne() ? 0 : idle + 1;
            }
        }
    }

    /** Something to run. */
    interface Work {
        /** What has the same of these is run in the order in which it came. */
        Object orderedBy();

        /** How many places it was given, and gives back when it is done. */
        default int places() {
            return 1;
        }

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
        this(new InFlight(maxInFlight, executor), waiting);
    }

    private WorkQueues(InFlight inFlight, int waiting) {
        this.inFlight = inFlight;
        this.lock = inFlight.lock;
        this.places = inFlight.most + waiting;
        locked(() -> inFlight.turns.add(this));
    }

    /** Further empty queues, with places of their own. Of what these and those hold, {@code maxInFlight} is at work together. */
    WorkQueues besides(int waiting) {
        return new WorkQueues(inFlight, waiting);
    }

    /** Takes places, if there are so many, which {@link #add} fills or {@link #release} gives back. */
    boolean reserve(int wanted) {
        return locked(() -> {
            boolean free = places >= wanted;
            places -= free ? wanted : 0;
            return free;
        });
    }

    void release(int unused) {
        locked(() -> places += unused);
    }

    /** How much waits, what is at work not counted. */
    int waiting() {
        return locked(() -> queues.values().stream().mapToInt(Queue::size).sum());
    }

    void add(Work work) {
        Object order = work.orderedBy();
        lock.lock();
        try {
            @Nullable Queue<Work> queue = queues.get(order);
            if (queue == null) {
                queue = new ArrayDeque<>();
                queues.put(order, queue);
                ready.add(order);
            }
            queue.add(work);
            inFlight.startReady();
        } finally {
            lock.unlock();
        }
        tellRefusals();
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
        places += dropped.stream().mapToInt(Work::places).sum();
        ready.forEach(queues::remove); // the others are at work still
        ready.clear();
        return dropped;
    }

    /** False if nothing is ready. */
    private boolean startOne() {
        @Nullable Object order = ready.poll();
        if (order == null) {
            return false;
        }
        @Nullable Queue<Work> queue = queues.get(order);
        @Nullable Work work = queue == null ? null : queue.poll();
        if (work != null) {
            inFlight.atWork++;
            AtomicBoolean done = new AtomicBoolean();
            try {
                inFlight.executor.execute(() -> work.run(() -> {
                    if (done.compareAndSet(false, true)) {
                        done(order, work.places());
                    }
                }));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                freed(order, work.places());
                inFlight.refusals.add(() -> {
                    work.dropped();
                    tellIfIdle();
                });
            }
        }
        return true;
    }

    private void done(Object order, int placesFreed) {
        locked(() -> {
            freed(order, placesFreed);
            inFlight.startReady();
            return null;
        });
        tellRefusals();
        tellIfIdle();
    }

    private void freed(Object order, int placesFreed) {
        inFlight.atWork--;
        places += placesFreed;
        @Nullable Queue<Work> queue = queues.get(order);
        if (queue == null || queue.isEmpty()) {
            queues.remove(order);
        } else {
            ready.add(order); // behind the others: one sender that floods does not starve them
        }
    }

    private void tellRefusals() {
        List<Runnable> refusals = locked(() -> {
            List<Runnable> all = List.copyOf(inFlight.refusals);
            inFlight.refusals.clear();
            return all;
        });
        refusals.forEach(Runnable::run);
    }

    private void tellIfIdle() {
        Optional<CompletableFuture<Void>> allDone = locked(() -> {
            if (!queues.isEmpty()) {
                return Optional.empty();
            }
            CompletableFuture<Void> waitedFor = idle;
            idle = new CompletableFuture<>();
            return Optional.of(waitedFor);
        });
        allDone.ifPresent(waitedFor -> waitedFor.complete(null));
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
