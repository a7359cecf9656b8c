/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import io.github.camelipmsg.protocol.Body.HostListPage;
import io.github.camelipmsg.protocol.MalformedPacketException.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Packets to bytes and back (drafts 9 to 14 and the official client 4.99). Immutable
 * and safe to use from any thread.
 *
 * <p>Both ways take the charset of packets without UTF8OPT: windows-31j by definition, in fact what the peer's system
 * uses. It must have ASCII in its own bytes, and neither colon, BEL, LF nor NUL as a further byte of a character, as
 * windows-31j, GBK, GB18030 and EUC-KR do.
 */
public final class PacketCodec {
    private static final byte[] IPDICT = "IP2:".getBytes(StandardCharsets.US_ASCII);

    /** The official client closes a page before it would reach this, which leaves 80 bytes for the header. */
    private static final int PAGE_LIMIT = 32688;

    private final int ownPort;

    /**
     * A codec for one node.
     *
     * @param ownPort the port it is bound to: host lists of some clients give it unswapped
     */
    public PacketCodec(int ownPort) {
        this.ownPort = ownPort;
    }

    /**
     * Reads a datagram. Malformed characters never fail, they become replacement characters; names are cut at 255
     * characters.
     *
     * @throws MalformedPacketException if it is no packet; nothing else is thrown whatever the bytes
     */
    public Packet decode(byte[] datagram, Charset legacy) {
        return decode(datagram, kind -> legacy);
    }

    /**
     * As {@link #decode(byte[], Charset)}.
     *
     * @param legacy the charset of what does not say that it is UTF-8, by the kind of client that the packet reveals
     */
    public Packet decode(byte[] datagram, Function<ClientKind, Charset> legacy) {
        Octets octets = Octets.of(datagram);
        if (startsWithIpDict(octets)) {
            // The second layout of the same packets (IPDict of the official client 4.99) is to be chosen here.
            throw new MalformedPacketException(Reason.UNSUPPORTED_LAYOUT);
        }
        Frame frame = Frame.parse(octets);
        TextReading reading = TextReading.of(frame, legacy.apply(ClientKind.of(frame.version(), null)));
        return switch (frame.command().command()) {
            case BR_ENTRY, BR_EXIT, ANSENTRY, BR_ABSENCE -> PresenceLayout.read(frame, reading);
            case NOOPERATION, BR_ISGETLIST, BR_ISGETLIST2 ->
                isBare(frame) ? packet(frame, reading, Body.EMPTY) : PresenceLayout.read(frame, reading);
            case OKGETLIST, GETINFO, GETABSENCEINFO -> packet(frame, reading, Body.EMPTY);
            case GETLIST -> packet(frame, reading, HostListLayout.readRequest(frame.main()));
            case ANSLIST -> packet(frame, reading, HostListLayout.read(frame.main(), reading, ownPort));
            case SENDMSG -> packet(frame, reading, message(frame, reading));
            case RECVMSG, READMSG, DELMSG, ANSREADMSG, RELEASEFILES -> packet(frame, reading, reference(frame));
            case SENDINFO, SENDABSENCEINFO -> packet(frame, reading, new Body.Information(reading.text(frame.main())));
            case GETFILEDATA,
                    GETDIRFILES,
                    DIRFILES_AUTH,
                    DIRFILES_AUTHRET,
                    GETPUBKEY,
                    ANSPUBKEY,
                    ANSLIST_DICT,
                    AGENT_REQ,
                    AGENT_ANSREQ,
                    AGENT_PACKET,
                    AGENT_PROXYREQ,
                    DIR_POLL,
                    DIR_POLLAGENT,
                    DIR_BROADCAST,
                    DIR_ANSBROAD,
                    DIR_PACKET,
                    DIR_REQUEST,
                    DIR_AGENTPACKET,
                    DIR_EVBROAD,
                    DIR_AGENTREJECT,
                    UNKNOWN -> packet(frame, reading, new Body.Opaque(frame.main(), frame.sections()));
        };
    }

    /**
     * Whether the text of that message, which decodes, has replacement characters where its bytes are malformed.
     *
     * @param legacy as it was decoded with
     */
    public boolean losesText(byte[] datagram, Function<ClientKind, Charset> legacy) {
        Frame frame = Frame.parse(Octets.of(datagram));
        return TextReading.of(frame, legacy.apply(ClientKind.of(frame.version(), null)))
                .loses(frame.main());
    }

