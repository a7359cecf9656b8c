/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import io.netty.util.concurrent.AbstractEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop in virtual time that knows its own turn.
 *
 * <p>{@link #inEventLoop()} is true only while one of its own tasks runs, although all loops, workers and scripts share
 * one thread: an assertion that code runs on this loop really tests it. What a task or a timer throws fails the test.
 */
public final class SimulatedLoop extends AbstractEventExecutor {
    private final SimulatedTime time;
    private final String name;
    private final Set<SimulatedTimer<?>> timers = new LinkedHashSet<>();
    private final Promise<@Nullable Void> termination = new DefaultPromise<>(ImmediateEventExecutor.INSTANCE);
    private boolean shuttingDown;

    SimulatedLoop(SimulatedTime time, String name) {
        this.time = time;
        this.name = name;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return time.isTurnOf(this, thread);
    }

    @Override
    public void execute(Runnable task) {
        if (termination.isDone()) {
            throw new RejectedExecutionException(this + " is terminated");
        }
        time.plan(0, this, () -> {
            if (!termination.isDone()) {
                task.run();
            }
        });
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return schedule(Executors.callable(task), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return begin(new SimulatedTimer<>(this, time, task, unit.toNanos(delay), 0, false));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return repeat(task, initialDelay, period, unit, true);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return repeat(task, initialDelay, delay, unit, false);
    }

    private ScheduledFuture<?> repeat(
            Runnable task, long initialDelay, long period, TimeUnit unit, boolean atFixedRate) {
        if (period <= 0) {
            throw new IllegalArgumentException("period " + period + " is not above 0");
        }
        Callable<@Nullable Object> call = Executors.callable(task, null);
        return begin(
                new SimulatedTimer<>(this, time, call, unit.toNanos(initialDelay), unit.toNanos(period), atFixedRate));
    }

    private <V> ScheduledFuture<V> begin(SimulatedTimer<V> timer) {
        if (termination.isDone()) {
            throw new RejectedExecutionException(this + " is terminated");
        }
        timers.add(timer);
        timer.plan();
        return timer;
    }

    /** How many timers are set: what a closed node must have brought down to zero. */
    public int timers() {
        return timers.size();
    }

    void ended(SimulatedTimer<?> timer) {
        timers.remove(timer);
    }

    /** Runs what is queued, cancels the timers, refuses everything from then on. Takes no virtual time. */
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        if (!shuttingDown) {
            shuttingDown = true;
            execute(() -> execute(this::terminate));
        }
        return termination;
    }

    /** Its machine has lost its power: what is queued never runs. */
    void losePower() {
        shuttingDown = true;
        if (!termination.isDone()) {
            terminate();
        }
    }

    private void terminate() {
        List.copyOf(timers).forEach(timer -> timer.cancel(false));
        termination.setSuccess(null);
    }

    @Override
    public Future<?> terminationFuture() {
        return termination;
    }

    /** @deprecated as in Netty. */
    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("use shutdownGracefully");
    }

    @Override
    public boolean isShuttingDown() {
        return shuttingDown;
    }

    @Override
    public boolean isShutdown() {
        return termination.isDone();
    }

    @Override
    public boolean isTerminated() {
        return termination.isDone();
    }

    /** Cannot wait, because nothing else would run meanwhile: tells how things stand. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    @Override
    public String toString() {
        return "loop of " + name;
    }
}
