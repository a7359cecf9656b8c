/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The fifth field of a packet: a command in the low 8 bits, options above (draft 14). All
 * 32 bits are kept, so that unknown commands and options survive a round trip.
 *
 * @param bits the whole word; read it as unsigned, see {@link #unsigned()}
 */
public record CommandWord(int bits) {
    private static final int CODE_MASK = 0xff;

    /** What the official client 4.99 stores of an entry packet as the sender's status. */
    private static final int STATUS_MASK = 0x1f650300;

    /**
     * The word of a command with those options.
     *
     * @throws IllegalArgumentException for {@link Command#UNKNOWN}, or an option that this command does not know
     */
    public static CommandWord of(Command command, Option... options) {
        if (command == Command.UNKNOWN) {
            throw new IllegalArgumentException("UNKNOWN has no code");
        }
        return new CommandWord(command.code()).with(options);
    }

    /** The word of a command with the status that a host list tells; other bits of that do not count. */
    public static CommandWord ofStatus(Command command, int status) {
        return new CommandWord(of(command).bits | (status & STATUS_MASK));
    }

    public Command command() {
        return Command.of(bits);
    }

    /** The command's code, 0 to 255, also if it has no name. */
    public int code() {
        return bits & CODE_MASK;
    }

    /** All option bits, known or not, in their places. */
    public int options() {
        return bits & ~CODE_MASK;
    }

    /** The word as it stands on the wire: 0 to 4294967295. */
    public long unsigned() {
        return Integer.toUnsignedLong(bits);
    }

    /** The option bits of an entry packet that describe its sender, RETRYOPT, UTF8OPT and unknown ones left out. */
    public int status() {
        return bits & STATUS_MASK;
    }

    /** Whether the option is set and this command is one that knows it: false for an option of another column. */
    public boolean has(Option option) {
        return option.column() == command().column() && (bits & option.bit()) != 0;
    }

    /**
     * This word and those options.
     *
     * @throws IllegalArgumentException for an option that this command does not know
     */
    public CommandWord with(Option... options) {
        int word = bits;
        for (Option option : options) {
            if (option.column() != command().column()) {
                throw new IllegalArgumentException(
                        option.getClass().getSimpleName() + "." + option.name() + " means nothing on " + command());
            }
            word |= option.bit();
        }
        return new CommandWord(word);
    }

    /** This word without those options. */
    public CommandWord without(Option... options) {
        int word = bits;
        for (Option option : options) {
            if (option.column() == command().column()) {
                word &= ~option.bit();
            }
        }
        return new CommandWord(word);
    }

    /** The options that are set and have a name on this command, in rising order of their bits. */
    public Set<Option> knownOptions() {
        Set<Option> known = new LinkedHashSet<>();
        for (Option option : column()) {
            if (has(option)) {
                known.add(option);
            }
        }
        return Collections.unmodifiableSet(known);
    }

    /** The option bits that are set and have no name on this command. */
    public int unknownBits() {
        int unknown = options();
        for (Option option : column()) {
            unknown &= ~option.bit();
        }
        return unknown;
    }

    /** Whether the packet says of itself that it is UTF-8: the one bit with the same meaning on every command. */
    boolean utf8() {
        return (bits & MessageOption.UTF8OPT.bit()) != 0;
    }

    private List<Option> column() {
        return switch (command().column()) {
            case PRESENCE -> List.of(PresenceOption.values());
            case MESSAGE -> List.of(MessageOption.values());
            case FILE -> List.of(FileOption.values());
            case NONE -> List.of();
        };
    }

    /** For example {@code SENDMSG|SENDCHECKOPT|0x00040000}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(command() == Command.UNKNOWN ? String.format(Locale.ROOT, "0x%02x", code()) : command());
        for (Option option : knownOptions()) {
            text.append('|').append(option.name());
        }
        if (unknownBits() != 0) {
            text.append(String.format(Locale.ROOT, "|0x%08x", unknownBits()));
        }
        return text.toString();
    }
}
