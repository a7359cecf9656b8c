/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What has happened at one peer or network so far; whoever waits for something is woken when more happens. Thread-safe.
 * Bounded by the test that makes it.
 */
final class Happenings {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> log = new ArrayList<>();

    /** Does it, notes it, and wakes those who wait. */
    void note(String what, Runnable change) {
        lock.lock();
        try {
            change.run();
            log.add(what);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is told when somebody waits in vain begins anew. */
    void forgetLog() {
        lock.lock();
        try {
            log.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Looks while nothing changes. */
    <T> T look(Supplier<T> view) {
        lock.lock();
        try {
            return view.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is what is looked for.
     *
     * @throws AssertionError if there is none after {@code patience}; it tells what has happened instead
     */
    <T> T await(String what, Duration patience, Supplier<Optional<T>> view) {
        long left = patience.toNanos();
        lock.lock();
        try {
            Optional<T> found = view.get();
            while (found.isEmpty()) {
                if (left <= 0) {
                    throw new AssertionError(what + ": not within " + patience + ". This has happened:"
                            + (log.isEmpty() ? " nothing" : "\n  " + String.join("\n  ", log)));
                }
                left = more.awaitNanos(left);
                found = view.get();
            }
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(
                    what + ": interrupted after " + TimeUnit.NANOSECONDS.toMillis(patience.toNanos() - left) + " ms",
                    e);
        } finally {
            lock.unlock();
        }
    }
}
