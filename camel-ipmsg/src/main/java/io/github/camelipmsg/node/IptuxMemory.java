/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketNumber;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What each iptux may remember of our packet numbers, and how it is made to forget. It confirms a SENDMSG first, and then
 * drops it unless its number is above the last one from us; an entry, an answer to one and an absence notice let it
 * forget that one (iptux 0.8.3). So a lower number is sent only after it has answered an entry of ours, or its receipt
 * would be a lie:
 *
 * <pre>
 * last message ─── quiet ───▶ BR_ENTRY, repeated ───▶ ANSENTRY ───▶ lower number
 * </pre>
 *
 * <p>Whoever turns out to be iptux only by its receipt is not believed: that message waits for another turn, until it has
 * forgotten. It may be shown twice then, as there is no telling whether the first copy was dropped.
 *
 * <p>An answer counts only when {@link #QUIET} has passed since the last message left: before that it may answer an
 * earlier entry, or a copy of that message may still be on its way. And only when its number is above all that were heard
 * from there: the numbers of iptux rise with every packet, so a lower one was written before the receipt of that message.
 * A restarted iptux begins at 1 again: two answers that rise, or its entry and one answer, are believed, too.
 *
 * <p>Nothing is known of an iptux that has not answered in this run: an earlier one, or one that has lost its state
 * directory, may have used any number.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_ADDRESSES} addresses: of the one that was unused for longest nothing
 * is known any more.
 */
final class IptuxMemory {
    /** Twice as long as a datagram can be on its way. */
    static final Duration QUIET = Duration.ofSeconds(3);

    /** As often as the official client repeats a message, then slowly. */
    private static final int ENTRIES_SOON = 5;

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(10);
    static final int MAX_ADDRESSES = 16_384;

    private final EventExecutor loop;
    private final Timers timers;
    private final InstantSource clock;
    private final MemberTable members;
    private final Announcer announcer;
    private final Map<InetSocketAddress, Memory> memories = new LinkedHashMap<>(16, 0.75f, true);
    private Consumer<InetSocketAddress> onChange = address -> {};
    private Instant messageToAnybody; // the last that somebody may have got of whom nothing is known
    private boolean closed;

    private static final class Memory {
        boolean iptux;
        boolean known;
        long highest; // that was sent since it forgot
        long shown; // if it arrives: it left last, and above all that can be remembered; 0 if there is none
        Instant lastMessage;
        long heard; // the highest number that came from there since it was believed to start
        long heardAgain; // a lower one that came since the last message left: if it has restarted; 0 if there is none
        int entries; // sent and not answered
        boolean asking;

        Timeout next = Timeout.NONE;

        Memory(Instant lastMessage) {
            this.lastMessage = lastMessage;
        }

        boolean isAboveAll(long number) {
            return known && number > highest;
        }
    }

