/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.Comparator;
import java.util.List;

/**
 * What became of one send. Immutable.
 *
 * @param packetNumber shared by all its recipients; 0 if there was none to be had
 * @param deliveries one for each recipient, never empty
 */
public record DeliveryResult(long packetNumber, List<Delivery> deliveries) {
    public DeliveryResult {
        deliveries = List.copyOf(deliveries);
        if (deliveries.isEmpty()) {
            throw new IllegalArgumentException("a send has at least one recipient");
        }
    }

    /** The worst of all. */
    public DeliveryStatus status() {
        return deliveries.stream()
                .map(Delivery::status)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether every recipient confirmed. */
    public boolean delivered() {
        return deliveries.stream().allMatch(delivery -> delivery.status().delivered());
    }
}
