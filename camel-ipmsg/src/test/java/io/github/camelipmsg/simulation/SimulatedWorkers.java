/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/**
 * A pool of workers in virtual time: each task runs after a delay that the seed chooses, so tasks overtake each other as
 * on real threads. No loop has its turn meanwhile. Confined to the simulation's thread.
 */
public final class SimulatedWorkers implements Executor {
    private final SimulatedTime time;
    private final RandomGenerator random;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private long slowestNanos = Duration.ofMillis(3).toNanos();
    private long fastestNanos;
    private boolean holding;
    private boolean refusing;
    private boolean threadless;
    private int pending;

    SimulatedWorkers(SimulatedTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    @Override
    public void execute(Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("the workers were told to refuse");
        }
        if (threadless) {
            throw new OutOfMemoryError("unable to create native thread, as the test wants");
        }
        pending++;
        if (holding) {
            held.add(task);
        } else {
            begin(task);
        }
    }

    private void begin(Runnable task) {
        time.plan(random.nextLong(fastestNanos, slowestNanos + 1), () -> {
            if (holding) {
                held.add(task);
            } else {
                pending--;
                task.run();
            }
        });
    }

    /** From now on each task begins after a delay from this range; 0 to 3 ms unless told. */
    public void takeBetween(Duration fastest, Duration slowest) {
        fastestNanos = fastest.toNanos();
        slowestNanos = slowest.toNanos();
    }

    /** All workers are busy: tasks are taken and wait until {@link #release()}. */
    public void hold() {
        holding = true;
    }

    /** Ends {@link #hold()}; what waited begins, each task after its own delay. */
    public void release() {
        holding = false;
        while (!held.isEmpty()) {
            begin(held.remove());
        }
    }

    /** Their process has died: what they hold never runs. */
    public void dieHolding() {
        pending -= held.size();
        held.clear();
    }

    /** Whether tasks are rejected, as by a pool that is full or shut down. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Whether the machine gives no thread to run a task on. */
    public void threadless(boolean without) {
        threadless = without;
    }

    /** Tasks that were taken and have not run. */
    public int pending() {
        return pending;
    }
}
