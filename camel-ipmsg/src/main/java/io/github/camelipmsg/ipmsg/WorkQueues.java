/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.SharedRoom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was taken and waits for its exchange: messages of one sender, or events about one member, are run one after the
 * other, those of different ones side by side, at most so many at a time. Two kinds of work can share that number.
 *
 * <p>Thread-safe: a lock guards the queues and is never held while anything is run. Bounded: a place must be reserved
 * first, and one holder cannot have more than half of them. What finds no thread, because the machine gives none, keeps its turn and is tried again; what an executor refuses
 * that was shut down is dropped and told so.
 */
final class WorkQueues {
    private static final int ATTEMPTS_IN_A_MINUTE = 600;
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueues.class);

    private final InFlight inFlight;
    private final ReentrantLock lock;
    private final Map<Object, Deque<Work>> queues = new HashMap<>(); // by what is at work or ready
    private final Deque<Object> ready = new ArrayDeque<>();
    private CompletableFuture<Void> idle = new CompletableFuture<>();
    private final SharedRoom room;

    /** What several queues share. Guarded by its lock. */
    private static final class InFlight {
        final int most;
        final Executor executor;
        final Consumer<Runnable> later;
        final ReentrantLock lock = new ReentrantLock();
        final Queue<WorkQueues> turns = new ArrayDeque<>();
        final Queue<Runnable> afterwards = new ArrayDeque<>(); // when the lock is free
        int atWork;
        boolean triesAgain;
        long attemptsInVain;

        InFlight(int most, Executor executor, Consumer<Runnable> later) {
            this.most = most;
            this.executor = executor;
            this.later = later;
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

        /** For whom its places were reserved: itself, if it shares in nobody's. */
        default Object holder() {
            return this;
        }

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
     * @param later runs something in a moment, on another thread
     */
    WorkQueues(int maxInFlight, int waiting, Executor executor, Consumer<Runnable> later) {
        this(new InFlight(maxInFlight, executor, later), waiting);
    }

    private WorkQueues(InFlight inFlight, int waiting) {
        this.inFlight = inFlight;
        this.lock = inFlight.lock;
        int places = inFlight.most + waiting;
        this.room = new SharedRoom(places, Math.max(1, places / 2));
        locked(() -> inFlight.turns.add(this));
    }

    /** Further empty queues, with places of their own. Of what these and those hold, {@code maxInFlight} is at work together. */
    WorkQueues besides(int waiting) {
        return new WorkQueues(inFlight, waiting);
    }

    /**
     * Takes places, if there are so many and this holder has not had its share, which {@link #add} fills or {@link #release}
     * gives back.
     */
    boolean reserve(Object holder, int wanted) {
        return locked(() -> room.take(holder, wanted));
    }

    void release(Object holder, int unused) {
        locked(() -> {
            room.giveBack(holder, unused);
            return null;
        });
    }

    /** How much waits, what is at work not counted. */
    int waiting() {
        return locked(() -> queues.values().stream().mapToInt(Queue::size).sum());
    }

    void add(Work work) {
        Object order = work.orderedBy();
        locked(() -> {
            @Nullable Deque<Work> queue = queues.get(order);
            if (queue == null) {
                queue = new ArrayDeque<>();
                queues.put(order, queue);
                ready.add(order);
            }
            queue.add(work);
            inFlight.startReady();
            return null;
        });
        tellAfterwards();
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
        dropped.forEach(work -> room.giveBack(work.holder(), work.places()));
        ready.forEach(queues::remove); // the others are at work still
        ready.clear();
        return dropped;
    }

    /** False if nothing is ready, or there is no thread for it. */
    private boolean startOne() {
        @Nullable Object order = ready.poll();
        if (order == null) {
            return false;
        }
        @Nullable Deque<Work> queue = queues.get(order);
        @Nullable Work work = queue == null ? null : queue.poll();
        if (queue != null && work != null) {
            inFlight.atWork++;
            AtomicBoolean done = new AtomicBoolean();
            try {
                inFlight.executor.execute(() -> work.run(() -> {
                    if (done.compareAndSet(false, true)) {
                        done(order, work);
                    }
                }));
                inFlight.attemptsInVain = 0;
            } catch (OutOfMemoryError e) { // the machine gives no thread
                inFlight.atWork--;
                queue.addFirst(work);
                ready.addFirst(order);
                tryAgainLater(e);
                return false;
            } catch (RejectedExecutionException e) { // it was shut down
                freed(order, work);
                inFlight.afterwards.add(() -> {
                    work.dropped();
                    tellIfIdle();
                });
            }
        }
        return true;
    }

    private void tryAgainLater(OutOfMemoryError cause) {
        if (inFlight.attemptsInVain++ % ATTEMPTS_IN_A_MINUTE == 0) {
            LOG.warn("No thread runs what has come: it waits for one", cause);
        }
        if (!inFlight.triesAgain) {
            inFlight.triesAgain = true;
            inFlight.afterwards.add(() -> inFlight.later.accept(() -> {
                locked(() -> {
                    inFlight.triesAgain = false;
                    inFlight.startReady();
                    return null;
                });
                tellAfterwards();
            }));
        }
    }

    private void done(Object order, Work work) {
        locked(() -> {
            freed(order, work);
            inFlight.startReady();
            return null;
        });
        tellAfterwards();
        tellIfIdle();
    }

    private void freed(Object order, Work work) {
        inFlight.atWork--;
        room.giveBack(work.holder(), work.places());
        @Nullable Deque<Work> queue = queues.get(order);
        if (queue == null || queue.isEmpty()) {
            queues.remove(order);
        } else {
            ready.add(order); // behind the others: one sender that floods does not starve them
        }
    }

    private void tellAfterwards() {
        List<Runnable> told = locked(() -> {
            List<Runnable> all = List.copyOf(inFlight.afterwards);
            inFlight.afterwards.clear();
            return all;
        });
        told.forEach(Runnable::run);
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
