/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What became of one send, at the time when it was asked. Immutable.
 *
 * @param packetNumber that of the send, shared by all its recipients; {@link #NO_NUMBER} if there was none to be had
 * @param deliveries one for each recipient; empty only if nothing is known of that number
 */
public record DeliveryResult(long packetNumber, List<Delivery> deliveries) {
    /** Of what has no packet number of its own, such as a question. */
    public static final long NO_NUMBER = 0;

    public DeliveryResult {
        deliveries = List.copyOf(deliveries);
    }

    /** Of a number that was never given out, or so long ago that it was forgotten. */
    static DeliveryResult unknown(long packetNumber) {
        return new DeliveryResult(packetNumber, List.of());
    }

    /** Of a message whose recipients were not known yet when the node stopped. */
    static DeliveryResult stopped(OutboundMessage message, Duration elapsed, String detail) {
        List<Delivery> deliveries = message.recipients().stream()
                .map(recipient -> new Delivery(
                        recipient instanceof Recipient.At at
                                ? at.address()
                                : InetSocketAddress.createUnresolved(recipient.toString(), 0),
                        null,
                        List.of(),
                        DeliveryStatus.UNCONFIRMED,
                        message.policy().wanted(),
                        0,
                        elapsed,
                        Cause.SHUTDOWN,
                        detail))
                .toList();
        return new DeliveryResult(NO_NUMBER, deliveries);
    }

    /** The worst of all. */
    public DeliveryStatus status() {
        return deliveries.stream()
                .map(Delivery::status)
                .min(Comparator.naturalOrder())
                .orElse(DeliveryStatus.UNKNOWN);
    }

    /** Whether every recipient reached what was wanted of it; never true of a number that is not known. */
    public boolean delivered() {
        return !deliveries.isEmpty() && deliveries.stream().allMatch(Delivery::delivered);
    }

    /** Whether somebody did not and, as far as is known, will not reach it; or nothing is known of that number. */
    public boolean failed() {
        return deliveries.isEmpty()
                || deliveries.stream().anyMatch(delivery -> !delivery.delivered() && !delivery.isUndecided());
    }

    /** Whether a confirmation of anybody was asked for. */
    public boolean confirmed() {
        return deliveries.stream().anyMatch(delivery -> delivery.wanted() != DeliveryStatus.SENT);
    }
}
