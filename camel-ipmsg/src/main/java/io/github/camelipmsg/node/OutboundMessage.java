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
 * @param options the protocol's options of this message, such as SECRETOPT, PASSWORDOPT and NOLOGOPT
 * @param resolveTimeout how long names that are not known yet are waited for
 * @param oversize what happens to a text that is too long for a recipient
 * @param awaited whether the send is over when every recipient has an outcome, or as soon as it has its numbers
 * @param policy what is waited for, how long, and how often it is tried
 */
public record OutboundMessage(
        List<Recipient> recipients,
        String text,
        Set<MessageOption> options,
        Duration resolveTimeout,
        Oversize oversize,
        boolean awaited,
        DeliveryPolicy policy) {
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
        if (resolveTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "resolveTimeout must be 0 or more, such as 5s, but is " + resolveTimeout);
        }
        boolean sealed = options.contains(MessageOption.SECRETOPT) || policy.awaitsReading();
        if (sealed && recipients.contains(new Recipient.Broadcast())) {
            throw new IllegalArgumentException("broadcast: is never sealed or read-confirmed, because it goes to"
                    + " everybody in one datagram; send to * to address every member singly");
        }
    }
}
