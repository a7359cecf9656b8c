/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The life of one message on its way to one recipient. The transitions stand here, and nowhere else.
 *
 * <pre>
 * WAITING_TURN ──▶ AWAITING_RECEIPT ──▶ RECEIVED
 *      │                  ├──────────▶ AWAITING_READING ──▶ READ
 *      │                  │                  └──────────▶ RECEIVED      not opened in time
 *      │                  ├──────────▶ READ                             opened, and the receipt was lost
 *      │                  ├──────────▶ UNCONFIRMED                      time is up
 *      │◀─────────────────┤                                             its receipt cannot be believed: once more
 *      │                  └──────────▶ FAILED                           the network took none of the copies
 *      ├──▶ SENT                                                        no receipt was asked for
 *      ├──▶ READ                                                        opened, while it waited to be sent once more
 *      ├──▶ UNCONFIRMED                                                 time was up before its turn came
 *      ├──▶ REJECTED                                                    the recipient could not read it
 *      └──▶ FAILED
 * </pre>
 *
 * What is settled has been told. It changes only for the better, when a receipt or a read notice comes late:
 * {@code UNCONFIRMED ──▶ RECEIVED ──▶ READ}.
 */
enum DeliveryState {
    READ(DeliveryStatus.READ),
    RECEIVED(DeliveryStatus.RECEIVED),
    SENT(DeliveryStatus.SENT),
    UNCONFIRMED(DeliveryStatus.UNCONFIRMED),
    REJECTED(DeliveryStatus.REJECTED),
    FAILED(DeliveryStatus.FAILED),
    AWAITING_READING(DeliveryStatus.PENDING),
    AWAITING_RECEIPT(DeliveryStatus.PENDING),
    WAITING_TURN(DeliveryStatus.PENDING);

    private static final Map<DeliveryState, Set<DeliveryState>> NEXT = new EnumMap<>(Map.of(
            WAITING_TURN, EnumSet.of(AWAITING_RECEIPT, SENT, READ, UNCONFIRMED, REJECTED, FAILED),
            AWAITING_RECEIPT, EnumSet.of(WAITING_TURN, RECEIVED, AWAITING_READING, READ, UNCONFIRMED, FAILED),
            AWAITING_READING, EnumSet.of(READ, RECEIVED, UNCONFIRMED),
            UNCONFIRMED, EnumSet.of(RECEIVED, READ),
            RECEIVED, EnumSet.of(READ),
            SENT, EnumSet.of(READ)));

    private final DeliveryStatus status;

    DeliveryState(DeliveryStatus status) {
        this.status = status;
    }

    /** How it is told to the sender. */
    DeliveryStatus status() {
        return status;
    }

    /** True once there is an outcome. */
    boolean isSettled() {
        return status != DeliveryStatus.PENDING;
    }

    boolean mayBecome(DeliveryState state) {
        return NEXT.getOrDefault(this, Set.of()).contains(state);
    }

    DeliveryState become(DeliveryState state) {
        if (!mayBecome(state)) {
            throw new IllegalStateException("a delivery cannot go from " + this + " to " + state);
        }
        return state;
    }
}