    /**
     * Writes a datagram in the layout of the official client: one NUL after the main section, none at the end of a
     * further one. UTF8OPT in the command chooses UTF-8; entry packets to everybody ignore it, they are in the legacy
     * charset with the names once more in UTF-8 behind (draft 14), if CAPUTF8OPT is set.
     *
     * <p>What the charset lacks becomes a question mark or a near character: ask {@link #carries} first. Names are
     * cleaned: see {@code Names}. The length is not limited: see {@link ClientKind#datagramLimit()}.
     */
    public byte[] encode(Packet packet, Charset legacy) {
        Body body = packet.body();
        if (body instanceof Body.Presence presence) {
            return PresenceLayout.write(packet, presence, legacy).toBytes();
        }
        Charset charset = packet.command().utf8() ? StandardCharsets.UTF_8 : legacy;
        return new Frame(
                        packet.version(),
                        packet.number(),
                        Names.header(packet.sender().user(), charset),
                        Names.header(packet.sender().host(), charset),
                        packet.command(),
                        main(body, charset),
                        sections(body))
                .toBytes();
    }

    /**
     * The page of a host list that begins at {@code start}, as long as the official client would make it. The caller
     * sends it as ANSLIST, in UTF-8 or not as it says here.
     *
     * @param start index into the list, 0 or more; beyond its end the page is empty
     */
    public static HostListPage page(List<HostRecord> list, int start, Charset charset) {
        List<HostRecord> hosts = new ArrayList<>();
        int size = HostListLayout.write(HostListPage.of(0, List.of()), charset).length();
        int next = Math.min(start, list.size());
        while (next < list.size()) {
            size += HostListLayout.bytes(list.get(next), charset).length;
            if (size >= PAGE_LIMIT) {
                return HostListPage.of(next, hosts);
            }
            hosts.add(list.get(next));
            next++;
        }
        return HostListPage.of(0, hosts);
    }

    /**
     * Whether the text comes back unchanged from that charset. Asking an encoder is not enough: Java's windows-31j
     * takes twelve characters, as the yen sign, and writes others.
     */
    public static boolean carries(Charset charset, String text) {
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            return charset.decode(encoded).toString().equals(text);
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean startsWithIpDict(Octets octets) {
        for (int i = 0; i < IPDICT.length; i++) {
            if (i >= octets.length() || octets.at(i) != IPDICT[i]) {
                return false;
            }
        }
        return true;
    }

    private static Packet packet(Frame frame, TextReading reading, Body body) {
        Identity sender = new Identity(reading.name(frame.user()), reading.name(frame.host()));
        return new Packet(frame.version(), frame.number(), sender, frame.command(), body);
    }

    private static boolean isBare(Frame frame) {
        return frame.main().isEmpty() && frame.sections().isEmpty();
    }

    private static Body message(Frame frame, TextReading reading) {
        return frame.command().has(MessageOption.ENCRYPTOPT)
                ? new Body.SealedText(frame.main(), frame.sections())
                : new Body.Text(reading.text(frame.main()), frame.sections());
    }

    private static Body reference(Frame frame) {
        String number = frame.main().text(StandardCharsets.ISO_8859_1).strip();
        if (!PacketNumber.isNumber(number)) {
            throw new MalformedPacketException(Reason.BAD_REFERENCE, number);
        }
        return new Body.Reference(new PacketNumber(number));
    }

    // Java 17 has no switch over sealed types: a new kind of body needs a line in both.
    private static Octets main(Body body, Charset charset) {
        if (body instanceof Body.Text text) {
            return Octets.of(text.text(), charset);
        } else if (body instanceof Body.SealedText sealed) {
            return sealed.cipherText();
        } else if (body instanceof Body.Reference reference) {
            return Octets.of(reference.number().digits(), StandardCharsets.US_ASCII);
        } else if (body instanceof Body.Information information) {
            return Octets.of(information.text(), charset);
        } else if (body instanceof Body.HostListRequest request) {
            return HostListLayout.write(request);
        } else if (body instanceof HostListPage page) {
            return HostListLayout.write(page, charset);
        } else if (body instanceof Body.Opaque opaque) {
            return opaque.main();
        }
        return Octets.EMPTY;
    }

    private static List<Octets> sections(Body body) {
        if (body instanceof Body.Text text) {
            return text.sections();
        } else if (body instanceof Body.SealedText sealed) {
            return sealed.sections();
        } else if (body instanceof Body.Opaque opaque) {
            return opaque.sections();
        }
        return List.of();
    }
}
