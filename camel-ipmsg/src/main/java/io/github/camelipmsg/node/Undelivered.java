/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import java.time.Duration;
import java.util.Objects;

/**
 * What is told of a message that was not delivered: what happened and what to do about it. Immutable.
 *
 * @param state the outcome
 */
record Undelivered(DeliveryState state, Cause cause, String detail) {
    static Undelivered stopped(Transmission transmission) {
        String detail = transmission.state == DeliveryState.AWAITING_READING
                ? "it was received, and the node stopped before it was opened"
                : "the node stopped after " + transmissions(transmission.attempts) + ", before a receipt came";
        return new Undelivered(DeliveryState.UNCONFIRMED, Cause.SHUTDOWN, detail);
    }

    /** This machine's network has refused every copy. */
    static Undelivered neverLeft(Transmission transmission) {
        return failed(Cause.NETWORK, "this machine's network did not take it: " + transmission.lastRefusal);
    }

    /**
     * The time for its receipt or its reading is up.
     *
     * @param accepted false if its recipient is iptux and has yet to forget
     */
    static Undelivered timeIsUp(Transmission transmission, boolean accepted) {
        if (transmission.state == DeliveryState.AWAITING_READING) {
            return new Undelivered(
                    DeliveryState.RECEIVED,
                    Cause.NOT_READ,
                    "received, but not opened within " + InWords.of(transmission.policy.readTimeout()));
        }
        if (transmission.state == DeliveryState.WAITING_TURN && transmission.attemptsOfThisTurn() == 0) {
            return noTurn(transmission, accepted);
        }
        return transmission.attempts > 0 && transmission.neverLeft()
                ? neverLeft(transmission)
                : noReceipt(transmission);
    }

    private static Undelivered noTurn(Transmission transmission, boolean accepted) {
        String what =
                transmission.attempts == 0 ? "not sent within %s: " : "no receipt within %s that can be believed: ";
        return unconfirmed(
                accepted ? Cause.NO_TURN : Cause.NO_ANSWER,
                what.formatted(InWords.of(transmission.policy.confirmationTimeout()))
                        + whyItHadNoTurn(transmission, accepted));
    }

    private static Undelivered noReceipt(Transmission transmission) {
        String timeout = InWords.of(transmission.policy.confirmationTimeout());
        if (!transmission.confirmed()) {
            return unconfirmed(Cause.NETWORK, "this machine's network had not taken it within " + timeout);
        }
        return unconfirmed(
                Cause.NO_RECEIPT,
                "no receipt within " + timeout + " after " + transmissions(transmission.attempts) + "; is "
                        + transmission.destination + " running, and does its firewall let this port through?");
    }

    /** Somebody else has called for it, who must not get it yet. */
    static Undelivered withheld(Transmission transmission) {
        return unconfirmed(
                Cause.WITHHELD,
                "not sent within " + InWords.of(transmission.policy.confirmationTimeout()) + ": "
                        + transmission.destination
                        + " has never confirmed anything to us, so that it may be forged; until it does it gets one"
                        + " datagram of at most " + AnswerBudget.MAX_BYTES + " bytes for each of its own, and "
                        + whyNotThisOne(transmission));
    }

    private static String whyNotThisOne(Transmission transmission) {
        int bytes = transmission.nextCopy().length;
        if (bytes <= AnswerBudget.MAX_BYTES) {
            return "it has had that already";
        }
        return "this one has " + bytes
                + (transmission.policy.answer()
                        ? ": make the reply shorter, or send it from a route"
                        : ", and no TCP connection to that port shows that anybody is there");
    }

    private static String whyItHadNoTurn(Transmission transmission, boolean accepted) {
        if (transmission.bytes == null) {
            return "this machine was too busy to make it ready";
        }
        if (!accepted) {
            return transmission.destination + " did not answer our entry, and until it does it may drop what we send"
                    + " and confirm it all the same, as iptux does; is it running?";
        }
        return "earlier messages to "
                + (transmission.destination.broadcast() ? "iptux members" : transmission.destination)
                + " still waited for their receipts";
    }

    private static Undelivered unconfirmed(Cause cause, String detail) {
        return new Undelivered(DeliveryState.UNCONFIRMED, cause, detail);
    }

    private static Undelivered failed(Cause cause, String detail) {
        return new Undelivered(DeliveryState.FAILED, cause, detail);
    }

    /** Its recipient is known and not here, or has not confirmed what is held for it already. */
    static Undelivered notNow(Transmission transmission) {
        Destination to = transmission.destination;
        return failed(
                Cause.HELD_MESSAGES,
                "not sent, because " + (to.absent() ? to + " is not here" : "earlier messages to " + to + " are held"));
    }

    static Undelivered tooManyUnderWay() {
        return failed(
                Cause.OVERLOAD,
                DeliveryTracker.MAX_UNDER_WAY + " messages are under way already; send fewer at a time");
    }

    static Undelivered notSealed(RuntimeException cause) {
        return failed(Cause.OVERLOAD, "it could not be sealed: " + cause);
    }

    static Undelivered resolvedTooLate(Transmission transmission, Duration after) {
        return unconfirmed(
                Cause.NO_TURN,
                "not sent: who " + transmission.destination + " is was known only after " + InWords.of(after)
                        + ", when the time for its receipt was up; make confirmationTimeout longer");
    }

    static Undelivered stoppedWhileBeingHeld() {
        return unconfirmed(Cause.SHUTDOWN, "the node stopped before it was certain that it is held");
    }

    static Undelivered heldTooLong(Transmission transmission) {
        Duration timeout = Objects.requireNonNull(transmission.policy.holdTimeout(), "it was held");
        return unconfirmed(
                Cause.EXPIRED,
                "held for " + InWords.of(timeout) + ", and its recipient "
                        + whyInVain(transmission)
                        + "; is " + transmission.destination + " still in use? Set a longer holdTimeout if it is");
    }

    private static String transmissions(int attempts) {
        return attempts == 1 ? "1 transmission" : attempts + " transmissions";
    }

    private static String whyInVain(Transmission transmission) {
        int attempts = transmission.allAttempts();
        String sent = attempts == 0 ? "" : "has confirmed none of " + transmissions(attempts);
        if (transmission.detail.isEmpty()) {
            return attempts == 0 ? "was not seen" : sent;
        }
        return (attempts == 0 ? "was only seen where nothing shows that it really is" : sent) + "; last time it was "
                + transmission.detail;
    }

    /**
     * It could not be held for later either. What was sent and not confirmed may have arrived all the same, and stays
     * that; for the rest, this is why it failed.
     */
    Undelivered notHeld(Cause why, String inWords) {
        return new Undelivered(
                state,
                state == DeliveryState.FAILED ? why : cause,
                detail + "; it could not be held for later: " + inWords);
    }
}