    IptuxMemory(EventExecutor loop, InstantSource clock, MemberTable members, Announcer announcer) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.clock = clock;
        this.members = members;
        this.announcer = announcer;
        this.messageToAnybody = clock.instant(); // of an earlier run
    }

    /** @param action told when somebody has forgotten, or should be asked again */
    void onChange(Consumer<InetSocketAddress> action) {
        onChange = action;
    }

    /** A packet came from there: its version field tells what sent it, also before it is a member. */
    void heard(Packet packet, InetSocketAddress from) {
        assert loop.inEventLoop();
        if (ClientKind.of(packet.version(), null) == ClientKind.IPTUX) {
            memory(from).iptux = true;
        }
        @Nullable Memory memory = memories.get(from);
        if (memory == null || packet.command().command() == Command.ANSENTRY) {
            return; // an answer is judged once its sender is present
        }
        long number = value(packet.number());
        if (number > memory.heard) {
            memory.heard = number;
        } else if (packet.command().command() == Command.BR_ENTRY) {
            memory.heardAgain = number;
        }
    }

    /** As iptux counts: it prints a C int. */
    private static long value(PacketNumber number) {
        return Integer.toUnsignedLong(number.low32());
    }

    boolean isIptux(InetSocketAddress address) {
        @Nullable Memory memory = memories.get(address);
        return (memory != null && memory.iptux)
                || members.at(address)
                        .filter(member -> member.clientKind() == ClientKind.IPTUX)
                        .isPresent();
    }

    boolean isIptux(Destination destination) {
        return destination.clientKind() == ClientKind.IPTUX || isIptux(destination.address());
    }

    /** Whether it can leave now: it is above all that its recipient can remember, or wants no receipt and may be. */
    boolean accepts(Transmission transmission) {
        assert loop.inEventLoop();
        if (!isIptux(transmission.destination)) {
            return true;
        }
        @Nullable Memory memory = memories.get(transmission.address());
        return transmission.confirmed()
                ? memory != null && memory.isAboveAll(transmission.number)
                : memory == null || transmission.number > memory.highest;
    }

    /** Lets its recipient forget, for as long as it is asked again at every change. */
    void ask(Transmission transmission) {
        assert loop.inEventLoop();
        InetSocketAddress address = transmission.address();
        Memory memory = memory(address);
        if (memory.asking || closed) {
            return;
        }
        memory.asking = true;
        Duration quiet = QUIET.minus(Duration.between(memory.lastMessage, clock.instant()));
        if (quiet.compareTo(Duration.ZERO) > 0) {
            memory.next = timers.after(quiet.plusMillis(1), () -> askAgain(address, memory));
            return;
        }
        memory.entries++;
        if (transmission.isCalledFor()) {
            announcer.introduce(address); // somebody else makes us send it, who may have forged that address
        } else {
            announcer.enterAt(address);
        }
        memory.next = timers.after(memory.entries < ENTRIES_SOON ? SOON : LATER, () -> askAgain(address, memory));
    }

    private void askAgain(InetSocketAddress address, Memory memory) {
        memory.asking = false;
        onChange.accept(address);
        if (!memory.asking) {
            memory.entries = 0; // nobody waits any more
        }
    }

    /** ANSENTRY of that number came from there. */
    void answered(PacketNumber answer, InetSocketAddress address) {
        assert loop.inEventLoop();
        if (!isIptux(address)) {
            return;
        }
        Memory memory = memory(address);
        long number = value(answer);
        if (Duration.between(memory.lastMessage, clock.instant()).compareTo(QUIET) < 0) {
            memory.heard = Math.max(memory.heard, number);
            return;
        }
        boolean restarted = memory.heardAgain > 0 && number > memory.heardAgain;
        if (number <= memory.heard && !restarted) {
            memory.heardAgain = number;
            return;
        }
        memory.heard = number;
        memory.heardAgain = 0;
        memory.known = true;
        memory.highest = 0;
        memory.entries = 0;
        memory.asking = false;
        memory.next.cancel();
        onChange.accept(address);
    }

    /** A copy of that message leaves for that address. */
    void sent(InetSocketAddress address, long number) {
        assert loop.inEventLoop();
        Memory memory = memory(address);
        memory.lastMessage = clock.instant();
        memory.heardAgain = 0; // whatever answers from now on may be as late
        if (memory.isAboveAll(number)) {
            memory.shown = number;
        }
        memory.highest = Math.max(memory.highest, number);
    }

    /** That message leaves for that address for the first time. */
    void sentFirst(InetSocketAddress address, long number) {
        memory(address).shown = 0; // whatever left before is overtaken
        sent(address, number);
    }

    /** A message to everybody leaves. */
    void broadcast(long number) {
        assert loop.inEventLoop();
        messageToAnybody = clock.instant();
        memories.values().forEach(memory -> {
            memory.lastMessage = messageToAnybody;
            memory.heardAgain = 0;
            memory.highest = Math.max(memory.highest, number);
            memory.shown = 0;
        });
    }

    /**
     * Whether iptux would have confirmed it without showing it: because another message has left after it, or because it
     * may not have been above all that was remembered when it left.
     */
    boolean mayHaveDropped(Transmission transmission) {
        assert loop.inEventLoop();
        @Nullable Memory memory = memories.get(transmission.address());
        return isIptux(transmission.destination) && (memory == null || memory.shown != transmission.number);
    }

    /** True while an answer to our entry is waited for: that one is listened to, whatever the access list says. */
    boolean awaitsAnswerFrom(InetSocketAddress address) {
        assert loop.inEventLoop();
        @Nullable Memory memory = memories.get(address);
        return memory != null && memory.entries > 0;
    }

    /** The node stops. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        memories.values().forEach(memory -> memory.next.cancel());
    }

    private Memory memory(InetSocketAddress address) {
        Memory memory = memories.computeIfAbsent(address, newcomer -> new Memory(messageToAnybody));
        if (memories.size() > MAX_ADDRESSES) {
            var unused = memories.entrySet().iterator();
            Memory forgotten = unused.next().getValue();
            forgotten.next.cancel();
            if (forgotten.lastMessage.isAfter(messageToAnybody)) {
                messageToAnybody = forgotten.lastMessage;
            }
            unused.remove();
        }
        return memory;
    }
}
