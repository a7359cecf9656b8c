/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PresenceOption;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether we are away, how we show it, and what we answer then (draft 14; official client 4.99): the nickname carries a note
 * in brackets, whoever asks gets the text, and whoever writes gets it once in a while. Who reads only a charset that lacks
 * a character of the text does not get it, unless {@link NodeOptions#unmappable()} says {@code REPLACE}: no text is altered
 * unasked. That is counted, and logged from time to time.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_ANSWERED} members that were answered, the oldest forgotten first. Lasts
 * until {@link #end} or the end of the node.
 */
final class Absence {
    /** What the official client says while somebody is there (4.99). */
    private static final String NOT_ABSENT = "Not Absence mode";

    private static final int MAX_ANSWERED = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Absence.class);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final NodeOptions options;
    private final PeerCharsets charsets;
    private final PacketSender packets;
    private final NodeCounters counters;
    private final Occasionally unmappable;
    private final Map<InetSocketAddress, Instant> answered = BoundedMap.byAge(MAX_ANSWERED);
    private Predicate<Destination> mayAnswer = to -> true;
    private ObjLongConsumer<Destination> onAnswer = (to, number) -> {};
    private Body.Presence presence;
    private @Nullable String text; // while away

    Absence(
            EventExecutor loop,
            InstantSource clock,
            NodeOptions options,
            PeerCharsets charsets,
            PacketSender packets,
            NodeCounters counters) {
        this.loop = loop;
        this.clock = clock;
        this.options = options;
        this.charsets = charsets;
        this.packets = packets;
        this.counters = counters;
        this.unmappable = new Occasionally(clock);
        this.presence = Body.Presence.of(options.nickname(), options.group());
    }

    /**
     * Automatic answers do not queue with other messages, and must not overtake them.
     *
     * @param condition whether one may go there now
     * @param action told of each, and of its number
     */
    void besideMessages(Predicate<Destination> condition, ObjLongConsumer<Destination> action) {
        mayAnswer = condition;
        onAnswer = action;
    }

    /**
     * From now on we are away.
     *
     * @throws IllegalArgumentException if the text is too long for what may be said to strangers, or holds a NUL
     */
    void begin(String words) {
        assert loop.inEventLoop();
        check(Command.SENDMSG, Body.Text.of(words));
        check(Command.SENDABSENCEINFO, new Body.Information(words));
        text = words;
        presence = Body.Presence.of(shownNickname(words), options.group());
        answered.clear();
    }

    /** From now on we are here. */
    void end() {
        assert loop.inEventLoop();
        text = null;
        presence = Body.Presence.of(options.nickname(), options.group());
    }

    /** Whether we are away. */
    boolean isAbsent() {
        assert loop.inEventLoop();
        return text != null;
    }

    /** As we show ourselves now. */
    Body.Presence presence() {
        assert loop.inEventLoop();
        return presence;
    }

    /** That command with our status of now. */
    CommandWord as(Command command) {
        assert loop.inEventLoop();
        CommandWord word = CommandWord.of(command, PresenceOption.CAPUTF8OPT);
        return text == null ? word : word.with(PresenceOption.ABSENCEOPT);
    }

    /** GETABSENCEINFO. */
    void tell(Destination asker) {
        assert loop.inEventLoop();
        String words = text == null ? NOT_ABSENT : text;
        say(CommandWord.of(Command.SENDABSENCEINFO), new Body.Information(words), words, asker);
    }

    /** A message was taken: while we are away its sender is told so, once in {@link NodeOptions#absenceInterval()}. */
    void taken(InboundMessage message) {
        assert loop.inEventLoop();
        Instant now = clock.instant();
        @Nullable Instant last = answered.get(message.from());
        boolean isTold = last != null && last.plus(options.absenceInterval()).isAfter(now);
        Destination sender = new Destination(message.from(), message.sender(), Destination.Presence.HERE);
        if (text == null || isTold || !message.answerable() || !mayAnswer.test(sender)) {
            return;
        }
        CommandWord automatic = CommandWord.of(Command.SENDMSG, MessageOption.AUTORETOPT);
        // what was not said is said next time
        say(automatic, Body.Text.of(text), text, sender).ifPresent(number -> {
            answered.put(message.from(), now);
            onAnswer.accept(sender, number);
        });
    }

    private OptionalLong say(CommandWord word, Body body, String words, Destination to) {
        // in the legacy charset where that will do: such packets are read by clients of every age (4.99)
        Charset legacy = charsets.legacyOf(to.address().getAddress(), to.member());
        boolean carried = PacketCodec.carries(legacy, words);
        boolean utf8 = !carried && charsets.toWrite(words, to).equals(StandardCharsets.UTF_8);
        if (!carried && !utf8 && options.unmappable() == Unmappable.REJECT) {
            counters.count(Event.ABSENCE_UNMAPPABLE);
            unmappable.run(() -> LOG.warn(
                    "The absence text is not told to who cannot read it: {}; give another text, or set"
                            + " unmappable=REPLACE",
                    PeerCharsets.lack(to, words, legacy)));
            return OptionalLong.empty();
        }
        return packets.answer(utf8 ? word.with(MessageOption.UTF8OPT) : word, body, to.address());
    }

    private void check(Command command, Body body) {
        CommandWord word = CommandWord.of(command, MessageOption.UTF8OPT);
        int bytes = packets.encode(packets.packet(PacketNumbers.LAST, word, body)).length;
        if (bytes > AnswerBudget.MAX_BYTES) {
            throw new IllegalArgumentException("The absence text makes a datagram of " + bytes
                    + " bytes, but no more than " + AnswerBudget.MAX_BYTES
                    + " may go to somebody we do not know; make it " + (bytes - AnswerBudget.MAX_BYTES)
                    + " bytes shorter (in UTF-8)");
        }
    }

    /** The first line as the note, cut where names are cut by others. */
    private String shownNickname(String words) {
        String note = words.strip()
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll("[\\p{Cntrl}:\\[\\]]", " ")
                .strip();
        String shown = options.nickname() + "[" + note + "]";
        while (NodeOptions.longestBytes(shown, options.charset()) > NodeOptions.MAX_NAME && !note.isEmpty()) {
            note = note.substring(0, note.offsetByCodePoints(note.length(), -1));
            shown = options.nickname() + "[" + note + "…]";
        }
        return note.isEmpty() ? options.nickname() : shown;
    }
}
