/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what strangers can make us send, so that a forged source address cannot turn us against somebody else.
 *
 * <p>An address is a stranger until it has echoed a packet number of ours, which a forger cannot see. To a stranger goes
 * at most one datagram of at most {@value #MAX_BYTES} bytes for each of its own, through a token bucket for each
 * address and one for all. What does not fit is not sent: the peer's own repetition asks again.
 *
 * <p>Confined to the loop. Both tables forget their longest unused address when they are full.
 */
final class AnswerBudget {
    static final int MAX_BYTES = 700;
    private static final int MAX_ADDRESSES = 8_192;
    private static final int MAX_CREDIT = 2_048;

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Map<InetSocketAddress, Account> strangers = new Bounded<>();
    private final Map<InetSocketAddress, Instant> proven = new Bounded<>();
    private final TokenBucket everybody;

    AnswerBudget(EventExecutor loop, InstantSource clock) {
        this.loop = loop;
        this.clock = clock;
        this.everybody = new TokenBucket(8_192, 2_000, clock.instant());
    }

    /** A datagram came from this address: that is one that may go back. */
    void heard(InetSocketAddress from) {
        assert loop.inEventLoop();
        if (proven.get(from) == null) {
            Account account = strangers.computeIfAbsent(from, a -> new Account(clock.instant()));
            account.credit = Math.min(account.credit + 1, MAX_CREDIT);
        }
    }

    /** This address has echoed a number that we sent to it, so it is really there. */
    void proven(InetSocketAddress address) {
        assert loop.inEventLoop();
        strangers.remove(address);
        proven.put(address, clock.instant());
    }

    boolean provenWithin(InetSocketAddress address, Duration lately) {
        assert loop.inEventLoop();
        @Nullable Instant last = proven.get(address);
        return last != null && last.plus(lately).isAfter(clock.instant());
    }

    /** Takes one answer of that size out of the budget, or says that it must not be sent. */
    boolean spend(InetSocketAddress to, int bytes) {
        assert loop.inEventLoop();
        if (proven.get(to) != null) {
            return true;
        }
        Account account = strangers.get(to);
        if (account == null || account.credit == 0 || bytes > MAX_BYTES) {
            return false;
        }
        Instant now = clock.instant();
        if (!account.bucket.take(now) || !everybody.take(now)) {
            return false;
        }
        account.credit--;
        return true;
    }

    private static final class Account {
        final TokenBucket bucket;
        int credit;

        Account(Instant now) {
            this.bucket = new TokenBucket(2_048, 100, now);
        }
    }

    /** Holds up to {@code capacity} tokens and gains {@code perSecond}. */
    private static final class TokenBucket {
        private final double capacity;
        private final double perSecond;
        private double tokens;
        private Instant filled;

        TokenBucket(double capacity, double perSecond, Instant now) {
            this.capacity = capacity;
            this.perSecond = perSecond;
            this.tokens = capacity;
            this.filled = now;
        }

        boolean take(Instant now) {
            double seconds = Math.max(0, Duration.between(filled, now).toNanos() / 1e9); // clocks may step back
            tokens = Math.min(capacity, tokens + seconds * perSecond);
            filled = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    private static final class Bounded<V> extends LinkedHashMap<InetSocketAddress, V> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, V> eldest) {
            return size() > MAX_ADDRESSES;
        }
    }
}
