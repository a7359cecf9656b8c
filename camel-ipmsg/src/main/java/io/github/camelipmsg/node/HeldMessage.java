/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one recipient of a send is to get, as it is kept while that recipient is not here. Immutable.
 *
 * @param sendNumber by which the send is known
 * @param place of this recipient among all of that send
 * @param member as it was last seen
 * @param startedAt the time of day at which the send began
 * @param parts all of them, also those that were received before
 */
record HeldMessage(
        long sendNumber, int place, Member member, DeliveryPolicy policy, Instant startedAt, List<Part> parts) {
    /**
     * One of its messages.
     *
     * @param contentOrNull null if it has its outcome
     * @param outcomeOrNull null while it is held
     */
    record Part(
            long number,
            int attempts,
            @Nullable Content contentOrNull,
            @Nullable DeliveryState outcomeOrNull,
            @Nullable Cause causeOrNull,
            String detail) {
        static Part of(Transmission transmission) {
            boolean settled = transmission.isSettled();
            return new Part(
                    transmission.number,
                    transmission.allAttempts(),
                    transmission.content,
                    settled ? transmission.state : null,
                    transmission.cause,
                    transmission.detail);
        }
    }

    HeldMessage {
        parts = List.copyOf(parts);
    }

    static HeldMessage of(Send.Copy copy, Member member, Instant startedAt) {
        return new HeldMessage(
                copy.send().number(),
                copy.place,
                member,
                copy.send().policy,
                startedAt,
                copy.parts().stream().map(Part::of).toList());
    }

    /** Under which it is kept. */
    String key() {
        return key(sendNumber, place);
    }

    static String key(long sendNumber, int place) {
        return String.format(Locale.ROOT, "%010d-%d", sendNumber, place);
    }
}
