/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.Set;

/**
 * The life of one message on its way to one recipient. The transitions stand here, and nowhere else.
 *
 * <pre>
 * WAITING_TURN ──▶ AWAITING_RECEIPT ──▶ CONFIRMED
 *      │                  ├──────────▶ UNCONFIRMED   time is up
 *      │                  └──────────▶ FAILED        the network took none of the copies
 *      ├──▶ SENT                                     no receipt was asked for
 *      ├──▶ UNCONFIRMED                              time was up before its turn came
 *      ├──▶ REJECTED                                 the recipient could not read it
 *      └──▶ FAILED
 * </pre>
 */
enum DeliveryState {
    CONFIRMED,
    SENT,
    UNCONFIRMED,
    REJECTED,
    FAILED,
    AWAITING_RECEIPT(CONFIRMED, UNCONFIRMED, FAILED),
    WAITING_TURN(AWAITING_RECEIPT, SENT, UNCONFIRMED, REJECTED, FAILED);

    @SuppressWarnings("ImmutableEnumChecker") // Set.of makes immutable ones
    private final Set<DeliveryState> next;

    DeliveryState(DeliveryState... next) {
        this.next = Set.of(next);
    }

    boolean isFinal() {
        return next.isEmpty();
    }

    DeliveryState become(DeliveryState state) {
        if (!next.contains(state)) {
            throw new IllegalStateException("a delivery cannot go from " + this + " to " + state);
        }
        return state;
    }
}
