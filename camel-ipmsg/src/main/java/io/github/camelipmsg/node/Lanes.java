/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: messages to one address leave in the order in which they were added, and at most
 * {@link DeliveryPolicy#inFlight()} of them wait for receipts at a time; one towards iptux, which drops what is
 * overtaken but confirms it all the same, and none before {@link IptuxMemory} accepts it. What goes to everybody waits
 * for all that was added before it and goes to iptux, and holds up what was added after it and goes there.
 *
 * <p>Confined to the loop. Bounded by what {@link DeliveryTracker} has under way: what is settled before its turn is
 * withdrawn at once.
 */
final class Lanes {
    private static final Comparator<Transmission> BY_PLACE = Comparator.comparingLong(each -> each.place);

    private final IptuxMemory iptux;
    private final Consumer<Transmission> start;
    private final Map<InetSocketAddress, Lane> lanes = new HashMap<>();
    private final Queue<Transmission> broadcasts = new ArrayDeque<>();
    private @Nullable Set<InetSocketAddress> aheadOfBroadcast; // lanes that the first of them waits for
    private long places;

    private static final class Lane {
        final NavigableSet<Transmission> waiting = new TreeSet<>(BY_PLACE);
        int awaitingReceipt;
        boolean iptux;

        boolean isEmpty() {
            return waiting.isEmpty() && awaitingReceipt == 0;
        }

        boolean isAheadOf(Transmission broadcast) {
            return awaitingReceipt > 0 || (!waiting.isEmpty() && waiting.first().place < broadcast.place);
        }
    }

    /** @param start sends what has its turn */
    Lanes(IptuxMemory iptux, Consumer<Transmission> start) {
        this.iptux = iptux;
        this.start = start;
        iptux.onChange(this::advance);
    }

    /** Takes its place behind what was added before. */
    void add(Transmission transmission) {
        transmission.place = ++places;
        if (transmission.destination.broadcast()) {
            broadcasts.add(transmission);
        } else {
            Lane lane = lanes.computeIfAbsent(transmission.address(), address -> new Lane());
            lane.waiting.add(transmission);
            lane.iptux |= iptux.isIptux(transmission.destination);
        }
    }

    /** Whether what leaves for there beside the lanes overtakes nothing that iptux would then drop and confirm. */
    boolean mayBePassed(Destination destination) {
        boolean busy = lanes.containsKey(destination.address()) || !broadcasts.isEmpty();
        return !busy || !iptux.isIptux(destination);
    }

    /** What has not had its turn yet, in order. */
    List<Transmission> waitingFor(InetSocketAddress address) {
        @Nullable Lane lane = lanes.get(address);
        return lane == null ? List.of() : List.copyOf(lane.waiting);
    }

    /** It does not wait for its turn any longer, but may once more later. */
    void withdraw(Transmission transmission) {
        @Nullable Lane lane = lanes.get(transmission.address());
        if (lane != null) {
            lane.waiting.remove(transmission);
        }
    }

    /** Something has changed: it was made ready, it is settled before its turn came, or iptux accepts more. */
    void advance(InetSocketAddress address) {
        advanceLane(address);
        while (isBroadcastsTurn(address)) {
            Transmission next = broadcasts.remove();
            aheadOfBroadcast = null;
            if (!next.isSettled()) {
                start.accept(next);
            }
            List.copyOf(lanes.keySet()).forEach(this::advanceLane);
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

    /** Its receipt cannot be believed: it waits for another turn, ahead of all that was added after it. */
    void again(Transmission transmission) {
        @Nullable Lane lane = lanes.get(transmission.address());
        if (lane != null) {
            lane.awaitingReceipt--;
            lane.waiting.add(transmission);
            advance(transmission.address());
        }
    }

    private void advanceLane(InetSocketAddress address) {
        @Nullable Lane lane = lanes.get(address);
        if (lane != null) {
            advance(lane);
            if (lane.isEmpty()) {
                lanes.remove(address);
            }
        }
    }

    private void advance(Lane lane) {
        while (!lane.waiting.isEmpty() && hasItsTurn(lane.waiting.first(), lane)) {
            Transmission next = lane.waiting.pollFirst();
            lane.awaitingReceipt += next.confirmed() ? 1 : 0;
            start.accept(next);
        }
    }

    private boolean hasItsTurn(Transmission transmission, Lane lane) {
        lane.iptux |= iptux.isIptux(transmission.destination); // which its first receipt may have shown
        if (!lane.iptux) {
            int window = transmission.confirmed() ? transmission.policy.inFlight() : Integer.MAX_VALUE;
            return transmission.bytes != null && lane.awaitingReceipt < window;
        }
        @Nullable Transmission broadcast = broadcasts.peek();
        boolean mustWait = transmission.bytes == null
                || lane.awaitingReceipt > 0 // also if it wants no receipt: it would overtake what may be repeated
                || (broadcast != null && broadcast.place < transmission.place);
        if (mustWait) {
            return false;
        }
        boolean accepted = iptux.accepts(transmission);
        if (!accepted) {
            iptux.ask(transmission);
        }
        return accepted;
    }

    private boolean isBroadcastsTurn(InetSocketAddress changed) {
        @Nullable Transmission first = broadcasts.peek();
        if (first == null || first.isSettled()) {
            return first != null;
        }
        if (aheadOfBroadcast == null) {
            aheadOfBroadcast = new HashSet<>();
            lanes.forEach((address, lane) -> {
                if (lane.iptux && lane.isAheadOf(first)) {
                    aheadOfBroadcast.add(address);
                }
            });
        }
        @Nullable Lane lane = lanes.get(changed);
        if (lane == null || !lane.isAheadOf(first)) {
            aheadOfBroadcast.remove(changed);
        }
        return first.bytes != null && aheadOfBroadcast.isEmpty();
    }
}
