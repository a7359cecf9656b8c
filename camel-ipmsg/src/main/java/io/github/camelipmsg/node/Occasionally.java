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
        Instant now = clock.instant();
        if (!now.isBefore(rested)) {
            rested = now.plus(REST);
            action.run();
        }
    }
}
