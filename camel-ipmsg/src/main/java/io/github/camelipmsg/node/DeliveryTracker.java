/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.NodeCounters.Event;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Repeats each message until its recipient confirms its number, or time is up; then, if its reading is wanted, waits for
 * the read notice.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_UNDER_WAY}: what comes beyond fails at once.
 */
final class DeliveryTracker {
    static final int MAX_UNDER_WAY = 65_536;
    /** How long an address at which a member confirmed what was for it counts as another address of that member. */
    private static final Duration ECHO_IS_RECENT = Duration.ofMinutes(10);

    private final EventExecutor loop;
    private final Timers timers;
    private final InstantSource clock;
    private final PacketSender packets;
    private final MemberTable members;
    private final AnswerBudget budget;
    private final DeliveryRecords records;
    private final NodeCounters counters;
    private final IptuxMemory iptux;
    private final Lanes lanes;
    private final WithheldAnswers answers;
    private Consumer<InetSocketAddress> replyTried = address -> {};
    private final Set<Transmission> underWay = new LinkedHashSet<>(); // in the order of their numbers

    DeliveryTracker(
            EventExecutor loop,
            InstantSource clock,
            PacketSender packets,
            MemberTable members,
            AnswerBudget budget,
            DeliveryRecords records,
            IptuxMemory iptux,
            NodeCounters counters) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.clock = clock;
        this.packets = packets;
        this.members = members;
        this.budget = budget;
        this.records = records;
        this.iptux = iptux;
        this.lanes = new Lanes(iptux, this::start);
        this.answers = new WithheldAnswers(timers, budget, counters, this::transmit);
        this.counters = counters;
    }

    int underWay() {
        assert loop.inEventLoop();
        return underWay.size();
    }

    /** Who is told that an answer has gone to an address for the first time, or was withheld. */
    void onReply(Consumer<InetSocketAddress> listener) {
        replyTried = listener;
    }

    /** Takes its place in the order of numbers. It leaves when it is sealed and its turn has come. */
    void add(Transmission transmission) {
        assert loop.inEventLoop();
        records.add(transmission);
        if (underWay.size() >= MAX_UNDER_WAY) {
            settle(
                    transmission,
                    DeliveryState.FAILED,
                    Cause.OVERLOAD,
                    MAX_UNDER_WAY + " messages are under way already; send fewer at a time");
            return;
        }
        underWay.add(transmission);
        lanes.add(transmission);
        Duration left = left(transmission, transmission.policy.confirmationTimeout());
        if (left.isNegative() || left.isZero()) {
            settle(
                    transmission,
                    DeliveryState.UNCONFIRMED,
                    Cause.NO_TURN,
                    "not sent: who " + transmission.destination + " is was known only after "
                            + transmission.elapsed(clock.instant())
                            + ", when the time for its receipt was up; make confirmationTimeout longer");
        } else {
            transmission.deadline = timers.after(left, () -> timeIsUp(transmission));
        }
    }

    void sealed(Transmission transmission, byte[] bytes) {
        assert loop.inEventLoop();
        if (!transmission.isSettled()) {
            transmission.bytes = bytes;
            lanes.advance(transmission.address());
        }
    }

    /** It cannot be sent to this recipient at all. */
    void rejected(Transmission transmission, Cause cause, String detail) {
        assert loop.inEventLoop();
        settleInTime(transmission, DeliveryState.REJECTED, cause, detail);
    }

    void failed(Transmission transmission, Cause cause, String detail) {
        assert loop.inEventLoop();
        settleInTime(transmission, DeliveryState.FAILED, cause, detail);
    }

    /**
     * RECVMSG. A receipt counts for its number, from the address that was written to, or from another one of the same
     * member that has lately confirmed there what was for it. Receipts are never signed: who can forge the address can
     * forge it.
     */
    void received(PacketNumber number, Identity sender, InetSocketAddress from) {
        assert loop.inEventLoop();
        confirmed(number, sender, from, DeliveryState.RECEIVED).ifPresent(this::received);
    }

    private void received(Transmission transmission) {
        if (transmission.state == DeliveryState.AWAITING_RECEIPT && transmission.wanted == DeliveryStatus.READ) {
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
        Optional<Transmission> opened = confirmed(number, sender, from, DeliveryState.READ);
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
            settleInTime(transmission, Undelivered.stopped(transmission));
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

    /** What that address confirms, by which it proves itself; counted if there is nothing that can be believed. */
    private Optional<Transmission> confirmed(
            PacketNumber number, Identity sender, InetSocketAddress from, DeliveryState state) {
        Optional<Transmission> meant = writtenTo(number, from, state);
        meant.ifPresent(transmission -> proven(transmission, sender, from));
        Optional<Transmission> believed =
                meant.filter(each -> state == DeliveryState.READ || !iptux.mayHaveDropped(each));
        if (believed.isEmpty()) {
            counters.count(Event.RECEIPT_UNMATCHED);
            meant.filter(each -> each.state == DeliveryState.AWAITING_RECEIPT).ifPresent(this::sendAgain);
        }
        return believed;
    }

    /** That address is there; and so is whoever speaks, unless it was for somebody else. */
    private void proven(Transmission transmission, Identity sender, InetSocketAddress from) {
        budget.proven(from);
        @Nullable Member member = transmission.destination.member();
        if (member == null || member.identity().equals(sender)) {
            budget.provenAt(from, sender);
        }
    }

    /** It turned out to be iptux, and may have dropped it: it gets it once more when it has forgotten. */
    private void sendAgain(Transmission transmission) {
        transmission.waitAgain();
        lanes.again(transmission);
    }

    private Optional<Transmission> writtenTo(PacketNumber number, InetSocketAddress from, DeliveryState state) {
        Predicate<Transmission> isMeant =
                transmission -> transmission.attempts > 0 && transmission.state.mayBecome(state);
        return records.find(number, isMeant.and(t -> t.address().equals(from)))
                .or(() -> records.find(number, isMeant.and(t -> isAnotherAddressOf(t, from))));
    }

    private boolean isAnotherAddressOf(Transmission transmission, InetSocketAddress from) {
        return transmission
                .destination
                .knownMember()
                .flatMap(member -> members.named(member.identity()))
                .filter(member -> member.addresses().stream()
                        .anyMatch(address -> address.socketAddress().equals(from)))
                .filter(member -> budget.provenWithin(from, member.identity(), ECHO_IS_RECENT))
                .isPresent();
    }

    /** That address is no stranger any more. */
    void proven(InetSocketAddress address) {
        assert loop.inEventLoop();
        answers.release(address);
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
        packets.send(new Datagram(transmission.address(), copy), refusal -> handedOver(transmission, refusal));
        if (transmission.confirmed()) {
            retryLater(transmission);
        }
    }

    /** Where no receipt is asked for, this is the outcome. */
    private void handedOver(Transmission transmission, @Nullable Throwable refusal) {
        if (refusal != null) {
            transmission.refusals++;
            transmission.lastRefusal = refusal.toString();
        }
        if (!transmission.confirmed()) {
            sentUnconfirmed(transmission);
        }
    }

    private void retryLater(Transmission transmission) {
        Duration interval = transmission.policy.retryPolicy().interval();
        transmission.retry = timers.after(interval, () -> retry(transmission));
    }

    /** An answer that a stranger must not get waits: for the proof that it is there, or for its next datagram. */
    private void transmitOrWait(Transmission transmission) {
        if (transmission.policy.answer()) {
            answers.transmitOrWait(transmission);
        } else {
            transmit(transmission);
        }
    }

    private void retry(Transmission transmission) {
        if (transmission.policy.retryPolicy().allowsAnotherAfter(transmission.attemptsOfThisTurn())) {
            transmitOrWait(transmission);
        } else if (transmission.neverLeft()) {
            settleInTime(transmission, Undelivered.neverLeft(transmission));
        }
    }

    private void sentUnconfirmed(Transmission transmission) {
        if (transmission.neverLeft()) {
            settleInTime(transmission, Undelivered.neverLeft(transmission));
        } else {
            settleInTime(transmission, DeliveryState.SENT, null, "");
        }
    }

    private void awaitReading(Transmission transmission) {
        transmission.cancelTimers();
        transmission.bytes = null;
        transmission.state = transmission.state.become(DeliveryState.AWAITING_READING);
        Duration left = left(transmission, transmission.policy.readTimeout());
        transmission.deadline = timers.after(left.isNegative() ? Duration.ZERO : left, () -> timeIsUp(transmission));
        lanes.confirmed(transmission.address());
    }

    private Duration left(Transmission transmission, Duration timeout) {
        return timeout.minus(transmission.elapsed(clock.instant()));
    }

    private void timeIsUp(Transmission transmission) {
        boolean accepted = transmission.destination.broadcast() || iptux.accepts(transmission);
        Undelivered outcome = Undelivered.timeIsUp(transmission, accepted);
        settle(transmission, outcome.state(), outcome.cause(), outcome.detail());
    }

    private void settleInTime(Transmission transmission, Undelivered outcome) {
        settleInTime(transmission, outcome.state(), outcome.cause(), outcome.detail());
    }

    /** Unless time was up before. */
    private void settleInTime(Transmission transmission, DeliveryState state, @Nullable Cause cause, String detail) {
        if (!transmission.isSettled()) {
            settle(transmission, state, cause, detail);
        }
    }

    private void settle(Transmission transmission, DeliveryState state, @Nullable Cause cause, String detail) {
        boolean wasAwaitingReceipt = transmission.state == DeliveryState.AWAITING_RECEIPT;
        underWay.remove(transmission);
        answers.remove(transmission);
        transmission.settle(state, cause, detail, clock.instant());
        if (wasAwaitingReceipt) {
            lanes.confirmed(transmission.address());
        } else {
            lanes.advance(transmission.address());
        }
    }
}
