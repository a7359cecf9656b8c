/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NumberStore.Reservation;
import io.github.camelipmsg.node.Timers.Timeout;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out packet numbers that rise for one identity, also across crash and restart, and are not used again for as long
 * as anybody may remember them.
 *
 * <p>Peers tell messages from repetitions by the number, and iptux drops whatever is not above the last one. What is
 * counted, and reserved on disk in blocks before it is used, is a position, which rises for ever. On the wire its number
 * has always ten digits, {@value #FIRST} to {@value #LAST}, and begins anew after that: at a thousand a second every 13
 * days. Then {@link Announcer} enters once more, and {@link IptuxMemory} sees to it that each iptux has forgotten the
 * higher ones before it gets a lower one.
 *
 * <p>Positions begin at the time in seconds, as the official client's numbers do: whoever uses fewer than one a second
 * stays above its earlier ones even if the state directory is lost. Whoever has used more leaves out one for each
 * millisecond since the directory was written, as it may be an old copy.
 *
 * <p>Confined to the loop, except {@link #open} and {@link #close}, which run while nobody else uses it.
 */
final class PacketNumbers {
    static final long FIRST = 1_000_000_000;
    /** The official client 4.99 reads file requests as signed 32 bit. */
    static final long LAST = Integer.MAX_VALUE;

    static final long SPAN = LAST - FIRST + 1;
    /** Positions that a crash may waste, and that can be used while one write to the disk is under way. */
    static final int BLOCK = 1024;
    /** A reservation is so far ahead of what is used at most. */
    private static final int MOST_AHEAD = BLOCK + BLOCK / 2;

    /** A disk that takes longer has failed: exchanges wait. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int MAX_WAITING = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(PacketNumbers.class);

    private final NumberStore store;
    private final InstantSource clock;
    private final EventExecutor loop;
    private final Executor workers;
    private final Timers timers;
    private final Occasionally failures;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private LongPredicate inUse = number -> false;
    private Runnable onNewRound = () -> {};
    private long next; // position
    private long reserved; // position
    private long round;
    private boolean reserving;
    private boolean silent; // the disk: it has been asked PATIENCE ago
    private Timeout impatience = Timeout.NONE;
    private boolean closed; // guarded by the store: a late reservation must not undo what closing wrote

    private record Waiting(LongConsumer use, Consumer<Exception> refused) {}

    private PacketNumbers(
            NumberStore store, InstantSource clock, EventExecutor loop, Executor workers, long next, long reserved) {
        this.store = store;
        this.clock = clock;
        this.loop = loop;
        this.workers = workers;
        this.timers = new Timers(loop);
        this.failures = new Occasionally(clock);
        this.next = next;
        this.reserved = reserved;
        this.round = (next - FIRST) / SPAN;
    }

    /** Continues above everything that was reserved before. Blocks on the disk. */
    static PacketNumbers open(NumberStore store, InstantSource clock, EventExecutor loop, Executor workers)
            throws IOException {
        Instant now = clock.instant();
        long next = seed(store.reserved(), now);
        long reserved = next + BLOCK - 1;
        store.reserve(new Reservation(reserved, now));
        return new PacketNumbers(store, clock, loop, workers, next, reserved);
    }

    private static long seed(Reservation last, Instant now) {
        long unused = last.position() + 1;
        boolean isAheadOfTime = last.position() - last.at().getEpochSecond() > MOST_AHEAD;
        if (isAheadOfTime) {
            unused += Math.max(0, Duration.between(last.at(), now).toMillis());
        }
        return Math.max(unused, Math.max(FIRST, now.getEpochSecond()));
    }

    /** The number of a position on the wire. */
    static long onTheWire(long position) {
        return FIRST + (position - FIRST) % SPAN;
    }

    /**
     * Passes over numbers that somebody still waits with when they would come again.
     *
     * @param condition whether that is so of a number; asked on the loop
     */
    void passOver(LongPredicate condition) {
        inUse = condition;
    }

    /** @param action runs on the loop when numbers begin anew, before the first of them is given out */
    void onNewRound(Runnable action) {
        onNewRound = action;
    }

    /**
     * Gives the next number to {@code use}: at once, or in order of asking after the next block is reserved.
     *
     * @param refused told why there is none: the disk fails or does not answer, or too many wait
     */
    void take(LongConsumer use, Consumer<Exception> refused) {
        assert loop.inEventLoop();
        if (waiting.isEmpty() && isFree()) {
            use.accept(number());
        } else if (silent) {
            refused.accept(noAnswer());
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
        passOverUsed();
        return onTheWire(next);
    }

    /** Takes the next number if it can be had at once, and says whether: for what need not be sent. */
    boolean takeNow() {
        assert loop.inEventLoop();
        boolean free = waiting.isEmpty() && isFree();
        if (free) {
            number();
        }
        reserveAhead();
        return free;
    }

    /** The node stops: whoever waits is refused. */
    void shutdown() {
        assert loop.inEventLoop();
        impatience.cancel();
        refuseWaiting(new IOException("the node was stopped"));
    }

    private boolean isFree() {
        passOverUsed();
        return next <= reserved;
    }

    private void passOverUsed() {
        while (next <= reserved && inUse.test(onTheWire(next))) {
            next++;
        }
    }

    /** Call only if one is free. */
    private long number() {
        if ((next - FIRST) / SPAN != round) {
            round = (next - FIRST) / SPAN;
            onNewRound.run();
        }
        return onTheWire(next++);
    }

    private void reserveAhead() {
        if (reserving || reserved - next >= BLOCK / 2) {
            return;
        }
        reserving = true;
        impatience = timers.after(PATIENCE, this::diskIsSilent);
        long upTo = reserved + BLOCK;
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
                store.reserve(new Reservation(upTo, clock.instant()));
            }
        } catch (IOException | RuntimeException e) {
            result = () -> failed(e);
        } catch (Error e) { // whatever it is, somebody waits
            result = () -> failed(new IllegalStateException(e.toString(), e));
        }
        try {
            loop.execute(result);
        } catch (RejectedExecutionException e) {
            LOG.trace("The node is closed", e);
        }
    }

    private void reserved(long upTo) {
        diskHasAnswered();
        reserved = upTo;
        serveWaiting();
    }

    /** Whatever one of them does with its number, the others have theirs. */
    private void serveWaiting() {
        try {
            while (!waiting.isEmpty() && isFree()) {
                waiting.remove().use().accept(number());
            }
        } finally {
            if (!waiting.isEmpty() && isFree()) {
                loop.execute(this::serveWaiting);
            } else if (!waiting.isEmpty()) {
                reserveAhead();
            }
        }
    }

    private void diskHasAnswered() {
        reserving = false;
        silent = false;
        impatience.cancel();
    }

    private void diskIsSilent() {
        silent = true;
        IOException cause = noAnswer();
        failures.run(() -> LOG.error("Cannot reserve packet numbers: {}", cause.getMessage()));
        refuseWaiting(cause);
    }

    private static IOException noAnswer() {
        return new IOException("the state directory's disk does not answer");
    }

    private void failed(Exception cause) {
        diskHasAnswered(); // the next packet tries again
        failures.run(() -> LOG.error(
                "Cannot reserve packet numbers; {} more can be sent: {}", reserved - next + 1, cause.toString()));
        refuseWaiting(cause);
    }

    private void refuseWaiting(Exception cause) {
        while (!waiting.isEmpty()) {
            waiting.remove().refused().accept(cause);
        }
    }

    /** Gives back what was reserved and not used, so that restarts waste nothing. Blocks; only after the loop ended. */
    void close() throws IOException {
        synchronized (store) {
            closed = true;
            store.reserve(new Reservation(next - 1, clock.instant()));
        }
    }
}
