/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What has to come back before a message counts as delivered, and how hard to try. Immutable.
 *
 * @param wanted {@code SENT} if no confirmation is asked for, {@code RECEIVED} for a receipt, {@code READ} if the
 *     recipient must have opened it
 * @param confirmationTimeout how long the receipt is waited for, from the start of the send
 * @param readTimeout how long it is waited for that the recipient opens the message, from the start of the send; of no
 *     meaning unless {@code READ} is wanted
 * @param retryPolicy repetition of what is not confirmed
 * @param inFlight how many messages to one member may wait for their receipts at once
 * @param holdTimeout how long it is held, from the start of the send, for a known member who is not here or does not
 *     confirm; null if it is not held
 * @param answer whether somebody else has made us send it: then to a stranger it goes, and is repeated, only as far as
 *     {@link AnswerBudget} allows; such a message is always confirmed, because that is what proves a stranger
 */
public record DeliveryPolicy(
        DeliveryStatus wanted,
        Duration confirmationTimeout,
        Duration readTimeout,
        RetryPolicy retryPolicy,
        int inFlight,
        @Nullable Duration holdTimeout,
        boolean answer) {
    public DeliveryPolicy {
        if (wanted.compareTo(DeliveryStatus.SENT) < 0) {
            throw new IllegalArgumentException("nobody can want a message to be " + wanted);
        }
        requirePositive("confirmationTimeout", confirmationTimeout, "15s");
        requirePositive("readTimeout", readTimeout, "10m");
        if (answer && wanted == DeliveryStatus.SENT) {
            throw new IllegalArgumentException("an answer must be confirmed");
        }
        if (holdTimeout != null) {
            requirePositive("holdTimeout", holdTimeout, "7d");
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight must be at least 1, but is " + inFlight);
        }
    }

    private static void requirePositive(String option, Duration value, String example) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(
                    option + " must be more than 0, such as " + example + ", but is " + value);
        }
    }

    /** Whether it waits for a known member who is not here. */
    boolean holds() {
        return holdTimeout != null;
    }

    /** Whether a receipt is asked for and waited for. */
    boolean confirmed() {
        return wanted != DeliveryStatus.SENT;
    }

    /** Whether reading is waited for, too. */
    boolean awaitsReading() {
        return wanted == DeliveryStatus.READ;
    }
}
