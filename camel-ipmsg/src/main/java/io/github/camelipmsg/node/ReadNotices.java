/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.transport.Datagram;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the senders of sealed messages that these were opened: READMSG, repeated until ANSREADMSG with its number comes
 * (official client 4.99: every 750 ms, twelve times).
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_WAITING}: beyond that the oldest sealed message is forgotten, and a
 * notice is sent once and not repeated. Without a packet number it is tried again as often as it would be repeated; what
 * was not sent in the end can be opened again.
 */
final class ReadNotices {
    static final Duration INTERVAL = Duration.ofMillis(750);
    static final int TRANSMISSIONS = 12;
    private static final int MAX_WAITING = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(ReadNotices.class);

    private final EventExecutor loop;
    private final Timers timers;
    private final PacketSender packets;
    private final AnswerBudget budget;
    private final Map<String, Sealed> sealed = BoundedMap.byAge(MAX_WAITING); // by message id
    private final Map<Integer, Notice> unanswered = new HashMap<>(); // by the notice's own number
    private final Map<InetSocketAddress, Integer> withheld =
            new HashMap<>(); // of which no copy could go to that stranger
    private final Occasionally untold;
    private boolean closed;

    ReadNotices(EventExecutor loop, InstantSource clock, PacketSender packets, AnswerBudget budget) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.packets = packets;
        this.budget = budget;
        this.untold = new Occasionally(clock);
    }

    /** A message was taken; if it is sealed it can be opened from now on. */
    void taken(InboundMessage message) {
        assert loop.inEventLoop();
        if (message.wantsReadNotice()) {
            sealed.putIfAbsent(message.id(), new Sealed(message));
        }
    }

    /**
     * The message of that id was opened: its sender is told, once, however many have opened it.
     *
     * @return false if there was no such sealed message, or so long ago that it was forgotten
     */
    boolean opened(String id) {
        assert loop.inEventLoop();
        @Nullable Sealed message = sealed.get(id);
        if (message == null) {
            return false;
        }
        if (!message.opened) {
            message.opened = true;
            send(message, 1);
        }
        return true;
    }

    private void send(Sealed message, int attempt) {
        if (closed) {
            return;
        }
        CommandWord notice = message.checked
                ? CommandWord.of(Command.READMSG, MessageOption.READCHECKOPT)
                : CommandWord.of(Command.READMSG);
        packets.number(
                number -> {
                    byte[] bytes = packets.encode(packets.packet(number, notice, new Body.Reference(message.number)));
                    Datagram datagram = new Datagram(message.from, bytes);
                    if (message.checked && unanswered.size() < MAX_WAITING) {
                        unanswered.put((int) number, new Notice(message, datagram));
                        repeat((int) number, 1);
                    } else {
                        message.opened = packets.answer(datagram);
                    }
                },
                refused -> sendLater(message, attempt, refused));
    }

    private void sendLater(Sealed message, int attempt, Exception refused) {
        if (attempt < TRANSMISSIONS) {
            timers.after(INTERVAL, () -> send(message, attempt + 1));
        } else {
            message.opened = false;
            untold.run(() -> LOG.warn(
                    "Cannot tell {} that its message was opened: {}; operation OPEN tries again",
                    message.sender,
                    refused.toString()));
        }
    }

    /**
     * An ANSREADMSG came.
     *
     * @return false if no notice waits for it
     */
    boolean answered(PacketNumber number, InetSocketAddress from) {
        assert loop.inEventLoop();
        @Nullable Notice notice = unanswered.get(number.low32());
        if (notice == null || !notice.datagram.remote().equals(from)) {
            return false;
        }
        budget.proven(from);
        forget(number.low32(), notice);
        return true;
    }

    int size() {
        assert loop.inEventLoop();
        return sealed.size() + unanswered.size();
    }

    /** The node stops: its goodbye is the last that it says. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        unanswered.clear();
        withheld.clear();
    }

    private void repeat(int number, int transmission) {
        @Nullable Notice notice = unanswered.get(number);
        if (notice == null) {
            return;
        }
        transmit(number, notice);
        if (transmission < TRANSMISSIONS) {
            timers.after(INTERVAL, () -> repeat(number, transmission + 1));
        } else {
            forget(number, notice);
            notice.message.opened = notice.sent;
        }
    }

    private void transmit(int number, Notice notice) {
        notice.sent |= packets.answer(notice.datagram);
        if (notice.sent) {
            withheld.remove(notice.datagram.remote(), number);
        } else {
            withheld.put(notice.datagram.remote(), number);
        }
    }

    private void forget(int number, Notice notice) {
        unanswered.remove(number);
        withheld.remove(notice.datagram.remote(), number);
    }

    /**
     * An entry came from there, for which one datagram may go back: the notice that waits for it, if there is one, which is
     * answered, and then everything is free.
     */
    void entered(InetSocketAddress from) {
        assert loop.inEventLoop();
        @Nullable Integer number = withheld.get(from);
        if (number != null) {
            transmit(number, Objects.requireNonNull(unanswered.get(number)));
        }
    }

    /** What waits for its answer. */
    private static final class Notice {
        final Sealed message;
        final Datagram datagram;
        boolean sent; // at least one copy: each may be withheld from a stranger

        Notice(Sealed message, Datagram datagram) {
            this.message = message;
            this.datagram = datagram;
        }
    }

    /** What is left of a sealed message. */
    private static final class Sealed {
        final String sender;
        final InetSocketAddress from;
        final PacketNumber number;
        final boolean checked;
        boolean opened;

        Sealed(InboundMessage message) {
            this.sender = message.sender().toString();
            this.from = message.from();
            this.number = message.number();
            this.checked = message.wantsReadCheck();
        }
    }
}
