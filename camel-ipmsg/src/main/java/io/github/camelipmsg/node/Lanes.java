/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.ClientKind;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: messages to one address leave in the order of their numbers, and at most
 * {@link DeliveryPolicy#inFlight()} of them wait for receipts at a time; one towards iptux, which drops what is
 * overtaken but confirms it all the same.
 *
 * <p>Confined to the loop. Bounded by what {@link DeliveryTracker} has under way.
 */
final class Lanes {
    private final Consumer<Transmission> start;
    private final Map<InetSocketAddress, Lane> lanes = new HashMap<>();

    private static final class Lane {
        final Queue<Transmission> waiting = new ArrayDeque<>();
        int awaitingReceipt;
    }

    /** @param start sends what has its turn */
    Lanes(Consumer<Transmission> start) {
        this.start = start;
    }

    /** Takes its place behind those of lower numbers. */
    void add(Transmission transmission) {
        lanes.computeIfAbsent(transmission.address(), address -> new Lane())
                .waiting
                .add(transmission);
    }

    /** Something has changed: it was made ready, or it is settled before its turn came. */
    void advance(InetSocketAddress address) {
        @Nullable Lane lane = lanes.get(address);
        if (lane != null) {
            advance(lane);
            if (lane.waiting.isEmpty() && lane.awaitingReceipt == 0) {
                lanes.remove(address);
            }
        }
    }

    /** No receipt is waited for any more: the next one's turn. */
    void confirmed(InetSocketAddress address) {
        @Nullable Lane lane = lanes.get(address);
        if (lane != null) {
            lane.awaitingReceipt--;
            advance(address);
        }
    }

    private void advance(Lane lane) {
        @Nullable Transmission next;
        while ((next = lane.waiting.peek()) != null) {
            boolean mustWait = next.bytes == null || lane.awaitingReceipt >= window(next);
            if (mustWait && !next.isSettled()) {
                return;
            }
            lane.waiting.remove();
            if (!next.isSettled()) {
                lane.awaitingReceipt += next.confirmed() ? 1 : 0;
                start.accept(next);
            }
        }
    }

    private static int window(Transmission transmission) {
        if (transmission.destination.clientKind() == ClientKind.IPTUX) {
            return 1; // also for what wants no receipt: it would overtake what may have to be repeated
        }
        return transmission.confirmed() ? transmission.policy.inFlight() : Integer.MAX_VALUE;
    }
}
