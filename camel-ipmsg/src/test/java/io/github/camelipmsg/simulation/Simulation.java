/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A whole LAN in one thread: hosts with their loops, workers, network and clock. The same seed and the same test give
 * the same run, byte for byte and nanosecond for nanosecond.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.withSeed(7);
 * Transport bot = simulation.network().host("10.1.0.1").open("bot", null, 2425);
 * RawHost peer = simulation.network().raw("10.1.0.9");
 * peer.broadcast(bytes);
 * simulation.runUntil(() -> !peer.received().isEmpty(), Duration.ofSeconds(5));
 * }</pre>
 *
 * <p>Confined to the thread that made it. Nothing may block in it: nothing else would run meanwhile.
 */
public final class Simulation {
    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime();
    private final SimulatedWorkers workers;
    private final SimulatedNetwork network;

    private Simulation(long seed) {
        random = new SplittableRandom(seed);
        workers = new SimulatedWorkers(time, random.split());
        network = new SimulatedNetwork(time, random.split());
    }

    public static Simulation withSeed(long seed) {
        return new Simulation(seed);
    }

    /** The virtual clock, also of the node under test. */
    public SimulatedTime clock() {
        return time;
    }

    /** A new source of randomness on each call, so that one user's draws do not shift another's. */
    public RandomGenerator random() {
        return random.split();
    }

    public SimulatedWorkers workers() {
        return workers;
    }

    /** Workers of their own for one node, to hold or slow down apart from the others. */
    public SimulatedWorkers newWorkers() {
        return new SimulatedWorkers(time, random.split());
    }

    /** A pool of so many threads, with so many places for tasks that wait for one. */
    public SimulatedPool newPool(int threads, int places) {
        return new SimulatedPool(this, threads, places);
    }

    public SimulatedNetwork network() {
        return network;
    }

    /** A loop without sockets, for tests of classes that only need one. */
    public SimulatedLoop newLoop(String name) {
        return new SimulatedLoop(time, name);
    }

    /** Lets this much time pass, with all that is due in it. */
    public void advance(Duration duration) {
        long end = time.nanos() + duration.toNanos();
        while (time.runNext(end)) {}
        time.moveTo(end);
    }

    /** Runs what is due now and lets no time pass. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /**
     * Runs until {@code condition} holds and returns the time that took.
     *
     * @throws AssertionError if it does not hold after {@code limit}
     */
    public Duration runUntil(BooleanSupplier condition, Duration limit) {
        long begin = time.nanos();
        if (!runWhile(() -> !condition.getAsBoolean(), limit)) {
            throw new AssertionError("not so within " + limit + " of virtual time; " + network.traffic());
        }
        return Duration.ofNanos(time.nanos() - begin);
    }

    /** Runs while {@code condition} holds; false if it still does after {@code limit}. */
    public boolean runWhile(BooleanSupplier condition, Duration limit) {
        long end = time.nanos() + limit.toNanos();
        while (condition.getAsBoolean()) {
            if (!time.runNext(end)) {
                time.moveTo(end);
                return !condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Runs until {@code stage} is complete and returns its value, or throws as {@link CompletableFuture#join()}. */
    public <T> T await(CompletionStage<T> stage, Duration limit) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        runUntil(future::isDone, limit);
        return future.join();
    }

    /** Runs {@code task} after {@code delay} while no loop has its turn: the timer of a script. */
    public void later(Duration delay, Runnable task) {
        time.plan(delay.toNanos(), task);
    }
}
