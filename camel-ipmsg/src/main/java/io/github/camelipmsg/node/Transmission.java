/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.Timers.Timeout;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message, or one part of it, on its way to one recipient. Kept for a while after its outcome, because a receipt may
 * come late. Mutable: owned by {@link DeliveryTracker}, and while it is held by {@link WaitingRoom}; confined to the loop.
 */
final class Transmission {
    final Send.Copy copy;
    final DeliveryPolicy policy;
    final DeliveryStatus wanted;
    final long number;
    final Instant startedAt;

    /** Among all that this node sends; numbers begin anew some day. */
    long order;

    /** As it was when this was last sent, or could have been. */
    Destination destination;

    @Nullable
    Content content; // until it is settled

    DeliveryState state = DeliveryState.WAITING_TURN;
    long place; // of its present turn, in the order in which turns were asked for
    byte @Nullable [] bytes; // from when it is sealed until it is settled or held
    Instant triedSince; // its times run from there: it is startedAt, or when it was released after it was held
    int attempts; // since then
    private int attemptsBefore; // this turn
    int refusals; // attempts that the operating system did not take
    int earlierAttempts; // before it was held
    private boolean released; // once at least
    String lastRefusal = "";
    Duration elapsed = Duration.ZERO; // to the outcome

    @Nullable
    Cause cause;

    String detail = "";

    Timeout deadline = Timeout.NONE;
    Timeout retry = Timeout.NONE;

    /** @param copy is told of the outcome, and of every later one, and when it is held */
    Transmission(
            Send.Copy copy,
            Destination destination,
            @Nullable Content content,
            DeliveryPolicy policy,
            long number,
            Instant startedAt) {
        this.copy = copy;
        this.destination = destination;
        this.content = content;
        this.policy = policy;
        this.wanted = destination.broadcast() ? DeliveryStatus.SENT : policy.wanted();
        this.number = number;
        this.startedAt = startedAt;
        this.triedSince = startedAt;
    }

    /** As it was before the node was restarted: held, or settled because it was one part of several. */
    static Transmission restored(Send.Copy copy, Destination destination, HeldMessage.Part part) {
        Transmission restored = new Transmission(
                copy, destination, part.contentOrNull(), copy.send().policy, part.number(), copy.send().startedAt);
        restored.state = part.outcomeOrNull() == null ? DeliveryState.HELD : part.outcomeOrNull();
        restored.cause = part.causeOrNull();
        restored.detail = part.detail();
        restored.earlierAttempts = part.attempts();
        return restored;
    }

    InetSocketAddress address() {
        return destination.address();
    }

    /** Whether it leaves because of what somebody has sent us, who may not be where it says to be. */
    boolean isCalledFor() {
        return policy.answer() || released;
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

    boolean isHeld() {
        return state == DeliveryState.HELD;
    }

    boolean neverLeft() {
        return attempts == refusals;
    }

    int allAttempts() {
        return earlierAttempts + attempts;
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
        content = null;
        rest();
        copy.changed(now);
    }

    /** It leaves the network for the store. */
    void beginHolding() {
        state = state.become(DeliveryState.BEING_HELD);
        rest();
    }

    /**
     * It is in the store now, or still.
     *
     * @param why it did not leave, though its recipient seemed to be here; or nothing
     */
    void hold(String why, Instant now) {
        state = state.become(DeliveryState.HELD);
        detail = why;
        rest();
        copy.changed(now);
    }

    /** It leaves the store for the network, to that member as it is now. */
    void release(Destination now, Instant since) {
        state = state.become(DeliveryState.WAITING_TURN);
        destination = now;
        released = true;
        detail = "";
        earlierAttempts += attempts;
        attempts = 0;
        attemptsBefore = 0;
        refusals = 0;
        triedSince = since;
    }

    private void rest() {
        bytes = null;
        cancelTimers();
    }

    /** And lets go of them: what is kept for an hour after its outcome must be small. */
    void cancelTimers() {
        deadline.cancel();
        retry.cancel();
        deadline = Timeout.NONE;
        retry = Timeout.NONE;
    }
}
