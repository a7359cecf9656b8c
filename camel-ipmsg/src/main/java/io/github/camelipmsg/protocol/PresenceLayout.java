/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import io.github.camelipmsg.protocol.Body.Presence;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Entry packets in bytes (official client 4.99): nickname, NUL, group, NUL, and a tail of
 * lines {@code LF key ":" value} in UTF-8, whatever the rest is in.
 */
final class PresenceLayout {
    private static final Octets CLOSING_NUL = Octets.EMPTY;

    /** As the registry of charsets writes them (RFC 2978). */
    private static final Pattern CHARSET_NAME = Pattern.compile("[A-Za-z0-9!#$%&'+^_`{}~:.()-]{1,40}");

    /** Keys of the tail. */
    private enum Key {
        UN,
        HN,
        NN,
        GN,
        VS,
        IP
    }

    private PresenceLayout() {}

    static Packet read(Frame frame, TextReading reading) {
        Octets first = section(frame, 0);
        Octets second = section(frame, 1);
        boolean groupless = isTail(first);
        Octets tail = groupless ? first : second;
        boolean understood = isTail(tail) && frame.command().has(PresenceOption.CAPUTF8OPT);
        Map<Key, Octets> lines = understood ? lines(tail) : Map.of();

        Identity sender = new Identity(
                name(lines.get(Key.UN), reading.name(frame.user())),
                name(lines.get(Key.HN), reading.name(frame.host())));
        String nickname = reading.name(frame.main());
        @Nullable Charset codePage = null;
        String group = groupless ? "" : reading.name(first);
        if (renames(frame.command().command())) {
            nickname = shown(lines.get(Key.NN), nickname);
            codePage = lines.containsKey(Key.NN) ? CodePages.other(frame.main(), nickname, reading.legacy()) : null;
            group = shown(lines.get(Key.GN), group);
        }
        Presence presence = new Presence(
                nickname,
                group,
                lines.containsKey(Key.VS) ? shown(lines.get(Key.VS), "") : null,
                isTail(tail) ? null : charsetName(section(frame, 2)),
                dictionary(lines.get(Key.IP)),
                codePage);
        return new Packet(frame.version(), frame.number(), sender, frame.command(), presence);
    }

    static Frame write(Packet packet, Presence presence, Charset legacy) {
        boolean broadcast = broadcast(packet.command().command());
        CommandWord command = broadcast ? packet.command().without(PresenceOption.UTF8OPT) : packet.command();
        Charset charset = command.utf8() ? StandardCharsets.UTF_8 : legacy;
        return new Frame(
                packet.version(),
                packet.number(),
                Names.header(packet.sender().user(), charset),
                Names.header(packet.sender().host(), charset),
                command,
                Names.shown(presence.nickname(), charset),
                sections(packet, presence, charset));
    }

    private static List<Octets> sections(Packet packet, Presence presence, Charset charset) {
        Octets group = Names.shown(presence.group(), charset);
        String charsetName = presence.charsetName();
        if (charsetName != null) {
            Octets icon = Octets.EMPTY;
            return List.of(group, icon, Names.shown(charsetName, charset), CLOSING_NUL);
        }
        return switch (packet.command().command()) {
            case BR_ISGETLIST, BR_ISGETLIST2 -> List.of(group); // as seen of the official client: no tail, no NUL
            default -> List.of(group, tail(packet, presence));
        };
    }

    /** Without CAPUTF8OPT nobody reads the tail, so there is none. */
    private static Octets tail(Packet packet, Presence presence) {
        if (!packet.command().has(PresenceOption.CAPUTF8OPT)) {
            return CLOSING_NUL;
        }
        Charset utf8 = StandardCharsets.UTF_8;
        StringBuilder tail = new StringBuilder();
        if (broadcast(packet.command().command())) {
            line(tail, Key.UN, Names.header(packet.sender().user(), utf8).text(utf8));
            line(tail, Key.HN, Names.header(packet.sender().host(), utf8).text(utf8));
            line(tail, Key.NN, Names.shown(presence.nickname(), utf8).text(utf8));
            line(tail, Key.GN, Names.shown(presence.group(), utf8).text(utf8));
        }
        String version = presence.clientVersion();
        if (version != null) {
            line(tail, Key.VS, Names.shown(version, utf8).text(utf8));
        }
        Octets dictionary = presence.dictionary();
        if (dictionary != null) {
            line(tail, Key.IP, Base64.getEncoder().encodeToString(dictionary.toByteArray()));
        }
        return Octets.of(tail.toString(), utf8);
    }

    private static void line(StringBuilder tail, Key key, String value) {
        tail.append('\n').append(key).append(':').append(value);
    }

    /** Whether the command goes to everybody: never in UTF-8 as a whole, because some may not know it. */
    private static boolean broadcast(Command command) {
        return command != Command.ANSENTRY;
    }

    /** Whether NN and GN count: on the others only the names of user and host do. */
    private static boolean renames(Command command) {
        return command == Command.BR_ENTRY || command == Command.BR_ABSENCE;
    }

    private static Octets section(Frame frame, int index) {
        return index < frame.sections().size() ? frame.sections().get(index) : Octets.EMPTY;
    }

    private static boolean isTail(Octets section) {
        return !section.isEmpty() && section.at(0) == '\n';
    }

    /** Unknown keys and blank lines are skipped. */
    private static Map<Key, Octets> lines(Octets tail) {
        Map<Key, Octets> lines = new EnumMap<>(Key.class);
        for (Octets line : tail.split('\n', Integer.MAX_VALUE)) {
            for (Key key : Key.values()) {
                if (startsWith(line, key)) {
                    lines.put(key, line.slice(3, line.length()));
                }
            }
        }
        return lines;
    }

    private static boolean startsWith(Octets line, Key key) {
        return line.length() >= 3
                && line.at(0) == key.name().charAt(0)
                && line.at(1) == key.name().charAt(1)
                && line.at(2) == ':';
    }

    /** A user or host name of the tail; an empty one would hide who it is. */
    private static String name(@Nullable Octets line, String otherwise) {
        return line == null || line.isEmpty() ? otherwise : TextReading.utf8().name(line);
    }

    private static String shown(@Nullable Octets line, String otherwise) {
        return line == null ? otherwise : TextReading.utf8().name(line);
    }

    /** What cannot be one is ignored. */
    private static @Nullable String charsetName(Octets section) {
        String name = section.text(StandardCharsets.ISO_8859_1);
        return CHARSET_NAME.matcher(name).matches() ? name : null;
    }

    /** A broken one is ignored; the official client drops the whole packet. */
    private static @Nullable Octets dictionary(@Nullable Octets base64) {
        try {
            return base64 == null ? null : Octets.of(Base64.getDecoder().decode(base64.toByteArray()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
