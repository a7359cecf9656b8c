/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way onto a node's loop from any thread, and back to a thread on which users' code may run, which the loop's never is.
 * Thread-safe.
 */
final class LoopDoor {
    /** There is no callback thread: somebody will have finished by then. */
    private static final Duration NEXT_ATTEMPT = Duration.ofMillis(10);

    private static final int ATTEMPTS_IN_A_MINUTE = 6_000;

    private static final Logger LOG = LoggerFactory.getLogger(LoopDoor.class);

    private final EventExecutor loop;
    private final Executor callbacks;
    private final Timers timers;
    /** What found no thread, in order; bounded by what is under way. Confined to the loop, and to {@link #end} after it. */
    private final Queue<Runnable> untold = new ArrayDeque<>();

    private long failedAttempts; // on the loop

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
                } catch (Throwable e) { // whatever it is, somebody waits
                    callBack(() -> answer.completeExceptionally(e));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IllegalStateException("The node is closed", e));
        }
        return answer;
    }

    /**
     * After the loop has ended, when nothing can be held up any more: tells those who found no thread until then, on this
     * one. Whatever they send is refused at once.
     */
    void end() {
        for (@Nullable Runnable next = untold.poll(); next != null; next = untold.poll()) {
            try {
                next.run();
            } catch (Throwable e) {
                LOG.error("What comes after a send has failed", e);
            }
        }
    }

    private void callBack(Runnable task) {
        assert loop.inEventLoop();
        untold.add(task);
        if (untold.size() == 1) { // otherwise an attempt is planned
            tellUntold();
        }
    }

    private void tellUntold() {
        for (@Nullable Runnable next = untold.peek(); next != null; next = untold.peek()) {
            try {
                callbacks.execute(next);
            } catch (RejectedExecutionException e) {
                if (failedAttempts++ % ATTEMPTS_IN_A_MINUTE == 0) {
                    LOG.warn("No thread goes on with exchanges, {} of them wait for one", untold.size(), e);
                }
                timers.after(NEXT_ATTEMPT, this::tellUntold);
                return;
            }
            untold.remove();
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
