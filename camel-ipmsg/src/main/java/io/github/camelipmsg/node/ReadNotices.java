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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the senders of sealed messages that these were opened: READMSG, repeated until ANSREADMSG with its number comes
 * (official client 4.99: every 750 ms, twelve times).
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_WAITING}: what comes beyond is sent once and not repeated.
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
    private final Set<String> opened =
            Collections.newSetFromMap(new Recent()); // several consumers may open one message
    private final Map<Integer, Datagram> unanswered = new HashMap<>(); // by the notice's own number

    ReadNotices(EventExecutor loop, PacketSender packets, AnswerBudget budget) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.packets = packets;
        this.budget = budget;
    }

    /** The message was opened; nothing happens unless it was sealed. */
    void opened(InboundMessage message) {
        assert loop.inEventLoop();
        boolean wanted = message.sealed() && !message.broadcast() && !message.automatic();
        if (!wanted || !opened.add(message.id())) {
            return;
        }
        boolean checked = message.command().has(MessageOption.READCHECKOPT);
        CommandWord notice =
                checked ? CommandWord.of(Command.READMSG, MessageOption.READCHECKOPT) : CommandWord.of(Command.READMSG);
        packets.number(
                number -> {
                    byte[] bytes = packets.encode(packets.packet(number, notice, new Body.Reference(message.number())));
                    Datagram datagram = new Datagram(message.from(), bytes);
                    if (checked && unanswered.size() < MAX_WAITING) {
                        unanswered.put((int) number, datagram);
                        repeat((int) number, 1);
                    } else {
                        packets.answer(datagram);
                    }
                },
                refused -> LOG.warn(
                        "Cannot tell {} that its message was opened: {}", message.sender(), refused.toString()));
    }

    /**
     * An ANSREADMSG came.
     *
     * @return false if no notice waits for it
     */
    boolean answered(PacketNumber number, InetSocketAddress from) {
        assert loop.inEventLoop();
        @Nullable Datagram notice = unanswered.get(number.low32());
        if (notice == null || !notice.remote().equals(from)) {
            return false;
        }
        budget.proven(from);
        unanswered.remove(number.low32());
        return true;
    }

    /** The node stops: its goodbye is the last that it says. */
    void shutdown() {
        assert loop.inEventLoop();
        unanswered.clear();
    }

    private void repeat(int number, int transmission) {
        @Nullable Datagram notice = unanswered.get(number);
        if (notice == null) {
            return;
        }
        packets.answer(notice);
        if (transmission < TRANSMISSIONS) {
            timers.after(INTERVAL, () -> repeat(number, transmission + 1));
        } else {
            unanswered.remove(number);
        }
    }

    private static final class Recent extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_WAITING;
        }
    }
}
