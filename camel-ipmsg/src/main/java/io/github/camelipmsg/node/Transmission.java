/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.Timers.Timeout;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message, or one part of it, on its way to one recipient. Kept for a while after its outcome, because a receipt may
 * come late. Mutable: owned by {@link DeliveryTracker}, confined to the loop.
 */
final class Transmission {
    final Destination destination;
    final DeliveryPolicy policy;
    final DeliveryStatus wanted;
    final long number;
    final Instant startedAt;
    private final Consumer<Transmission> listener;

    DeliveryState state = DeliveryState.WAITING_TURN;
    long place; // in the order of all
    byte @Nullable [] bytes; // from when it is sealed until it is settled
    int attempts;
    private int attemptsBefore; // this turn
    int refusals; // attempts that the operating system did not take
    String lastRefusal = "";
    Duration elapsed = Duration.ZERO; // to the outcome

    @Nullable
    Cause cause;

    String detail = "";

    Timeout deadline = Timeout.NONE;
    Timeout retry = Timeout.NONE;

    /** @param listener is told of the outcome, and of every later one */
    Transmission(
            Destination destination,
            DeliveryPolicy policy,
            long number,
            Instant startedAt,
            Consumer<Transmission> listener) {
        this.destination = destination;
        this.policy = policy;
        this.wanted = destination.broadcast() ? DeliveryStatus.SENT : policy.wanted();
        this.number = number;
        this.startedAt = startedAt;
        this.listener = listener;
    }

    InetSocketAddress address() {
        return destination.address();
    }

    /** Whether a receipt is asked for. */
    boolean confirmed() {
        return wanted != DeliveryStatus.SENT;
    }

    boolean isSettled() {
        return state.isSettled();
    }

    /** Of its present turn: mostly all. */
    int attemptsOfThisTurn() {
        return attempts - attemptsBefore;
    }

    byte[] nextCopy() {
        return policy.retryPolicy().bytesOf(attempts + 1, Objects.requireNonNull(bytes));
    }

    /** It waits for a turn once more, with all its copies. */
    void waitAgain() {
        retry.cancel();
        attemptsBefore = attempts;
        state = state.become(DeliveryState.WAITING_TURN);
    }

    boolean neverLeft() {
        return attempts == refusals;
    }

    /** From the start of the send until then. */
    Duration elapsed(Instant then) {
        return isSettled() ? elapsed : Duration.between(startedAt, then);
    }

    /** It has an outcome now, the first or a better one. */
    void settle(DeliveryState outcome, @Nullable Cause why, String inWords, Instant now) {
        elapsed = Duration.between(startedAt, now);
        state = state.become(outcome);
        cause = why;
        detail = inWords;
        bytes = null;
        cancelTimers();
        listener.accept(this);
    }

    /** And lets go of them: what is kept for an hour after its outcome must be small. */
    void cancelTimers() {
        deadline.cancel();
        retry.cancel();
        deadline = Timeout.NONE;
        retry = Timeout.NONE;
    }
}
