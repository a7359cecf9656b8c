/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows the header of a packet, read as its command asks. The command decides which of these it is. */
public sealed interface Body {
    /** The body of commands that have none, as GETINFO, OKGETLIST and mostly NOOPERATION. */
    Body EMPTY = new Empty();

    /**
     * Who is there: BR_ENTRY, BR_EXIT, ANSENTRY and BR_ABSENCE, and NOOPERATION and BR_ISGETLIST(2) where they carry a
     * name (official client 4.99). Not to be parsed further: an absence title in the
     * nickname is free text.
     *
     * @param nickname may be empty, as on BR_EXIT of iptux
     * @param group empty for none
     * @param clientVersion the text after VS, for example {@code 00010002:4:99:103}
     * @param charsetName the charset that iptux names in its fourth section; a presence with it is written in iptux's
     *     layout, without clientVersion and dictionary
     * @param dictionary what stood in base64 after IP: an IPDict of the member master
     * @param codePage the charset that its names were found to be in, where that is not the one that was expected: what
     *     the same client will write wherever it cannot write UTF-8. Only of what was read
     */
    record Presence(
            String nickname,
            String group,
            @Nullable String clientVersion,
            @Nullable String charsetName,
            @Nullable Octets dictionary,
            @Nullable Charset codePage)
            implements Body {

        /** One that is to be written. */
        public Presence(
                String nickname,
                String group,
                @Nullable String clientVersion,
                @Nullable String charsetName,
                @Nullable Octets dictionary) {
            this(nickname, group, clientVersion, charsetName, dictionary, null);
        }

        /** A nickname and a group, and nothing else. */
        public static Presence of(String nickname, String group) {
            return new Presence(nickname, group, null, null, null);
        }
    }

    /**
     * SENDMSG in the clear. CRLF and a lone CR become LF, as a receiver shows and the official client sends them
     * (official client 4.99); nothing else of the text changes.
     *
     * @param text without NUL
     * @param sections what follows it: a file list, in bytes
     */
    record Text(String text, List<Octets> sections) implements Body {
        /** Refuses a NUL in text or sections, which the wire cannot carry, by an IllegalArgumentException. */
        public Text {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("A text cannot contain NUL");
            }
            text = LineEnds.normalize(text);
            sections = Sections.checked(sections);
        }

        /** A text without further sections. */
        public static Text of(String text) {
            return new Text(text, List.of());
        }
    }

    /**
     * SENDMSG with ENCRYPTOPT (draft 14).
     *
     * @param cipherText as it stands in the packet, with its flags and in its coding
     * @param sections what follows it: a file list, unless ENCEXTMSGOPT says that it is inside
     */
    record SealedText(Octets cipherText, List<Octets> sections) implements Body {
        /** Refuses a NUL in cipherText or sections by an IllegalArgumentException. */
        public SealedText {
            Sections.check(cipherText);
            sections = Sections.checked(sections);
        }
    }

    /**
     * RECVMSG, READMSG, DELMSG, ANSREADMSG and RELEASEFILES: they name the packet that they are about.
     *
     * @param number compare it by {@link PacketNumber#refersTo}
     */
    record Reference(PacketNumber number) implements Body {}

    /** SENDINFO and SENDABSENCEINFO: free text, maybe of several lines, which are separated by LF. */
    record Information(String text) implements Body {
        /** Refuses a NUL in the text by an IllegalArgumentException. */
        public Information {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("A text cannot contain NUL");
            }
            text = LineEnds.normalize(text);
        }
    }

    /**
     * GETLIST.
     *
     * @param start the index of the first host wanted, 0 or more
     */
    record HostListRequest(int start) implements Body {
        public HostListRequest {
            if (start < 0) {
                throw new IllegalArgumentException("Negative start " + start);
            }
        }
    }

    /**
     * ANSLIST: one page of a host list (official client 4.99). What it says is hearsay, which anybody
     * may have made up: see {@link HostRecord#claimsKeyItCannotUse()}.
     *
     * @param nextStart what to ask for next, 0 for nothing. libipmsg puts the start of this page here: so ask on only
     *     if it is greater than what was asked for
     * @param count the number of hosts as the page tells it, which may be wrong
     * @param hosts the records that could be read
     */
    record HostListPage(int nextStart, int count, List<HostRecord> hosts) implements Body {
        public HostListPage {
            if (nextStart < 0 || count < 0) {
                throw new IllegalArgumentException("Negative number in a host list");
            }
            hosts = List.copyOf(hosts);
        }

        /** A page whose count is right. */
        public static HostListPage of(int nextStart, List<HostRecord> hosts) {
            return new HostListPage(nextStart, hosts.size(), hosts);
        }
    }

    /** See {@link #EMPTY}. */
    record Empty() implements Body {}

    /**
     * Everything else, as it came: keys, file requests, unknown commands.
     *
     * @param main the section after the header
     * @param sections those after it; empty ones at the end do not count
     */
    record Opaque(Octets main, List<Octets> sections) implements Body {
        /** Refuses a NUL in main or sections by an IllegalArgumentException. */
        public Opaque {
            Sections.check(main);
            sections = Sections.checked(sections);
        }

        /** A main section and nothing after it. */
        public static Opaque of(Octets main) {
            return new Opaque(main, List.of());
        }
    }
}
