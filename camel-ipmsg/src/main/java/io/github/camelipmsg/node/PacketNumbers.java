/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out packet numbers that only ever rise for one identity, also across crash and restart.
 *
 * <p>Peers tell messages from repetitions by the number, and iptux drops whatever is not above the last one. So numbers
 * are reserved on disk in blocks before they are used. They start at the time in seconds, as the official client's do,
 * which keeps them rising even if the state directory is lost, as long as fewer than one a second were used.
 *
 * <p>Confined to the loop, except {@link #open} and {@link #close}, which run while nobody else uses it.
 */
final class PacketNumbers {
    /** The official client 4.99 reads file requests as signed 32 bit. */
    static final long LAST = Integer.MAX_VALUE;
    /** Numbers that a crash may waste, and that can be used while one write to the disk is under way. */
    static final int BLOCK = 1024;

    private static final int MAX_WAITING = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(PacketNumbers.class);

    private final NumberStore store;
    private final EventExecutor loop;
    private final Executor workers;
    private final Occasionally failures;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long next;
    private long reserved;
    private boolean reserving;
    private boolean closed; // guarded by the store: a late reservation must not undo what closing wrote

    private record Waiting(LongConsumer use, Consumer<Exception> refused) {}

    private PacketNumbers(
            NumberStore store, InstantSource clock, EventExecutor loop, Executor workers, long next, long reserved) {
        this.store = store;
        this.loop = loop;
        this.workers = workers;
        this.failures = new Occasionally(clock);
        this.next = next;
        this.reserved = reserved;
    }

    /** Continues above everything that was reserved before. Blocks on the disk. */
    static PacketNumbers open(NumberStore store, InstantSource clock, EventExecutor loop, Executor workers)
            throws IOException {
        long next = Math.max(clock.instant().getEpochSecond(), store.reserved() + 1);
        long reserved = Math.min(next + BLOCK - 1, LAST);
        store.reserve(reserved);
        return new PacketNumbers(store, clock, loop, workers, next, reserved);
    }

    /**
     * Gives the next number to {@code use}: at once, or in order of asking after the next block is reserved.
     *
     * @param refused told why there is none: the disk fails, all numbers are used up, or too many wait
     */
    void take(LongConsumer use, Consumer<Exception> refused) {
        assert loop.inEventLoop();
        if (waiting.isEmpty() && next <= reserved) {
            use.accept(next++);
        } else if (next > LAST) {
            refused.accept(usedUp());
        } else if (waiting.size() >= MAX_WAITING) {
            refused.accept(new IOException("more than " + MAX_WAITING + " packets wait for the state directory"));
        } else {
            waiting.add(new Waiting(use, refused));
        }
        reserveAhead();
    }

    /** What {@link #takeNow} would take, if it can. */
    long peek() {
        assert loop.inEventLoop();
        return next;
    }

    /** Takes the next number if it can be had at once, and says whether: for what need not be sent. */
    boolean takeNow() {
        assert loop.inEventLoop();
        boolean free = waiting.isEmpty() && next <= reserved;
        if (free) {
            next++;
        }
        reserveAhead();
        return free;
    }

    /** The node stops: whoever waits is refused. */
    void shutdown() {
        assert loop.inEventLoop();
        refuseWaiting(new IOException("the node was stopped"));
    }

    private void reserveAhead() {
        if (reserving || reserved == LAST || reserved - next >= BLOCK / 2) {
            return;
        }
        reserving = true;
        long upTo = Math.min(reserved + BLOCK, LAST);
        try {
            workers.execute(() -> onWorker(upTo));
        } catch (RejectedExecutionException e) {
            failed(e);
        }
    }

    private void onWorker(long upTo) {
        Runnable result = () -> reserved(upTo);
        try {
            synchronized (store) {
                if (closed) {
                    return;
                }
                store.reserve(upTo);
            }
        } catch (IOException | RuntimeException e) {
            result = () -> failed(e);
        }
        try {
            loop.execute(result);
        } catch (RejectedExecutionException e) {
            LOG.trace("The node is closed", e);
        }
    }

    private void reserved(long upTo) {
        reserving = false;
        reserved = upTo;
        while (next <= reserved && !waiting.isEmpty()) {
            waiting.remove().use().accept(next++);
        }
        if (next > LAST) {
            refuseWaiting(usedUp());
        } else if (!waiting.isEmpty()) {
            reserveAhead();
        }
    }

    private void failed(Exception cause) {
        reserving = false; // the next packet tries again
        failures.run(() -> LOG.error(
                "Cannot reserve packet numbers; {} more can be sent: {}", reserved - next + 1, cause.toString()));
        refuseWaiting(cause);
    }

    private void refuseWaiting(Exception cause) {
        while (!waiting.isEmpty()) {
            waiting.remove().refused().accept(cause);
        }
    }

    private static IOException usedUp() {
        return new IOException("all packet numbers of this identity are used up; give it another userName");
    }

    /** Gives back what was reserved and not used, so that restarts waste nothing. Blocks; only after the loop ended. */
    void close() throws IOException {
        synchronized (store) {
            closed = true;
            store.reserve(next - 1);
        }
    }
}
