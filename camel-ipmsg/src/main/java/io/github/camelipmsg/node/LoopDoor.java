/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way onto a node's loop from any thread, and back to a thread on which users' code may run. Thread-safe. */
final class LoopDoor {
    /** All callback threads are taken: somebody will have finished by then. */
    private static final Duration CALLBACKS_ARE_FREE_AGAIN = Duration.ofMillis(10);

    private static final Logger LOG = LoggerFactory.getLogger(LoopDoor.class);

    private final EventExecutor loop;
    private final Executor callbacks;
    private final Timers timers;
    private volatile boolean closing;

    LoopDoor(EventExecutor loop, Executor callbacks) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.timers = new Timers(loop);
    }

    /** Runs something on the loop; drops it if the loop has ended. */
    void run(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("The node is closed", e);
        }
    }

    /** Runs something on a callback thread after a while, unless the node is closed before. */
    void runLater(Duration delay, Runnable task) {
        run(() -> timers.after(delay, () -> callBack(task)));
    }

    /**
     * Asks something on the loop.
     *
     * @return completes on a callback thread; fails with IllegalStateException if the node is closed
     */
    <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                try {
                    question.get().whenComplete((value, failure) -> callBack(() -> tell(answer, value, failure)));
                } catch (RuntimeException e) {
                    callBack(() -> answer.completeExceptionally(e));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IllegalStateException("The node is closed", e));
        }
        return answer;
    }

    /** From now on whoever is told nothing on a callback thread is told on the loop: nothing may be lost. */
    void close() {
        closing = true;
    }

    private void callBack(Runnable task) {
        try {
            callbacks.execute(task);
        } catch (RejectedExecutionException e) {
            if (closing) {
                task.run();
            } else {
                timers.after(CALLBACKS_ARE_FREE_AGAIN, () -> callBack(task));
            }
        }
    }

    private static <T> void tell(CompletableFuture<T> answer, T value, @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            @Nullable Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            answer.completeExceptionally(cause == null ? failure : cause);
        }
    }
}
