/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is otherwise silent: what was dropped, and why. Thread-safe. */
public final class NodeCounters {
    /** What is counted. */
    public enum Event {
        /** Datagrams that came in. */
        RECEIVED,
        /** Datagrams that went out. */
        SENT,
        /** The operating system refused to send. */
        SEND_FAILED,
        /** Not a packet of this protocol. */
        MALFORMED,
        /** From a source that is not listened to. */
        NOT_ALLOWED,
        /** Our own broadcast, or something that claims to come from us. */
        OWN,
        /** Another host uses our user and host name. */
        IDENTITY_CONFLICT,
        /** A command that has no meaning for us. */
        IGNORED,
        /** A name that carries a key fingerprint, from a client that cannot encrypt: a forgery (draft 14). */
        FINGERPRINT_WITHOUT_ENCRYPTION,
        /** The member list, or the share of one host in it, is full. */
        MEMBER_REFUSED,
        /** An answer that the budget for strangers did not allow. */
        ANSWER_WITHHELD,
        /** An absence text that was not told, because its charset lacks a character of it. */
        ABSENCE_UNMAPPABLE,
        /** A receipt for a number that is not, or no longer, waited for, or from elsewhere. */
        RECEIPT_UNMATCHED,
        /** A message that no consumer wanted or had room for: not confirmed. */
        MESSAGE_NOT_TAKEN,
        /** A message that could not be opened: not confirmed. */
        MESSAGE_UNREADABLE,
        /** A message with bytes that are no text in its charset: it is routed with U+FFFD in their place. */
        TEXT_MALFORMED,
        /** A repetition of a message that was accepted before: confirmed again. */
        MESSAGE_REPEATED,
        /** A message that was handed to every consumer that wanted it. */
        MESSAGE_ACCEPTED,
        /** A reply of a route that was not sent, because that address has had its share for this minute. */
        REPLY_WITHHELD,
        /** An event that a consumer had no room for. */
        EVENT_LOST,
        /** A socket that died under us. */
        SOCKET_DIED,
        /** The sockets that had died were bound anew. */
        SOCKETS_MENDED
    }

    private final Map<Event, LongAdder> counts = zeros(Event.class);
    private final Map<DeliveryStatus, LongAdder> outcomes = zeros(DeliveryStatus.class);

    private static <E extends Enum<E>> Map<E, LongAdder> zeros(Class<E> what) {
        Map<E, LongAdder> zeros = new EnumMap<>(what);
        for (E each : what.getEnumConstants()) {
            zeros.put(each, new LongAdder());
        }
        return zeros;
    }

    void count(Event event) {
        adder(counts, event).increment();
    }

    void count(DeliveryStatus outcome) {
        adder(outcomes, outcome).increment();
    }

    /** How often that happened since the node was opened. */
    public long total(Event event) {
        return adder(counts, event).sum();
    }

    /** How many recipients were told to have had that outcome; one whose receipt came late counts with both. */
    public long total(DeliveryStatus outcome) {
        return adder(outcomes, outcome).sum();
    }

    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E of) {
        LongAdder adder = adders.get(of);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + of);
        }
        return adder;
    }
}
