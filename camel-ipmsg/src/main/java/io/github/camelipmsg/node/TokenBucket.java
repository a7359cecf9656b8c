/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Duration;
import java.time.Instant;

/** Holds up to {@code capacity} tokens, which it has at first, and gains {@code perSecond}. Confined to the loop. */
final class TokenBucket {
    private final double capacity;
    private final double perSecond;
    private double tokens;
    private Instant filled;

    TokenBucket(double capacity, double perSecond, Instant now) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.tokens = capacity;
        this.filled = now;
    }

    boolean take(Instant now) {
        double seconds = Duration.between(filled, now).toNanos() / 1e9;
        tokens = Math.min(capacity, tokens + seconds * perSecond);
        filled = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
