/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** Keeps and tells what has become of sends. Confined to the loop. */
record Outcomes(DeliveryRecords records, NodeListeners listeners) implements Send.Listener {
    @Override
    public void changed(Send.Copy copy, Delivery delivery) {
        records.settled(copy);
        listeners.delivered(copy.send().number(), delivery);
    }
}
