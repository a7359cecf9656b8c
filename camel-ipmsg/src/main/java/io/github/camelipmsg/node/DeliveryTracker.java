/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.transport.Datagram;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Repeats each message until its recipient confirms its number, or time is up; tells each outcome once.
 *
 * <p>Messages to one address leave in the order of their numbers. At most {@link OutboundMessage#inFlight()} of them wait
 * for receipts at a time, and one towards iptux, which drops what is overtaken but confirms it all the same.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_UNDER_WAY}: what comes beyond fails at once.
 */
final class DeliveryTracker {
    static final int MAX_UNDER_WAY = 65_536;
    /** How long an address that once echoed a number of ours counts as another address of its member. */
    private static final Duration ECHO_IS_RECENT = Duration.ofMinutes(10);

    /** The operating system says at once what it does not take, but a turn of the loop later. */
    private static final Duration REFUSAL_COMES_WITHIN = Duration.ofMillis(10);

    private final EventExecutor loop;
    private final Timers timers;
    private final InstantSource clock;
    private final PacketSender packets;
    private final MemberTable members;
    private final AnswerBudget budget;
    private final NodeCounters counters;
    private final Map<Integer, List<Transmission>> awaitingReceipt = new HashMap<>(); // by number
    private final Map<InetSocketAddress, Lane> lanes = new HashMap<>();
    private int underWay;

    /** The messages to one address: those that wait for their turn, and how many wait for receipts. */
    private static final class Lane {
        final Queue<Transmission> waiting = new ArrayDeque<>();
        int awaitingReceipt;
    }

