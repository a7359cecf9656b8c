/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.MessageOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A message to send, with everything that decides how. Immutable.
 *
 * @param recipients at least one
 * @param text any text without NUL; CRLF and CR become LF
 * @param options the protocol's options of this message, such as PASSWORDOPT and NOLOGOPT
 * @param confirmed whether receipts are asked for and waited for
 * @param resolveTimeout how long names that are not known yet are waited for
 * @param confirmationTimeout how long receipts are waited for, from the start of the send
 * @param retryPolicy repetition of what is not confirmed
 * @param inFlight how many messages to one member may wait for their receipts at once
 */
public record OutboundMessage(
        List<Recipient> recipients,
        String text,
        Set<MessageOption> options,
        boolean confirmed,
        Duration resolveTimeout,
        Duration confirmationTimeout,
        RetryPolicy retryPolicy,
        int inFlight) {
    public OutboundMessage {
        recipients = List.copyOf(recipients);
        options = Set.copyOf(options);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a message needs at least one recipient");
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new IllegalArgumentException(
                    "the text holds a NUL at index " + nul + ", with which the protocol ends it; remove it");
        }
        if (confirmationTimeout.isZero() || confirmationTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "confirmationTimeout must be more than 0, such as 15s, but is " + confirmationTimeout);
        }
        if (resolveTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "resolveTimeout must be 0 or more, such as 5s, but is " + resolveTimeout);
        }
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight must be at least 1, but is " + inFlight);
        }
    }
}
