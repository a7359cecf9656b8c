/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryStatus;

/** What a sender wants to know. */
public enum Confirmation {
    /** That the message has arrived: RECVMSG. */
    RECEIVED(DeliveryStatus.RECEIVED),
    /** That the recipient has opened it: it goes sealed, and READMSG is waited for after RECVMSG. */
    READ(DeliveryStatus.READ),
    /** Nothing: the message is sent once, and nobody confirms it. */
    NONE(DeliveryStatus.SENT);

    private final DeliveryStatus wanted;

    Confirmation(DeliveryStatus wanted) {
        this.wanted = wanted;
    }

    /** What a recipient has to reach. */
    DeliveryStatus wanted() {
        return wanted;
    }
}
