/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one clock of a simulation and the agenda of all that is still to happen.
 *
 * <p>Tasks run in order of their time, those of the same time in the order in which they were planned. Time stands still
 * while a task runs. Confined to the thread that made it; every other thread is refused as a stray.
 */
public final class SimulatedTime implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final int MOST_TASKS_AT_ONE_INSTANT = 1_000_000;

    private final Thread owner = Thread.currentThread();
    private final TreeSet<Event> agenda = new TreeSet<>();
    private long now;
    private long planned;
    private int tasksAtThisInstant;
    private @Nullable SimulatedLoop turn;

    @Override
    public Instant instant() {
        return START.plusNanos(now);
    }

    /** How much virtual time has passed since the simulation began. */
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    long nanos() {
        return now;
    }

    /** True while {@code loop} has its turn and {@code thread} is the simulation's. */
    boolean isTurnOf(SimulatedLoop loop, Thread thread) {
        return thread == owner && turn == loop;
    }

    /** True while any task of any loop runs, to find calls that would block a real loop. */
    boolean isOnSomeLoop() {
        return turn != null;
    }

    /** Plans a task of nobody in particular: of a worker, or of the network. */
    Event plan(long delayNanos, Runnable task) {
        return plan(delayNanos, null, task);
    }

    Event plan(long delayNanos, @Nullable SimulatedLoop loop, Runnable task) {
        refuseStrays();
        long delay = Math.max(0, delayNanos);
        long due = now + delay < 0 ? Long.MAX_VALUE : now + delay;
        Event event = new Event(due, planned++, loop, task);
        agenda.add(event);
        return event;
    }

    void strike(Event event) {
        refuseStrays();
        agenda.remove(event);
    }

    /**
     * Runs the next task that is due by {@code limit}; false if there is none. A loop must not ask for it. Whoever else does
     * within a task is as a thread that blocks: others go on meanwhile.
     */
    boolean runNext(long limit) {
        refuseStrays();
        if (turn != null) {
            throw new IllegalStateException(turn + " tried to move the time in which it runs; it must return instead");
        }
        if (agenda.isEmpty() || agenda.first().due > limit) {
            return false;
        }
        Event event = agenda.first();
        agenda.remove(event);
        tasksAtThisInstant = event.due > now ? 0 : tasksAtThisInstant + 1;
        if (tasksAtThisInstant > MOST_TASKS_AT_ONE_INSTANT) {
            throw new AssertionError("time does not move on: tasks keep planning tasks for " + instant());
        }
        now = Math.max(now, event.due);
        turn = event.loop;
        try {
            event.task.run();
        } catch (Throwable thrown) {
            throw new AssertionError(event.whose() + " threw after " + elapsed() + ": " + thrown, thrown);
        } finally {
            turn = null;
        }
        return true;
    }

    /** Moves on to {@code nanos}, which no task is due before. */
    void moveTo(long nanos) {
        now = Math.max(now, nanos);
    }

    private void refuseStrays() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("stray thread "
                    + Thread.currentThread().getName() + ": everything in a simulation happens on " + owner.getName());
        }
    }

    /** One task and its time; identity matters, the order is total. */
    static final class Event implements Comparable<Event> {
        private final long due;
        private final long number;
        private final @Nullable SimulatedLoop loop;
        private final Runnable task;

        private Event(long due, long number, @Nullable SimulatedLoop loop, Runnable task) {
            this.due = due;
            this.number = number;
            this.loop = loop;
            this.task = task;
        }

        private String whose() {
            return loop == null ? "a worker, the network or a script" : loop.toString();
        }

        @Override
        public int compareTo(Event other) {
            return due == other.due ? Long.compare(number, other.number) : Long.compare(due, other.due);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
