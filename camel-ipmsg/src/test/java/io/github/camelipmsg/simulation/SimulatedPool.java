/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A pool of threads in virtual time, with a bound of threads and of tasks that wait for one. Each task begins after a delay
 * that the seed chooses, so tasks overtake each other; whoever waits for one lets the simulation go on meanwhile. Confined
 * to the simulation's thread.
 */
public final class SimulatedPool extends AbstractExecutorService implements ScheduledExecutorService {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final long SLOWEST_NANOS = 2_000_000;

    private final Simulation simulation;
    private final RandomGenerator random;
    private final int threads;
    private final int places;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int atWork;
    private boolean shutdown;
    private boolean dead;

    SimulatedPool(Simulation simulation, int threads, int places) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.threads = threads;
        this.places = places;
    }

    @Override
    public void execute(Runnable task) {
        if (dead) {
            return;
        }
        if (shutdown || (atWork >= threads && waiting.size() >= places)) {
            throw new RejectedExecutionException(shutdown ? "shut down" : "no thread and no place is free");
        }
        if (atWork < threads) {
            begin(task);
        } else {
            waiting.add(task);
        }
    }

    private void begin(Runnable task) {
        atWork++;
        simulation.clock().plan(random.nextLong(SLOWEST_NANOS), () -> {
            if (dead) {
                return;
            }
            try {
                task.run();
            } finally {
                atWork--;
                Runnable next = waiting.poll();
                if (next != null) {
                    begin(next);
                }
            }
        });
    }

    /** The machine has lost its power: nothing of this pool ever runs again. */
    public void die() {
        dead = true;
        shutdown = true;
        atWork = 0;
        waiting.clear();
    }

    /** Tasks that were taken and have not ended. */
    public int pending() {
        return atWork + waiting.size();
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return new Task<>(task);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
        return new Task<>(Executors.callable(task, value));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        Timer<V> timer = new Timer<>(task, simulation.clock().nanos() + unit.toNanos(delay));
        simulation.clock().plan(unit.toNanos(delay), () -> {
            if (!dead && !timer.isCancelled()) {
                timer.run();
            }
        });
        return timer;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("nobody has needed it yet");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("nobody has needed it yet");
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> never = new ArrayList<>(waiting);
        waiting.clear();
        return never;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown && pending() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return simulation.runWhile(() -> !isTerminated(), Duration.ofNanos(unit.toNanos(timeout)));
    }

    /** What was submitted; whoever asks for its value lets the simulation go on until it is there. */
    private class Task<V> extends FutureTask<V> {
        Task(Callable<V> task) {
            super(task);
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            simulation.runWhile(() -> !isDone(), LONGEST_WAIT);
            return super.get();
        }

        @Override
        public V get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
            simulation.runWhile(() -> !isDone(), Duration.ofNanos(unit.toNanos(timeout)));
            return super.get(0, unit);
        }
    }

    private final class Timer<V> extends Task<V> implements ScheduledFuture<V> {
        private final long due;

        Timer(Callable<V> task, long due) {
            super(task);
            this.due = due;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - simulation.clock().nanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(due);
        }
    }
}
