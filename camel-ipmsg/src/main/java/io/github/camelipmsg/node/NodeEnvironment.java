/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.transport.NettyTransportFactory;
import io.github.camelipmsg.transport.TransportFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a node is given by its surroundings, so that tests can replace it: network, time, chance, threads and disk.
 *
 * @param transports opens the node's sockets
 * @param clock the time of day; durations are measured by the loop's own timers
 * @param random delays that spread answers; used on the loop only
 * @param workers run whatever may take long: cryptography, disk, callbacks. Must not run tasks on the calling thread
 * @param stateDirectory root under which each identity has a directory of its own
 */
public record NodeEnvironment(
        TransportFactory transports,
        InstantSource clock,
        RandomGenerator random,
        Executor workers,
        Path stateDirectory) {
    /**
     * The real network, clock and chance.
     *
     * @param threads makes the loop's thread, given the node's name
     */
    public static NodeEnvironment ofThisMachine(
            Function<String, ThreadFactory> threads, Executor workers, Path stateDirectory) {
        return new NodeEnvironment(
                new NettyTransportFactory(threads),
                Clock.systemUTC(),
                RandomGenerator.getDefault(),
                workers,
                stateDirectory);
    }
}
