/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks on the loop after a while; a task that fails is logged instead of swallowed. Thread-safe. */
final class Timers {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private final EventExecutor loop;

    /** Something that will happen unless it is cancelled. */
    interface Timeout {
        /** Nothing that will happen. */
        Timeout NONE = () -> {};

        /** Does nothing if it has happened already. */
        void cancel();
    }

    Timers(EventExecutor loop) {
        this.loop = loop;
    }

    Timeout after(Duration delay, Runnable task) {
        Future<?> scheduled =
                loop.schedule(() -> runLogged(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A timer's task failed", e);
        } catch (Error e) {
            LOG.error("A timer's task failed", e); // the loop keeps it to itself
            throw e;
        }
    }
}
