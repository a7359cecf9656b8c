/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was held when the node last stopped becomes what it was: sends under their old numbers, which can be asked for and
 * have an outcome some day.
 *
 * <p>Confined to the loop, except {@link #open}, which runs while nobody else uses it.
 */
final class HeldSends {
    private static final Logger LOG = LoggerFactory.getLogger(HeldSends.class);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final InstantSource timeOfDay;
    private final LoopDoor door;
    private final HeldJournal journal;
    private final WaitingRoom waitingRoom;
    private final KnownMembers knownMembers;
    private final DeliveryRecords records;
    private final Send.Listener listener;

    HeldSends(
            EventExecutor loop,
            InstantSource clock,
            InstantSource timeOfDay,
            LoopDoor door,
            HeldJournal journal,
            WaitingRoom waitingRoom,
            KnownMembers knownMembers,
            DeliveryRecords records,
            Send.Listener listener) {
        this.loop = loop;
        this.clock = clock;
        this.timeOfDay = timeOfDay;
        this.door = door;
        this.journal = journal;
        this.waitingRoom = waitingRoom;
        this.knownMembers = knownMembers;
        this.records = records;
        this.listener = listener;
    }

    /** Reads the store, or, if that is broken, says so and tries again from time to time. Blocks. */
    void open() {
        try {
            List<HeldMessage> held = journal.load();
            if (!held.isEmpty()) {
                door.run(() -> restore(held));
            }
        } catch (Exception e) {
            door.run(() -> journal.unreadable(e, this::restore));
        }
    }

    private void restore(List<HeldMessage> held) {
        assert loop.inEventLoop();
        held.forEach(each -> knownMembers.awaited(each.member())); // or what is sent to them now would go ahead
        Map<Long, List<HeldMessage>> byNumber = new LinkedHashMap<>();
        sorted(held)
                .forEach(each -> byNumber.computeIfAbsent(each.sendNumber(), number -> new ArrayList<>())
                        .add(each));
        List<Send> sends = new ArrayList<>();
        byNumber.forEach((number, copies) -> sends.add(send(number, copies)));
        long order = Long.MIN_VALUE; // before everything that is sent from now on
        for (Send send : sends) {
            for (Transmission transmission : send.transmissions()) {
                transmission.order = order++;
            }
        }
        if (!sends.isEmpty()) {
            LOG.info("{} messages are still held for members who were not here", held.size());
        }
        waitingRoom.restore(sends);
    }

    /** In the order in which numbers were given out, also where they have begun anew among them. */
    private static List<HeldMessage> sorted(List<HeldMessage> held) {
        LongSummaryStatistics numbers =
                held.stream().mapToLong(HeldMessage::sendNumber).summaryStatistics();
        boolean begunAnew = !held.isEmpty() && numbers.getMax() - numbers.getMin() > PacketNumbers.SPAN / 2;
        long middle = PacketNumbers.FIRST + PacketNumbers.SPAN / 2;
        return held.stream()
                .sorted(Comparator.comparingLong((HeldMessage each) -> begunAnew && each.sendNumber() < middle
                                ? each.sendNumber() + PacketNumbers.SPAN
                                : each.sendNumber())
                        .thenComparing(HeldMessage::place))
                .toList();
    }

    private Send send(long number, List<HeldMessage> copies) {
        HeldMessage first = copies.get(0);
        Instant now = clock.instant();
        Duration age = Duration.between(first.startedAt(), timeOfDay.instant());
        Instant startedAt = now.minus(age.isNegative() ? Duration.ZERO : age);
        Send send = new Send(startedAt, first.policy(), listener);
        send.numbered(number);
        for (HeldMessage each : copies) {
            Destination to = Destination.ofAbsent(each.member());
            Send.Copy copy = send.copyFor(to, each.place(), each.parts().size());
            for (HeldMessage.Part part : each.parts()) {
                copy.restore(part);
            }
        }
        records.add(send);
        send.transmissions().forEach(records::add);
        return send;
    }
}
