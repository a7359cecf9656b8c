/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** What became of a message for one recipient, from worst to best: the order in which several are summed up. */
public enum DeliveryStatus {
    /** It could not be sent: the network, the disk or a bound refused it. */
    FAILED,
    /** It was not sent, because this recipient could not have read it. */
    REJECTED,
    /** It was sent, and no receipt came in time; it may have arrived all the same. */
    UNCONFIRMED,
    /** There is no record of that packet number, or no longer. */
    UNKNOWN,
    /** It is on its way. */
    PENDING,
    /** Its recipient is not here; it is kept, and will be sent when the recipient is next seen. */
    HELD,
    /** It was sent, and no receipt was asked for. */
    SENT,
    /** A receipt for its number came from the recipient's address. */
    RECEIVED,
    /** A notice came from the recipient's address that it was opened. */
    READ;

    /** Whether it says what became of a message, and so may be told of a recipient. */
    public boolean isOutcome() {
        return this != UNKNOWN && this != PENDING && this != HELD;
    }

    /** Whether the outcome is still to come: it is on its way, or held. */
    boolean isUndecided() {
        return this == PENDING || this == HELD;
    }
}
