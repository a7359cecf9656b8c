/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.transport.NettyTransportFactory;
import io.github.camelipmsg.transport.TransportFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a node is given by its surroundings, so that tests can replace it: network, time, chance, threads and disk.
 *
 * <p>Neither executor may run tasks on the calling thread, which is a loop. Two of them, because users' code may block:
 * it must not keep the node from sealing messages and reserving numbers.
 *
 * @param transports opens the node's sockets
 * @param clock the time of day
 * @param steadyClock measures durations: it never steps, whatever the time of day does
 * @param random delays that spread answers; used on the loop only
 * @param workers run what the node itself must not do on its loop: cryptography, disk, reading the interfaces
 * @param callbacks tell outcomes, and so run users' code. May reject: then it is told a moment later, or after the node's
 *     end. A bound is a danger: code that waits for a further send holds its thread, and that send needs another
 * @param stateDirectory root under which each identity has a directory of its own
 * @param heldMessages where messages for absent members are kept; null for a file in that directory
 */
public record NodeEnvironment(
        TransportFactory transports,
        InstantSource clock,
        InstantSource steadyClock,
        RandomGenerator random,
        Executor workers,
        Executor callbacks,
        Path stateDirectory,
        @Nullable HeldMessageStore heldMessages) {

    /** A pool that can make no thread rejects, so that whoever asks it need know of one kind of trouble only. */
    public NodeEnvironment {
        workers = rejectingWithoutThread(workers);
        callbacks = rejectingWithoutThread(callbacks);
    }

    private static Executor rejectingWithoutThread(Executor pool) {
        return task -> {
            try {
                pool.execute(task);
            } catch (OutOfMemoryError e) {
                throw new RejectedExecutionException("this machine gives no thread", e);
            }
        };
    }

    /** Held messages are kept in the state directory. */
    public NodeEnvironment(
            TransportFactory transports,
            InstantSource clock,
            InstantSource steadyClock,
            RandomGenerator random,
            Executor workers,
            Executor callbacks,
            Path stateDirectory) {
        this(transports, clock, steadyClock, random, workers, callbacks, stateDirectory, null);
    }

    /** One clock and one executor for everything. */
    NodeEnvironment(
            TransportFactory transports,
            InstantSource clock,
            RandomGenerator random,
            Executor workers,
            Path stateDirectory) {
        this(transports, clock, clock, random, workers, workers, stateDirectory);
    }

    /**
     * The real network, clocks and chance.
     *
     * @param threads makes the loop's thread, given the node's name
     */
    public static NodeEnvironment ofThisMachine(
            Function<String, ThreadFactory> threads, Executor workers, Executor callbacks, Path stateDirectory) {
        Clock timeOfDay = Clock.systemUTC();
        return new NodeEnvironment(
                new NettyTransportFactory(threads),
                timeOfDay,
                steady(timeOfDay),
                RandomGenerator.getDefault(),
                workers,
                callbacks,
                stateDirectory);
    }

    /** The same, but messages for absent members are kept there. */
    public NodeEnvironment keepingHeldMessagesIn(HeldMessageStore store) {
        return new NodeEnvironment(transports, clock, steadyClock, random, workers, callbacks, stateDirectory, store);
    }

    private static InstantSource steady(InstantSource timeOfDay) {
        var began = timeOfDay.instant();
        long origin = System.nanoTime();
        return () -> began.plusNanos(System.nanoTime() - origin);
    }
}
