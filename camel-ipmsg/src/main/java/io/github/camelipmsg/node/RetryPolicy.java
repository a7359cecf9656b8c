/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Duration;
import java.util.Arrays;

/**
 * When a message that was not confirmed is sent again, and with which bytes.
 *
 * @param interval between two transmissions
 * @param maxRetries transmissions after the first, 0 or more
 */
public record RetryPolicy(Duration interval, int maxRetries) {
    /** Five transmissions, a second apart (official client 4.99). */
    public static final RetryPolicy OFFICIAL = new RetryPolicy(Duration.ofSeconds(1), 4);

    /** From this transmission on the official client pads its datagrams, against network cards that miscompute sums. */
    private static final int FIRST_PADDED = 4;

    static final int PADDING = 64;

    public RetryPolicy {
        if (interval.toMillis() < 1 || maxRetries < 0) {
            throw new IllegalArgumentException("retryInterval must be at least 1 ms and maxRetries at least 0, but are "
                    + interval + " and " + maxRetries);
        }
    }

    /** @param transmission counted from 1 */
    byte[] bytesOf(int transmission, byte[] message) {
        return transmission < FIRST_PADDED ? message : Arrays.copyOf(message, message.length + PADDING);
    }

    boolean allowsAnotherAfter(int transmission) {
        return transmission <= maxRetries;
    }
}
