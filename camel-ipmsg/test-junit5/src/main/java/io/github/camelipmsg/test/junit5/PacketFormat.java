/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one client writes packets, and reads those of others.
 *
 * @param only what a client uses that does not know UTF-8; null for one that does
 */
record PacketFormat(@Nullable Charset only) {
    static final PacketFormat UTF_8 = new PacketFormat(null);

    private static final Charset WITHOUT_UTF8OPT = Charset.forName("windows-31j");
    private static final String SEPARATORS = "1:\0";

    PacketFormat {
        if (only != null && !Arrays.equals(SEPARATORS.getBytes(only), SEPARATORS.getBytes(StandardCharsets.US_ASCII))) {
            throw new IllegalArgumentException("No client writes " + only + ": the separators of packets are ASCII");
        }
    }

    /** What to add to entries and messages. */
    int capability() {
        return only == null ? Packet.CAPUTF8OPT : 0;
    }

    byte[] write(long number, String user, String host, int word, String body) {
        int options = only == null ? word | Packet.UTF8OPT : word;
        return bytes("1:" + number + ":" + user + ":" + host + ":" + options + ":" + body + '\0');
    }

    /** @throws IllegalArgumentException if it cannot write that */
    void require(String text) {
        byte[] unused = bytes(text);
    }

    private byte[] bytes(String text) {
        Charset charset = only == null ? StandardCharsets.UTF_8 : only;
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A peer that writes " + charset + " cannot write '" + text + "'", e);
        }
    }

    /** Reads one; empty if it is none. */
    Optional<Packet> parse(byte[] bytes) {
        String[] fields = new String(bytes, StandardCharsets.ISO_8859_1).split(":", 6);
        if (fields.length < 6) {
            return Optional.empty();
        }
        try {
            long word = Long.parseLong(fields[4]);
            Charset charset = charset(word);
            int end = fields[5].indexOf('\0');
            String body = end < 0 ? fields[5] : fields[5].substring(0, end);
            return Optional.of(new Packet(
                    fields[1], read(fields[2], charset), read(fields[3], charset), word, read(body, charset)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Charset charset(long word) {
        if (only != null) {
            return only;
        }
        return (word & Packet.UTF8OPT) != 0 ? StandardCharsets.UTF_8 : WITHOUT_UTF8OPT;
    }

    private static String read(String octets, Charset charset) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), charset);
    }
}
