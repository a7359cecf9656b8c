/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryResult;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.NodeSizes;
import io.github.camelipmsg.node.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A node that runs now, for those who look after it. Thread-safe; called on threads that may wait for an answer.
 *
 * @param name by which endpoints share it
 */
record RunningNode(String name, Node node) {
    /** A loop answers within a moment; one that does not is in trouble. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** How it is; empty if its loop does not answer, or it has just been closed. */
    Optional<NodeStatus> status() {
        return answer(node.status());
    }

    /** How much it holds; empty likewise. */
    Optional<NodeSizes> sizes() {
        return answer(node.sizes());
    }

    /** How the last sends stand, for so many recipients; empty likewise. */
    Optional<List<DeliveryResult>> latest(int recipients) {
        return answer(node.latest(recipients));
    }

    /**
     * Waits a while for what it was asked.
     *
     * @return empty if no answer came in time, or none will, or there is nothing to tell
     */
    static <T> Optional<T> answer(CompletionStage<T> asked) {
        try {
            return Optional.ofNullable(asked.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }
}
