/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.Timers.Timeout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One message on its way to one recipient. Mutable: owned by {@link DeliveryTracker}, confined to the loop. */
final class Transmission {
    final Destination destination;
    final OutboundMessage message;
    final long number;
    final Instant startedAt;
    final Consumer<Delivery> outcome;

    DeliveryState state = DeliveryState.WAITING_TURN;
    byte @Nullable [] bytes; // null until sealed
    int attempts;
    int refusals; // attempts that the operating system did not take
    String lastRefusal = "";

    @Nullable
    Timeout deadline;

    @Nullable
    Timeout retry;

    Transmission(
            Destination destination,
            OutboundMessage message,
            long number,
            Instant startedAt,
            Consumer<Delivery> outcome) {
        this.destination = destination;
        this.message = message;
        this.number = number;
        this.startedAt = startedAt;
        this.outcome = outcome;
    }

    boolean neverLeft() {
        return attempts == refusals;
    }

    void cancelTimers() {
        if (deadline != null) {
            deadline.cancel();
        }
        if (retry != null) {
            retry.cancel();
        }
    }

    /** How it ended: the status that stands for the final state. */
    DeliveryStatus status() {
        return switch (state) {
            case CONFIRMED -> DeliveryStatus.RECEIVED;
            case SENT -> DeliveryStatus.SENT;
            case UNCONFIRMED -> DeliveryStatus.UNCONFIRMED;
            case REJECTED -> DeliveryStatus.REJECTED;
            case FAILED -> DeliveryStatus.FAILED;
            case WAITING_TURN, AWAITING_RECEIPT -> throw new IllegalStateException("still on its way: " + state);
        };
    }

    Delivery delivery(Instant now, @Nullable Cause cause, String detail) {
        return new Delivery(
                destination.address(),
                destination.member(),
                List.of(number),
                status(),
                attempts,
                Duration.between(startedAt, now),
                cause,
                detail);
    }
}
