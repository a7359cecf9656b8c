/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what others can make us send, so that a forged source address cannot turn us against somebody else.
 *
 * <p>An address is a stranger until it has echoed a packet number of ours, which a forger cannot see: to a stranger goes
 * at most one datagram of at most {@value #MAX_BYTES} bytes for each of its own. Answers go through a token bucket for
 * each address, and to strangers through one for all of them, too. What does not fit is not sent: the peer's own
 * repetition asks again.
 *
 * <p>A stranger who has answered a TCP handshake is there, but may not be the one who spoke: to it may go
 * {@value #AFTER_HANDSHAKE} datagrams of any size, as many as repeat one message, whose receipt then proves it.
 *
 * <p>Confined to the loop. Bounded: the address that was unused for longest is forgotten.
 */
final class AnswerBudget {
    static final int MAX_BYTES = 700;
    /** As often as the official client sends one message that is not confirmed. */
    static final int AFTER_HANDSHAKE = 5;
    /** What comes from a port below it is a system service's, which whoever forges its address wants us to write to. */
    static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private static final int MAX_ADDRESSES = 16_384;
    private static final int MAX_CREDIT = 4_096;

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Map<InetSocketAddress, Account> accounts = BoundedMap.byUse(MAX_ADDRESSES);
    private final TokenBucket strangers;
    private Consumer<InetSocketAddress> proof = address -> {};

    AnswerBudget(EventExecutor loop, InstantSource clock) {
        this.loop = loop;
        this.clock = clock;
        this.strangers = new TokenBucket(16_384, 8_000, clock.instant());
    }

    /** Addresses that have an account. */
    int size() {
        assert loop.inEventLoop();
        return accounts.size();
    }

    /** Who is told of each proof. */
    void onProof(Consumer<InetSocketAddress> listener) {
        proof = listener;
    }

    /** A datagram came from this address: that is one that may go back. */
    void heard(InetSocketAddress from) {
        assert loop.inEventLoop();
        Account account = account(from);
        account.credit = Math.min(account.credit + 1, MAX_CREDIT);
    }

    /** This address has echoed a number that we sent to it, so it is really there. */
    void proven(InetSocketAddress address) {
        assert loop.inEventLoop();
        account(address).prove(clock.instant());
        proof.accept(address);
    }

    /** Somebody has answered a TCP handshake there. */
    void reached(InetSocketAddress address) {
        assert loop.inEventLoop();
        account(address).afterHandshake = AFTER_HANDSHAKE;
    }

    /** Whether none of that size may go there, also after one more of theirs. */
    boolean isTooLongFor(InetSocketAddress address, int bytes) {
        assert loop.inEventLoop();
        @Nullable Account account = accounts.get(address);
        return bytes > MAX_BYTES && (account == null || (account.provenAt == null && account.afterHandshake == 0));
    }

    /** That member has echoed there the number of what was for it. */
    void provenAt(InetSocketAddress address, Identity member) {
        assert loop.inEventLoop();
        Account account = account(address);
        account.memberProvenAt = clock.instant();
        account.member = member;
    }

    /** Somebody speaks from there; if it is not the member who is proven there, that member is so no longer. */
    void spoke(Identity speaker, InetSocketAddress from) {
        assert loop.inEventLoop();
        @Nullable Account account = accounts.get(from);
        if (account != null && !speaker.equals(account.member)) {
            account.member = null;
        }
    }

    boolean isStranger(InetSocketAddress address) {
        assert loop.inEventLoop();
        @Nullable Account account = accounts.get(address);
        return account == null || account.provenAt == null;
    }

    /** Whether this is a stranger to whom no more than so many datagrams may go. */
    boolean isDownTo(int datagrams, InetSocketAddress address) {
        assert loop.inEventLoop();
        @Nullable Account account = accounts.get(address);
        return account != null && account.provenAt == null && account.credit <= datagrams;
    }

    /** The member who has lately been proven to be there, if nobody else has spoken from there since. */
    Optional<Identity> provenAt(InetSocketAddress address, Duration lately) {
        assert loop.inEventLoop();
        @Nullable Account account = accounts.get(address);
        boolean isLately =
                account != null && account.memberProvenAt.plus(lately).isAfter(clock.instant());
        return account == null || !isLately ? Optional.empty() : Optional.ofNullable(account.member);
    }

    /** Takes one answer of that size out of the budget, or says that it must not be sent. */
    boolean spend(InetSocketAddress to, int bytes) {
        assert loop.inEventLoop();
        @Nullable Account account = accounts.get(to);
        if (account == null || !account.mayTake(bytes)) {
            return false;
        }
        Instant now = clock.instant();
        if (!account.bucket.take(now) || (account.provenAt == null && !strangers.take(now))) {
            return false;
        }
        account.charge(bytes);
        return true;
    }

    private Account account(InetSocketAddress address) {
        return accounts.computeIfAbsent(address, newcomer -> new Account(clock.instant()));
    }

    private static final class Account {
        TokenBucket bucket;
        int credit;
        int afterHandshake; // datagrams that may go there besides

        @Nullable
        Instant provenAt;

        /** Who has echoed what was for it; null if nobody, or somebody else has spoken since. */
        @Nullable
        Identity member;

        Instant memberProvenAt = Instant.MIN;

        Account(Instant now) {
            this.bucket = new TokenBucket(4_096, 2_000, now); // a burst of receipts, and a steady stream of them
        }

        void prove(Instant now) {
            if (provenAt == null) {
                bucket = new TokenBucket(16_384, 10_000, now);
            }
            provenAt = now;
        }

        boolean mayTake(int bytes) {
            return provenAt != null || (credit > 0 && bytes <= MAX_BYTES) || afterHandshake > 0;
        }

        void charge(int bytes) {
            if (provenAt != null || (credit > 0 && bytes <= MAX_BYTES)) {
                credit = Math.max(0, credit - 1);
            } else {
                afterHandshake--;
            }
        }
    }
}
