/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static java.util.stream.Collectors.groupingBy;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and what became of it: while it is under way, and for an hour after its outcome, so that a late receipt
 * finds it and a sender can ask for it. While some recipients of a send are waited for, those who have their outcome are
 * kept for that hour, too, and then forgotten: one who is held for may be waited for very long.
 *
 * <p>Confined to the loop. Bounded: beyond {@value #MAX_KEPT} transmissions that are settled the oldest send is
 * forgotten, and then unknown; how many are under way is bounded by {@link DeliveryTracker}.
 */
final class DeliveryRecords {
    static final Duration KEPT_FOR = Duration.ofHours(1);
    static final int MAX_KEPT = 100_000;

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Map<Long, Send> underWay = new HashMap<>(); // by number
    private final Map<Long, Settled> settled = new LinkedHashMap<>(); // by number, oldest first
    private final Map<Send.Copy, Instant> settledBefore = new LinkedHashMap<>(); // of what is under way, oldest first
    private final Map<Integer, SameNumber> byNumber = new HashMap<>(); // modulo 2^32, as receipts refer to them
    private final Map<InetSocketAddress, Integer> writtenTo = new HashMap<>(); // how many transmissions to each
    private int kept;

    private record Settled(Send send, Instant at) {}

    /** Mostly one; or as many as there are members, each of whom sends a receipt. */
    private static final class SameNumber {
        final List<Transmission> all = new ArrayList<>(1);
        private @Nullable Map<InetSocketAddress, List<Transmission>> byAddress;
        private @Nullable Map<Identity, List<Transmission>> byMember;

        void changed() {
            byAddress = null;
            byMember = null;
        }

        List<Transmission> at(InetSocketAddress address) {
            if (byAddress == null) {
                byAddress = all.stream().collect(groupingBy(Transmission::address));
            }
            return byAddress.getOrDefault(address, List.of());
        }

        List<Transmission> to(Identity member) {
            if (byMember == null) {
                byMember = all.stream()
                        .filter(each -> each.destination.knownMember().isPresent())
                        .collect(groupingBy(each ->
                                each.destination.knownMember().orElseThrow().identity()));
            }
            return byMember.getOrDefault(member, List.of());
        }
    }

    DeliveryRecords(EventExecutor loop, InstantSource clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /** From now on it can be asked for. */
    void add(Send send) {
        assert loop.inEventLoop();
        underWay.put(send.number(), send);
    }

    /** From now on receipts find it. */
    void add(Transmission transmission) {
        assert loop.inEventLoop();
        SameNumber same = byNumber.computeIfAbsent((int) transmission.number, number -> new SameNumber());
        same.all.add(transmission);
        same.changed();
        writtenTo.merge(transmission.address(), 1, Integer::sum);
    }

    /** Its recipient is there now, which may be another address. */
    void moves(Transmission transmission, Destination to, Instant since) {
        assert loop.inEventLoop();
        wroteOnceLess(transmission.address());
        transmission.release(to, since);
        writtenTo.merge(to.address(), 1, Integer::sum);
        Optional.ofNullable(byNumber.get((int) transmission.number)).ifPresent(SameNumber::changed);
    }

    /** That recipient has an outcome. When all have one, the time of the send runs. */
    void settled(Send.Copy copy) {
        assert loop.inEventLoop();
        Send send = copy.send();
        if (underWay.containsKey(send.number())) {
            if (settledBefore.putIfAbsent(copy, clock.instant()) == null) {
                kept += copy.parts().size();
            }
            if (send.isSettled()) {
                underWay.remove(send.number());
                send.copies().forEach(settledBefore::remove);
                settled.put(send.number(), new Settled(send, clock.instant()));
            }
        }
        forgetOld();
    }

    /** How that send stands. */
    DeliveryResult result(long number) {
        assert loop.inEventLoop();
        forgetOld();
        @Nullable Send send = underWay.get(number);
        if (send == null) {
            @Nullable Settled known = settled.get(number);
            send = known == null ? null : known.send();
        }
        return send == null ? DeliveryResult.unknown(number) : send.result(clock.instant());
    }

    /**
     * How sends stand: those under way, held ones among them, and then those that have their outcome, of both the last first.
     *
     * @param recipients when there are so many of them, all together, no further send is told
     */
    List<DeliveryResult> latest(int recipients) {
        assert loop.inEventLoop();
        forgetOld();
        Instant now = clock.instant();
        List<Send> sends = new ArrayList<>(underWay.values());
        sends.sort(Comparator.comparingLong(Send::number).reversed());
        List<Settled> lastSettled = settled.values().stream()
                .skip(Math.max(0, settled.size() - recipients))
                .collect(Collectors.toList());
        Collections.reverse(lastSettled);
        lastSettled.forEach(each -> sends.add(each.send()));
        List<DeliveryResult> latest = new ArrayList<>();
        int told = 0;
        for (Send send : sends) {
            if (told >= recipients) {
                break;
            }
            DeliveryResult result = send.result(now);
            told += result.deliveries().size();
            latest.add(result);
        }
        return latest;
    }

    /** The first transmission to that address that such a receipt can mean. */
    Optional<Transmission> findAt(
            InetSocketAddress address, PacketNumber reference, Predicate<Transmission> condition) {
        return find(reference, same -> same.at(address), condition);
    }

    /** The first transmission to that member, wherever it was, that such a receipt can mean. */
    Optional<Transmission> findTo(Identity member, PacketNumber reference, Predicate<Transmission> condition) {
        return find(reference, same -> same.to(member), condition);
    }

    private Optional<Transmission> find(
            PacketNumber reference, Function<SameNumber, List<Transmission>> some, Predicate<Transmission> condition) {
        assert loop.inEventLoop();
        forgetOld();
        return Optional.ofNullable(byNumber.get(reference.low32()))
                .flatMap(same -> some.apply(same).stream().filter(condition).findFirst());
    }

    /** Whether a receipt for that number could mean something that was sent under it before. */
    boolean isInUse(long number) {
        assert loop.inEventLoop();
        return byNumber.containsKey((int) number);
    }

    /** Settled transmissions that are kept. */
    int kept() {
        assert loop.inEventLoop();
        return kept;
    }

    boolean wroteTo(InetSocketAddress address) {
        assert loop.inEventLoop();
        return writtenTo.containsKey(address);
    }

    private void forgetOld() {
        Instant expired = clock.instant().minus(KEPT_FOR);
        Iterator<Settled> oldest = settled.values().iterator();
        while (oldest.hasNext()) {
            Settled next = oldest.next();
            if (kept <= MAX_KEPT && next.at().isAfter(expired)) {
                break;
            }
            oldest.remove();
            next.send().transmissions().forEach(this::forget);
        }
        Iterator<Map.Entry<Send.Copy, Instant>> before =
                settledBefore.entrySet().iterator();
        while (before.hasNext()) {
            Map.Entry<Send.Copy, Instant> next = before.next();
            if (kept <= MAX_KEPT && next.getValue().isAfter(expired)) {
                break;
            }
            before.remove();
            next.getKey().parts().forEach(this::forget);
            next.getKey().send().forget(next.getKey());
        }
    }

    private void forget(Transmission transmission) {
        kept--;
        byNumber.computeIfPresent((int) transmission.number, (number, same) -> {
            same.all.remove(transmission);
            same.changed();
            return same.all.isEmpty() ? null : same;
        });
        wroteOnceLess(transmission.address());
    }

    private void wroteOnceLess(InetSocketAddress to) {
        writtenTo.computeIfPresent(to, (address, count) -> count == 1 ? null : count - 1);
    }
}
