/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message for one of its recipients, until now. Immutable.
 *
 * @param address that was written to; unresolved, with the recipient for its host name, if that was not found before the
 *     node stopped
 * @param memberOrNull who was there, null if nobody had announced itself at that address
 * @param packetNumbers the numbers under which its parts were sent; empty if it got none
 * @param status the outcome: the worst of its parts
 * @param wanted what had to be reached: {@code SENT} if no confirmation was asked for
 * @param attempts how often it was sent, all parts together: 0 if it never was
 * @param elapsed from the start of the send to the outcome; until now, if it is pending or held
 * @param causeOrNull why it was not delivered, null if it was, or is pending or held
 * @param detail the same in a sentence: what happened and what to do about it; empty if there is no cause
 */
public record Delivery(
        InetSocketAddress address,
        @Nullable Member memberOrNull,
        List<Long> packetNumbers,
        DeliveryStatus status,
        DeliveryStatus wanted,
        int attempts,
        Duration elapsed,
        @Nullable Cause causeOrNull,
        String detail) {
    /** Why a message was not delivered. */
    public enum Cause {
        /** The recipient did not confirm. */
        NO_RECEIPT,
        /** The recipient received it and did not open it. */
        NOT_READ,
        /** The member did not answer a question, or the entry that it has to answer before it can be believed. */
        NO_ANSWER,
        /** Earlier messages to this recipient took all the time. */
        NO_TURN,
        /** A reply to a stranger, to whom no more, or nothing so long, may go. */
        WITHHELD,
        /** The recipient's charset lacks a character of the text. */
        UNMAPPABLE,
        /** The recipient's client cannot receive a datagram of that length. */
        TOO_LONG,
        /** The operating system did not take the datagram. */
        NETWORK,
        /** No packet number could be reserved in the state directory. */
        STATE_DIRECTORY,
        /** It was held for its recipient, who did not come or did not confirm before its time was over. */
        EXPIRED,
        /** Where held messages are kept did not take it. */
        HELD_MESSAGES,
        /** Too many messages are under way, or held. */
        OVERLOAD,
        /** The node was stopped. */
        SHUTDOWN
    }

    public Delivery {
        packetNumbers = List.copyOf(packetNumbers);
    }

    /** Whether what was wanted was reached. */
    public boolean delivered() {
        return status.compareTo(wanted) >= 0;
    }

    /** Whether the outcome is still to come: it is on its way, or held. */
    public boolean isUndecided() {
        return status.isUndecided();
    }

    public Optional<Member> member() {
        return Optional.ofNullable(memberOrNull);
    }

    public Optional<Cause> cause() {
        return Optional.ofNullable(causeOrNull);
    }

    /** For messages to people: who, what and why. */
    @Override
    public String toString() {
        String who = memberOrNull == null ? SocketAddresses.format(address) : memberOrNull.toString();
        return status + " " + who + (detail.isEmpty() ? "" : ": " + detail);
    }
}
