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
 * A message that may be held (policy {@link DeliveryPolicy#holdTimeout()}) goes another way where its recipient is a known
 * member who is not here, or where it would have become {@code UNCONFIRMED} or, by the network, {@code FAILED}:
 *
 * <pre>
 * WAITING_TURN ─┬─▶ BEING_HELD ──▶ HELD ──▶ WAITING_TURN                the member is seen again: its turn comes anew
 * AWAITING_RECEIPT ─┘    │         ▲  ├───▶ UNCONFIRMED                 its time is over
 *                        │         │  └───▶ RECEIVED, AWAITING_READING, READ    confirmed late after all
 *                        │         └─ WAITING_TURN, AWAITING_RECEIPT    in vain: it is stored already, and held again
 *                        └──▶ FAILED, UNCONFIRMED                       the store does not take it
 * </pre>
 *
 * {@code HELD} is told to whoever waits for the outcome, but it is none: there is one when the message leaves it for good.
 * What is settled has been told. It changes only for the better, when a receipt or a read notice comes late:
 * {@code UNCONFIRMED ──▶ RECEIVED ──▶ READ}.
 */
enum DeliveryState {
    READ(DeliveryStatus.READ),
    RECEIVED(DeliveryStatus.RECEIVED),
    SENT(DeliveryStatus.SENT),
    HELD(DeliveryStatus.HELD),
    UNCONFIRMED(DeliveryStatus.UNCONFIRMED),
    REJECTED(DeliveryStatus.REJECTED),
    FAILED(DeliveryStatus.FAILED),
    AWAITING_READING(DeliveryStatus.PENDING),
    AWAITING_RECEIPT(DeliveryStatus.PENDING),
    WAITING_TURN(DeliveryStatus.PENDING),
    BEING_HELD(DeliveryStatus.PENDING);

    private static final Map<DeliveryState, Set<DeliveryState>> NEXT = new EnumMap<>(Map.of(
            WAITING_TURN, EnumSet.of(AWAITING_RECEIPT, BEING_HELD, HELD, SENT, READ, UNCONFIRMED, REJECTED, FAILED),
            AWAITING_RECEIPT,
                    EnumSet.of(WAITING_TURN, RECEIVED, AWAITING_READING, READ, BEING_HELD, HELD, UNCONFIRMED, FAILED),
            BEING_HELD, EnumSet.of(HELD, RECEIVED, AWAITING_READING, READ, UNCONFIRMED, FAILED),
            HELD, EnumSet.of(WAITING_TURN, RECEIVED, AWAITING_READING, READ, UNCONFIRMED),
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
        return !status.isUndecided();
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
