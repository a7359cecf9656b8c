/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has accepted a message that others have not: its repetition is only for those. Handlers go by their names, because a
 * handler that was stopped and started again is another object with the same work behind it.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_MESSAGES}, the oldest forgotten first, and forgotten with
 * {@link RememberedMessages}: what is forgotten is offered to everybody again.
 */
final class HalfAccepted {
    static final int MAX_MESSAGES = 10_000;

    private final InstantSource clock;
    private final Map<MessageKey, Entry> messages = BoundedMap.byAge(MAX_MESSAGES);

    private record Entry(Set<String> names, Instant since) {}

    HalfAccepted(InstantSource clock) {
        this.clock = clock;
    }

    /** The names of those who need it no more. */
    Set<String> by(MessageKey message) {
        @Nullable Entry entry = messages.get(message);
        if (entry == null) {
            return Set.of();
        }
        boolean lasts = entry.since().plus(RememberedMessages.EXPIRES_AFTER).isAfter(clock.instant());
        return lasts ? entry.names() : Set.of();
    }

    void remember(MessageKey message, Set<String> names) {
        forget(message); // or it would keep its old age
        if (!names.isEmpty()) {
            messages.put(message, new Entry(Set.copyOf(names), clock.instant()));
        }
    }

    void forget(MessageKey message) {
        messages.remove(message);
    }

    int size() {
        return messages.size();
    }
}
