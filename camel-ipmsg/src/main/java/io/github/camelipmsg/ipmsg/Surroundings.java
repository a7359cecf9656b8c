/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.spi.ExecutorServiceManager;

/**
 * What a component takes from the machine that it runs on: network, clocks, chance, and the passing of time. Threads are
 * not among it, because Camel hands those out: whoever replaces the surroundings replaces Camel's
 * {@link org.apache.camel.spi.ThreadPoolFactory}, too.
 *
 * <p>Called on threads that may wait, never on a node's loop.
 */
interface Surroundings {
    /**
     * What one node is to live in.
     *
     * @param node its name
     * @param workers made by Camel for it
     * @param callbacks likewise
     */
    NodeEnvironment environment(String node, Executor workers, Executor callbacks, Path stateDirectory);

    /**
     * Waits, while a component starts or stops, until {@code stage} is complete.
     *
     * @throws TimeoutException if it is not within {@code limit}
     */
    default <T> T await(CompletionStage<T> stage, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The real ones; the loops' threads are made by Camel as well. */
    static Surroundings ofThisMachine(ExecutorServiceManager executors) {
        return (node, workers, callbacks, stateDirectory) -> NodeEnvironment.ofThisMachine(
                name -> task -> executors.newThread("IpmsgLoop[" + name + "]", task),
                workers,
                callbacks,
                stateDirectory);
    }
}
