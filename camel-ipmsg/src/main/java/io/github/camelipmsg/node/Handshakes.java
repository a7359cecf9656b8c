/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by a TCP handshake whether somebody is at an address from which datagrams came: every client listens with TCP,
 * at the port from which it sends, for those who fetch its files (draft 14), and no user sees it. A forger may make us do
 * so, and whom it names may listen, too: so it is tried once a minute for an address, {@value #AT_ONCE} at once and four a
 * second in all, and what may follow is no more than {@link AnswerBudget#AFTER_HANDSHAKE} datagrams.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_ADDRESSES} addresses, of which the one asked first is forgotten.
 */
final class Handshakes {
    static final Duration EVERY = Duration.ofMinutes(1);
    static final int AT_ONCE = 8;

    private static final int MAX_ADDRESSES = 4_096;

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Transport transport;
    private final AccessList access;
    private final AnswerBudget budget;
    private final Map<InetSocketAddress, Instant> tried = BoundedMap.byAge(MAX_ADDRESSES);
    private final TokenBucket bucket;
    private int underWay;

    Handshakes(InstantSource clock, Transport transport, AccessList access, AnswerBudget budget) {
        this.loop = transport.loop();
        this.clock = clock;
        this.transport = transport;
        this.access = access;
        this.budget = budget;
        this.bucket = new TokenBucket(32, 4, clock.instant());
    }

    /** Tries, if that may be done now; {@code reached} runs if somebody has answered, and the budget knows it by then. */
    void tryTo(InetSocketAddress address, Runnable reached) {
        assert loop.inEventLoop();
        Instant now = clock.instant();
        @Nullable Instant last = tried.get(address);
        boolean rests = last != null && now.isBefore(last.plus(EVERY));
        if (rests || underWay >= AT_ONCE || !isAllowed(address) || !bucket.take(now)) {
            return;
        }
        tried.remove(address);
        tried.put(address, now);
        underWay++;
        transport.reaches(address).thenAccept(answered -> {
            underWay--;
            if (answered) {
                budget.reached(address);
                reached.run();
            }
        });
    }

    /** What came from there was listened to; but it may have been long ago, when the network was another. */
    private boolean isAllowed(InetSocketAddress address) {
        return address.getPort() >= AnswerBudget.FIRST_UNPRIVILEGED_PORT
                && access.listensTo(address.getAddress())
                && !access.isOwn(address);
    }
}
