/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A task that a {@link SimulatedLoop} runs later, once or again and again. Confined to the simulation's thread. */
final class SimulatedTimer<V> extends DefaultPromise<V> implements ScheduledFuture<V> {
    private final SimulatedLoop loop;
    private final SimulatedTime time;
    private final Callable<V> task;
    private final long period;
    private final boolean atFixedRate;
    private long due;
    private SimulatedTime.@Nullable Event event;

    SimulatedTimer(
            SimulatedLoop loop, SimulatedTime time, Callable<V> task, long delay, long period, boolean atFixedRate) {
        super(loop);
        this.loop = loop;
        this.time = time;
        this.task = task;
        this.period = period;
        this.atFixedRate = atFixedRate;
        this.due = time.nanos() + Math.max(0, delay);
    }

    void plan() {
        event = time.plan(due - time.nanos(), loop, this::run);
    }

    private void run() {
        if (period == 0 && !setUncancellable()) {
            return;
        }
        try {
            V result = task.call();
            if (period == 0) {
                loop.ended(this);
                setSuccess(result);
            } else if (!isDone()) {
                due = (atFixedRate ? due : time.nanos()) + period;
                plan();
            }
        } catch (Throwable thrown) {
            loop.ended(this);
            tryFailure(thrown);
            throw new AssertionError("a timer failed, and nobody would have looked", thrown);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            loop.ended(this);
            if (event != null) {
                time.strike(event);
            }
        }
        return cancelled;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(due - time.nanos(), TimeUnit.NANOSECONDS);
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
        return System.identityHashCode(this);
    }
}
