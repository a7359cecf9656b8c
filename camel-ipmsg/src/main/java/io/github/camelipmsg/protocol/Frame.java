/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import io.github.camelipmsg.protocol.MalformedPacketException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The colon layout of a packet, split but not yet understood (draft 14):
 *
 * <pre>
 * version ":" number ":" user ":" host ":" command ":" main [ NUL section ]*
 * </pre>
 *
 * <p>Bytes are split before they are decoded: no trail byte of CP932 or GBK is a colon or NUL.
 *
 * @param version the whole field, as ISO-8859-1
 * @param user bytes of a name, may be empty
 * @param host bytes of a name, may be empty
 * @param main what follows the fifth colon, up to the first NUL
 * @param sections what follows that NUL; read without empty ones at the end
 */
record Frame(
        String version,
        PacketNumber number,
        Octets user,
        Octets host,
        CommandWord command,
        Octets main,
        List<Octets> sections) {

    /** Real packets have at most four. */
    private static final int MAX_SECTIONS = 64;

    private static final int FIELDS = 6;

    Frame {
        sections = List.copyOf(sections);
    }

    /** @throws MalformedPacketException if this is not a packet of version 1 */
    static Frame parse(Octets datagram) {
        Octets packet = withoutTrailingNuls(datagram);
        if (packet.isEmpty()) {
            throw new MalformedPacketException(Reason.EMPTY);
        }
        int nul = packet.indexOf('\0', 0);
        Octets head = nul < 0 ? packet : packet.slice(0, nul);
        List<Octets> fields = head.split(':', FIELDS);
        if (fields.size() < FIELDS - 1) {
            throw malformed(Reason.TOO_FEW_FIELDS, head);
        }
        return new Frame(
                version(fields.get(0)),
                number(fields.get(1)),
                fields.get(2),
                fields.get(3),
                command(fields.get(4)),
                fields.size() < FIELDS ? Octets.EMPTY : fields.get(5),
                nul < 0 ? List.of() : sections(packet.slice(nul + 1, packet.length())));
    }

    /** The layout of the official client 4.99: main, one NUL, then the sections with a NUL between them. */
    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Octets> fields = List.of(
                Octets.of(version, StandardCharsets.ISO_8859_1),
                Octets.of(number.digits(), StandardCharsets.US_ASCII),
                user,
                host,
                Octets.of(Long.toString(command.unsigned()), StandardCharsets.US_ASCII));
        for (Octets field : fields) {
            out.writeBytes(field.toByteArray());
            out.write(':');
        }
        out.writeBytes(main.toByteArray());
        out.write(0);
        for (int i = 0; i < sections.size(); i++) {
            if (i > 0) {
                out.write(0);
            }
            out.writeBytes(sections.get(i).toByteArray());
        }
        return out.toByteArray();
    }

    /** Whether the field's leading ASCII digits are the number 1; the rest is the sender's business. */
    static boolean isVersion1(String field) {
        int end = 0;
        while (end < field.length() && field.charAt(end) >= '0' && field.charAt(end) <= '9') {
            end++;
        }
        return end > 0
                && field.charAt(end - 1) == '1'
                && field.chars().limit(end - 1L).allMatch(digit -> digit == '0');
    }

    private static String version(Octets field) {
        String version = field.text(StandardCharsets.ISO_8859_1);
        if (!isVersion1(version)) {
            throw malformed(Reason.BAD_VERSION, field);
        }
        return version;
    }

    private static PacketNumber number(Octets field) {
        String digits = field.text(StandardCharsets.ISO_8859_1);
        if (digits.startsWith("-") || !PacketNumber.isNumber(digits)) {
            throw malformed(Reason.BAD_PACKET_NO, field);
        }
        return new PacketNumber(digits);
    }

    private static CommandWord command(Octets field) {
        long word = Decimal.unsigned32(field);
        if (word < 0) {
            throw malformed(Reason.BAD_COMMAND, field);
        }
        return new CommandWord((int) word);
    }

    private static List<Octets> sections(Octets rest) {
        List<Octets> sections = rest.split('\0', MAX_SECTIONS);
        if (sections.get(sections.size() - 1).contains('\0')) {
            throw new MalformedPacketException(Reason.TOO_MANY_SECTIONS);
        }
        return sections;
    }

    private static Octets withoutTrailingNuls(Octets datagram) {
        int end = datagram.length();
        while (end > 0 && datagram.at(end - 1) == 0) {
            end--;
        }
        return datagram.slice(0, end);
    }

    private static MalformedPacketException malformed(Reason reason, Octets field) {
        return new MalformedPacketException(
                reason, field.slice(0, Math.min(field.length(), 32)).text(StandardCharsets.US_ASCII));
    }
}
