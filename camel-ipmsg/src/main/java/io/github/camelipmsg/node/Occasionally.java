/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Does something at most once a minute, so that peers cannot fill the log. Confined to the loop. */
final class Occasionally {
    private static final Duration REST = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Instant rested = Instant.MIN;

    Occasionally(InstantSource clock) {
        this.clock = clock;
    }

    void run(Runnable action) {
        if (isDue()) {
            action.run();
        }
    }

    /** Whether it may be done; if so, not again for a minute. */
    boolean isDue() {
        Instant now = clock.instant();
        boolean due = !now.isBefore(rested);
        if (due) {
            rested = now.plus(REST);
        }
        return due;
    }
}
