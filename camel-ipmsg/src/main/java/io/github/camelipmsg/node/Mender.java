/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has sockets that died bound anew, for as long as it takes, with growing pauses, and then tells everybody that we are
 * here again. What the node knows stays; what it sends meanwhile is refused and repeated, or fails.
 *
 * <p>Confined to the loop; binding blocks and so is left to a worker. Bounded: one attempt, or one timer, at a time.
 */
final class Mender {
    /** The loop lets go of a port a turn after it has closed the socket. */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A socket that dies sooner after it was mended is in trouble still. */
    static final Duration MENDED_FOR_GOOD = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Mender.class);

    private final NodeOptions options;
    private final Transport transport;
    private final EventExecutor loop;
    private final LoopDoor door;
    private final Timers timers;
    private final InstantSource clock;
    private final Executor workers;
    private final Announcer announcer;
    private final NodeCounters counters;
    private Duration pause = SHORTEST_PAUSE;
    private Timeout nextAttempt = Timeout.NONE;
    private @Nullable Instant brokenSince;
    private @Nullable Instant mendedAt;
    private boolean anotherDied;
    private int attempts;
    private boolean closed;

    Mender(
            NodeOptions options,
            Transport transport,
            NodeEnvironment environment,
            LoopDoor door,
            Announcer announcer,
            NodeCounters counters) {
        this.options = options;
        this.transport = transport;
        this.loop = transport.loop();
        this.door = door;
        this.timers = new Timers(loop);
        this.clock = environment.steadyClock();
        this.workers = environment.workers();
        this.announcer = announcer;
        this.counters = counters;
    }

    void died(Throwable cause) {
        assert loop.inEventLoop();
        if (closed) {
            return;
        }
        counters.count(Event.SOCKET_DIED);
        if (brokenSince != null) {
            anotherDied = true;
            return;
        }
        Instant now = clock.instant();
        brokenSince = now;
        attempts = 0;
        if (mendedAt == null || !now.isBefore(mendedAt.plus(MENDED_FOR_GOOD))) {
            pause = SHORTEST_PAUSE;
        }
        LOG.warn(
                "'{}' has lost its socket on {} and binds it anew: {}",
                options.nickname(),
                SocketAddresses.format(transport.localAddress()),
                cause.toString());
        tryAgainLater();
    }

    /** How long there has been a dead socket; empty if there is none. */
    Optional<Duration> brokenFor() {
        assert loop.inEventLoop();
        return Optional.ofNullable(brokenSince).map(since -> Duration.between(since, clock.instant()));
    }

    /** The node stops: what is dead stays dead. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        nextAttempt.cancel();
    }

    private void tryAgainLater() {
        nextAttempt = timers.after(pause, this::tryToMend);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private void tryToMend() {
        anotherDied = false;
        attempts++;
        try {
            workers.execute(() -> {
                @Nullable IOException inTheWay = mend();
                door.run(() -> tried(inTheWay));
            });
        } catch (RejectedExecutionException e) {
            tryAgainLater(); // all workers are taken
        }
    }

    /** On a worker. */
    private @Nullable IOException mend() {
        try {
            transport.mend();
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException e) {
            return new IOException(e.toString(), e);
        }
    }

    private void tried(@Nullable IOException inTheWay) {
        if (closed) {
            return;
        }
        if (inTheWay == null && !anotherDied) {
            mended();
            return;
        }
        if (attempts == 1 && inTheWay != null) {
            LOG.warn(
                    "'{}' tries again and again to get its socket back, at least every {} s: {}",
                    options.nickname(),
                    LONGEST_PAUSE.toSeconds(),
                    inTheWay.getMessage());
        }
        tryAgainLater();
    }

    private void mended() {
        counters.count(Event.SOCKETS_MENDED);
        Instant now = clock.instant();
        LOG.info(
                "'{}' has its socket on {} back after {} ms, at attempt {}",
                options.nickname(),
                SocketAddresses.format(transport.localAddress()),
                brokenSince == null ? 0 : Duration.between(brokenSince, now).toMillis(),
                attempts);
        brokenSince = null;
        mendedAt = now;
        announcer.enter();
    }
}
