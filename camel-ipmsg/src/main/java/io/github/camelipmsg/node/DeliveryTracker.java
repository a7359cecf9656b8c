/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.transport.Datagram;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Repeats each message until its recipient confirms its number, or time is up; then, if its reading is wanted, waits for
 * the read notice.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_UNDER_WAY}: what comes beyond fails at once.
 */
final class DeliveryTracker {
    static final int MAX_UNDER_WAY = 65_536;

    private final EventExecutor loop;
    private final Timers timers;
    private final InstantSource clock;
    private final PacketSender packets;
    private final DeliveryRecords records;
    private final Confirmations confirmations;
    private final WaitingRoom waitingRoom;
    private final IptuxMemory iptux;
    private final Lanes lanes;
    private final WithheldMessages withheld;
    private Consumer<InetSocketAddress> replyTried = address -> {};
    private long orders;
    private final Set<Transmission> underWay = new LinkedHashSet<>(); // in the order of their numbers

    DeliveryTracker(
            EventExecutor loop,
            InstantSource clock,
            PacketSender packets,
            AnswerBudget budget,
            Handshakes handshakes,
            DeliveryRecords records,
            Confirmations confirmations,
            WaitingRoom waitingRoom,
            IptuxMemory iptux,
            NodeCounters counters) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.clock = clock;
        this.packets = packets;
        this.records = records;
        this.iptux = iptux;
        this.lanes = new Lanes(iptux, this::start);
        this.withheld = new WithheldMessages(timers, budget, handshakes, counters, this::transmit);
        this.confirmations = confirmations;
        this.waitingRoom = waitingRoom;
    }

    int underWay() {
        assert loop.inEventLoop();
        return underWay.size();
    }

    /** Who is told that an answer has gone to an address for the first time, or was withheld. */
    void onReply(Consumer<InetSocketAddress> listener) {
        replyTried = listener;
    }

    /**
     * Takes its place in the order of numbers. It leaves when it is sealed and its turn has come, unless it is held for a
     * member who is not here.
     */
    void add(Transmission transmission) {
        assert loop.inEventLoop();
        transmission.order = ++orders;
        records.add(transmission);
        if (waitingRoom.isFirstFor(transmission)) {
            waitingRoom.hold(transmission, Undelivered.notNow(transmission));
        } else {
            begin(transmission);
        }
    }

    /** It was held, and its recipient is here now: its turn comes anew. */
    void again(Transmission transmission, Destination now) {
        assert loop.inEventLoop();
        records.moves(transmission, now, clock.instant());
        begin(transmission);
    }

    private void begin(Transmission transmission) {
        if (underWay.size() >= MAX_UNDER_WAY) {
            endUnlessKept(transmission, Undelivered.tooManyUnderWay());
            return;
        }
        underWay.add(transmission);
        lanes.add(transmission);
        Duration left = left(transmission, transmission.policy.confirmationTimeout());
        if (left.isNegative() || left.isZero()) {
            endOrHold(transmission, Undelivered.resolvedTooLate(transmission, transmission.elapsed(clock.instant())));
        } else {
            transmission.deadline = timers.after(left, () -> timeIsUp(transmission));
        }
    }

    /** @param sealedFor whoever these bytes are for; it may have been held since, and be for somebody else now */
    void sealed(Transmission transmission, Destination sealedFor, byte[] bytes) {
        assert loop.inEventLoop();
        if (waitsAs(transmission, sealedFor)) {
            transmission.bytes = bytes;
            lanes.advance(transmission.address());
        }
    }

    /** It cannot be sent to this recipient at all. */
    void rejected(Transmission transmission, Destination sealedFor, Cause cause, String detail) {
        assert loop.inEventLoop();
        if (waitsAs(transmission, sealedFor)) {
            settle(transmission, DeliveryState.REJECTED, cause, detail);
        }
    }

    void notSealed(Transmission transmission, Destination sealedFor, RuntimeException cause) {
        assert loop.inEventLoop();
        if (waitsAs(transmission, sealedFor)) {
            endUnlessKept(transmission, Undelivered.notSealed(cause));
        }
    }

    @SuppressWarnings("ReferenceEquality") // each release makes a destination of its own
    private static boolean waitsAs(Transmission transmission, Destination sealedFor) {
        return transmission.state == DeliveryState.WAITING_TURN && transmission.destination == sealedFor;
    }

    /** RECVMSG: its recipient has received it. */
    void received(PacketNumber number, Identity sender, InetSocketAddress from) {
        assert loop.inEventLoop();
        confirmations
                .find(number, sender, from, DeliveryState.RECEIVED, this::sendAgain)
                .ifPresent(this::received);
    }

    private void received(Transmission transmission) {
        if (transmission.wanted == DeliveryStatus.READ
                && transmission.state.mayBecome(DeliveryState.AWAITING_READING)) {
            awaitReading(transmission);
        } else if (transmission.wanted == DeliveryStatus.RECEIVED) {
            settle(transmission, DeliveryState.RECEIVED, null, "");
        } else if (transmission.isSettled()) {
            settle(transmission, DeliveryState.RECEIVED, Cause.NOT_READ, "received too late to wait for its reading");
        }
    }

    /**
     * READMSG: its recipient has opened it, and so has received it.
     *
     * @return false if it means no message of ours
     */
    boolean opened(PacketNumber number, Identity sender, InetSocketAddress from) {
        assert loop.inEventLoop();
        Optional<Transmission> opened = confirmations.find(number, sender, from, DeliveryState.READ, this::sendAgain);
        opened.ifPresent(transmission -> settle(transmission, DeliveryState.READ, null, ""));
        return opened.isPresent();
    }

    /** True if we wrote to that address lately: such an address may confirm, whatever the access list says. */
    boolean mayConfirm(InetSocketAddress address) {
        assert loop.inEventLoop();
        return records.wroteTo(address);
    }

    /** The node stops: whatever is still on its way gets an honest outcome. */
    void shutdown() {
        assert loop.inEventLoop();
        List<Transmission> lastFirst = new ArrayList<>(underWay);
        Collections.reverse(lastFirst); // those that wait for a turn before those whose end would give it to them
        for (Transmission transmission : lastFirst) {
            endUnlessKept(transmission, Undelivered.stopped(transmission));
        }
        iptux.shutdown();
    }

    /** Whether an automatic answer may go there now: false where it would overtake what has yet to be confirmed. */
    boolean maySendBeside(Destination destination) {
        assert loop.inEventLoop();
        return lanes.mayBePassed(destination);
    }

    /** An automatic answer was sent there. */
    void sentBeside(Destination destination, long number) {
        assert loop.inEventLoop();
        iptux.sentFirst(destination.address(), number);
    }

    /** It turned out to be iptux, and may have dropped it: it gets it once more when it has forgotten. */
    private void sendAgain(Transmission transmission) {
        transmission.waitAgain();
        lanes.again(transmission);
    }

    /** That address is no stranger any more, or has spoken, and one datagram may go back: what waits for it. */
    void mayNowGo(InetSocketAddress address) {
        assert loop.inEventLoop();
        withheld.release(address);
    }

    private void start(Transmission transmission) {
        if (transmission.confirmed()) {
            transmission.state = transmission.state.become(DeliveryState.AWAITING_RECEIPT);
        }
        transmitOrWait(transmission);
        if (transmission.policy.answer()) {
            replyTried.accept(transmission.address());
        }
    }

    private void transmit(Transmission transmission) {
        byte[] copy = transmission.nextCopy();
        transmission.attempts++;
        if (transmission.destination.broadcast()) {
            iptux.broadcast(transmission.number);
        } else if (transmission.attemptsOfThisTurn() == 1) {
            iptux.sentFirst(transmission.address(), transmission.number);
        } else {
            iptux.sent(transmission.address(), transmission.number);
        }
        Destination to = transmission.destination;
        packets.send(new Datagram(transmission.address(), copy), refusal -> handedOver(transmission, to, refusal));
        if (transmission.confirmed()) {
            retryLater(transmission);
        }
    }

    /** Where no receipt is asked for, this is the outcome. */
    @SuppressWarnings("ReferenceEquality") // each release makes a destination of its own
    private void handedOver(Transmission transmission, Destination to, @Nullable Throwable refusal) {
        if (transmission.destination != to) {
            return; // it was held meanwhile, and has left again
        }
        if (refusal != null) {
            transmission.refusals++;
            transmission.lastRefusal = refusal.toString();
        }
        if (!transmission.confirmed() && transmission.state == DeliveryState.WAITING_TURN) {
            sentUnconfirmed(transmission);
        }
    }

    private void retryLater(Transmission transmission) {
        Duration interval = transmission.policy.retryPolicy().interval();
        transmission.retry = timers.after(interval, () -> retry(transmission));
    }

    /** What a stranger has called for and must not get waits: for the proof that it is there, or for its next datagram. */
    private void transmitOrWait(Transmission transmission) {
        if (transmission.isCalledFor()) {
            withheld.transmitOrWait(transmission);
        } else {
            transmit(transmission);
        }
    }

    private void retry(Transmission transmission) {
        if (transmission.policy.retryPolicy().allowsAnotherAfter(transmission.attemptsOfThisTurn())) {
            transmitOrWait(transmission);
        } else if (transmission.neverLeft()) {
            endOrHold(transmission, Undelivered.neverLeft(transmission));
        }
    }

    private void sentUnconfirmed(Transmission transmission) {
        if (transmission.neverLeft()) {
            endOrHold(transmission, Undelivered.neverLeft(transmission));
        } else {
            settle(transmission, DeliveryState.SENT, null, "");
        }
    }

    private void awaitReading(Transmission transmission) {
        boolean wasAwaitingReceipt = transmission.state == DeliveryState.AWAITING_RECEIPT;
        transmission.cancelTimers();
        transmission.bytes = null;
        transmission.state = transmission.state.become(DeliveryState.AWAITING_READING);
        underWay.add(transmission); // it is not, if it was held
        Duration left = left(transmission, transmission.policy.readTimeout());
        transmission.deadline = timers.after(left.isNegative() ? Duration.ZERO : left, () -> timeIsUp(transmission));
        if (wasAwaitingReceipt) {
            lanes.confirmed(transmission.address());
        }
        waitingRoom.received(transmission);
    }

    private Duration left(Transmission transmission, Duration timeout) {
        return timeout.minus(Duration.between(transmission.triedSince, clock.instant()));
    }

    private void timeIsUp(Transmission transmission) {
        boolean accepted = transmission.destination.broadcast() || iptux.accepts(transmission);
        Undelivered outcome = withheld.isWithheld(transmission)
                ? Undelivered.withheld(transmission)
                : Undelivered.timeIsUp(transmission, accepted);
        boolean reply = outcome.cause() == Cause.WITHHELD && !waitingRoom.keeps(transmission);
        if (transmission.state == DeliveryState.AWAITING_READING || reply) {
            end(transmission, outcome);
        } else {
            endOrHold(transmission, outcome);
        }
    }

    /** It was in vain, unless it may wait for its recipient. */
    private void endOrHold(Transmission transmission, Undelivered ending) {
        if (!waitingRoom.admits(transmission)) {
            end(transmission, ending);
        } else if (transmission.state == DeliveryState.WAITING_TURN
                || transmission.state == DeliveryState.AWAITING_RECEIPT) {
            boolean wasAwaitingReceipt = transmission.state == DeliveryState.AWAITING_RECEIPT;
            InetSocketAddress address = transmission.address();
            hold(transmission, ending);
            List<Transmission> behind = lanes.waitingFor(address).stream()
                    .filter(next -> !waitingRoom.keeps(next) && waitingRoom.isFirstFor(next))
                    .toList();
            behind.forEach(lanes::withdraw); // first: one that finds no room would give the next one its turn
            behind.forEach(next -> hold(next, Undelivered.notNow(next))); // or they would overtake it
            turnEnded(address, wasAwaitingReceipt);
        }
    }

    private void hold(Transmission transmission, Undelivered otherwise) {
        underWay.remove(transmission);
        withheld.remove(transmission);
        lanes.withdraw(transmission);
        waitingRoom.hold(transmission, otherwise);
    }

    /** The same, but only what is held already goes on waiting. */
    private void endUnlessKept(Transmission transmission, Undelivered ending) {
        if (waitingRoom.keeps(transmission)) {
            endOrHold(transmission, ending);
        } else {
            end(transmission, ending);
        }
    }

    /** It was in vain, unless time was up before. */
    void end(Transmission transmission, Undelivered ending) {
        assert loop.inEventLoop();
        if (!transmission.isSettled()) {
            settle(transmission, ending.state(), ending.cause(), ending.detail());
        }
    }

    private void settle(Transmission transmission, DeliveryState state, @Nullable Cause cause, String detail) {
        boolean wasAwaitingReceipt = transmission.state == DeliveryState.AWAITING_RECEIPT;
        underWay.remove(transmission);
        withheld.remove(transmission);
        lanes.withdraw(transmission);
        transmission.settle(state, cause, detail, clock.instant());
        turnEnded(transmission.address(), wasAwaitingReceipt);
        waitingRoom.settled(transmission);
    }

    private void turnEnded(InetSocketAddress address, boolean wasAwaitingReceipt) {
        if (wasAwaitingReceipt) {
            lanes.confirmed(address);
        } else {
            lanes.advance(address);
        }
    }
}