    DeliveryTracker(
            EventExecutor loop,
            InstantSource clock,
            PacketSender packets,
            MemberTable members,
            AnswerBudget budget,
            NodeCounters counters) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.clock = clock;
        this.packets = packets;
        this.members = members;
        this.budget = budget;
        this.counters = counters;
    }

    /** Takes its place in the order of numbers. It leaves when it is sealed and its turn has come. */
    void add(Transmission transmission) {
        assert loop.inEventLoop();
        if (underWay >= MAX_UNDER_WAY) {
            transmission.state = transmission.state.become(DeliveryState.FAILED);
            tell(transmission, Cause.OVERLOAD, MAX_UNDER_WAY + " messages are under way already; send fewer at a time");
            return;
        }
        underWay++;
        lane(transmission).waiting.add(transmission);
        Duration spent = Duration.between(transmission.startedAt, clock.instant());
        Duration left = transmission.message.confirmationTimeout().minus(spent);
        if (left.isNegative() || left.isZero()) {
            finish(
                    transmission,
                    DeliveryState.UNCONFIRMED,
                    Cause.NO_TURN,
                    "not sent: who " + transmission.destination + " is was known only after " + spent
                            + ", when the time for its receipt was up; make confirmationTimeout longer");
        } else {
            transmission.deadline = timers.after(left, () -> timeIsUp(transmission));
        }
    }

    void sealed(Transmission transmission, byte[] bytes) {
        assert loop.inEventLoop();
        if (!transmission.state.isFinal()) {
            transmission.bytes = bytes;
            advance(lane(transmission));
        }
    }

    /** It cannot be sent to this recipient at all. */
    void rejected(Transmission transmission, Cause cause, String detail) {
        assert loop.inEventLoop();
        finish(transmission, DeliveryState.REJECTED, cause, detail);
    }

    void failed(Transmission transmission, Cause cause, String detail) {
        assert loop.inEventLoop();
        finish(transmission, DeliveryState.FAILED, cause, detail);
    }

    /**
     * A receipt counts for its number, from the address that was written to, or from another one of the same member
     * that has lately echoed a number of ours. Receipts are never signed: who can forge the address can forge it.
     */
    void receipt(PacketNumber number, InetSocketAddress from) {
        assert loop.inEventLoop();
        Optional<Transmission> confirmed = awaiting(
                        number, t -> t.destination.address().equals(from))
                .or(() -> awaiting(number, t -> isAnotherAddressOf(t, from)));
        if (confirmed.isEmpty()) {
            counters.count(Event.RECEIPT_UNMATCHED);
            return;
        }
        budget.proven(from);
        finish(confirmed.get(), DeliveryState.CONFIRMED, null, "");
    }

    /** True if we wrote to that address and still wait: such an address may confirm, whatever the access list says. */
    boolean awaitsReceiptFrom(InetSocketAddress address) {
        assert loop.inEventLoop();
        @Nullable Lane lane = lanes.get(address);
        return lane != null && lane.awaitingReceipt > 0;
    }

    /** The node stops: whatever is still on its way gets an honest outcome. */
    void shutdown() {
        assert loop.inEventLoop();
        List<Transmission> pending = new ArrayList<>();
        lanes.values().forEach(lane -> pending.addAll(lane.waiting));
        awaitingReceipt.values().forEach(pending::addAll);
        for (Transmission transmission : pending) {
            finish(
                    transmission,
                    DeliveryState.UNCONFIRMED,
                    Cause.SHUTDOWN,
                    "the node stopped after " + transmission.attempts + " transmissions, before a receipt came");
        }
    }

    private Optional<Transmission> awaiting(PacketNumber number, Predicate<Transmission> condition) {
        return awaitingReceipt.getOrDefault(number.low32(), List.of()).stream()
                .filter(condition)
                .findFirst();
    }

    private boolean isAnotherAddressOf(Transmission transmission, InetSocketAddress from) {
        return transmission
                        .destination
                        .knownMember()
                        .flatMap(member -> members.named(member.identity()))
                        .filter(member -> member.addresses().stream()
                                .anyMatch(address -> address.socketAddress().equals(from)))
                        .isPresent()
                && budget.provenWithin(from, ECHO_IS_RECENT);
    }

    private Lane lane(Transmission transmission) {
        return lanes.computeIfAbsent(transmission.destination.address(), address -> new Lane());
    }

    private void advance(Lane lane) {
        @Nullable Transmission next;
        while ((next = lane.waiting.peek()) != null) {
            if (next.state.isFinal()) {
                lane.waiting.remove();
            } else if (next.bytes == null || lane.awaitingReceipt >= window(next)) {
                return;
            } else {
                lane.waiting.remove();
                start(next, next.bytes, lane);
            }
        }
    }

    private static int window(Transmission transmission) {
        if (transmission.destination.clientKind() == ClientKind.IPTUX) {
            return 1; // also for what wants no receipt: it would overtake what may have to be repeated
        }
        return transmission.message.confirmed() ? transmission.message.inFlight() : Integer.MAX_VALUE;
    }

    private void start(Transmission transmission, byte[] bytes, Lane lane) {
        if (transmission.message.confirmed()) {
            transmission.state = transmission.state.become(DeliveryState.AWAITING_RECEIPT);
            lane.awaitingReceipt++;
            awaitingReceipt
                    .computeIfAbsent((int) transmission.number, number -> new ArrayList<>(1))
                    .add(transmission);
            transmit(transmission, bytes);
        } else {
            transmit(transmission, bytes);
            timers.after(REFUSAL_COMES_WITHIN, () -> sentUnconfirmed(transmission));
        }
    }

    private void transmit(Transmission transmission, byte[] bytes) {
        transmission.attempts++;
        byte[] copy = transmission.message.retryPolicy().bytesOf(transmission.attempts, bytes);
        packets.send(new Datagram(transmission.destination.address(), copy), failure -> {
            transmission.refusals++;
            transmission.lastRefusal = failure.toString();
        });
        if (transmission.message.confirmed()) {
            Duration interval = transmission.message.retryPolicy().interval();
            transmission.retry = timers.after(interval, () -> retry(transmission, bytes));
        }
    }

    private void retry(Transmission transmission, byte[] bytes) {
        if (transmission.message.retryPolicy().allowsAnotherAfter(transmission.attempts)) {
            transmit(transmission, bytes);
        } else if (transmission.neverLeft()) {
            neverLeft(transmission);
        }
    }

    private void sentUnconfirmed(Transmission transmission) {
        if (transmission.neverLeft()) {
            neverLeft(transmission);
        } else {
            finish(transmission, DeliveryState.SENT, null, "");
        }
    }

    private void timeIsUp(Transmission transmission) {
        Duration timeout = transmission.message.confirmationTimeout();
        if (transmission.attempts == 0) {
            finish(
                    transmission,
                    DeliveryState.UNCONFIRMED,
                    Cause.NO_TURN,
                    "not sent within " + timeout + ": "
                            + (transmission.bytes == null
                                    ? "this machine was too busy to make it ready"
                                    : "earlier messages to " + transmission.destination
                                            + " still waited for their receipts"));
        } else if (transmission.neverLeft()) {
            neverLeft(transmission);
        } else {
            finish(
                    transmission,
                    DeliveryState.UNCONFIRMED,
                    Cause.NO_RECEIPT,
                    "no receipt within " + timeout + " after " + transmission.attempts + " transmissions; is "
                            + transmission.destination + " running, and does its firewall let this port through?");
        }
    }

    private void neverLeft(Transmission transmission) {
        finish(
                transmission,
                DeliveryState.FAILED,
                Cause.NETWORK,
                "this machine's network did not take it: " + transmission.lastRefusal);
    }

    private void finish(Transmission transmission, DeliveryState state, @Nullable Cause cause, String detail) {
        if (transmission.state.isFinal()) {
            return; // time was up before a worker had sealed or refused it
        }
        boolean wasAwaiting = transmission.state == DeliveryState.AWAITING_RECEIPT;
        transmission.state = transmission.state.become(state);
        transmission.cancelTimers();
        underWay--;
        InetSocketAddress address = transmission.destination.address();
        Lane lane = lane(transmission);
        if (wasAwaiting) {
            lane.awaitingReceipt--;
            awaitingReceipt.computeIfPresent((int) transmission.number, (number, waiting) -> {
                waiting.remove(transmission);
                return waiting.isEmpty() ? null : waiting;
            });
        }
        tell(transmission, cause, detail);
        advance(lane);
        if (lane.waiting.isEmpty() && lane.awaitingReceipt == 0) {
            lanes.remove(address);
        }
    }

    private void tell(Transmission transmission, @Nullable Cause cause, String detail) {
        transmission.outcome.accept(transmission.delivery(clock.instant(), cause, detail));
    }
}
