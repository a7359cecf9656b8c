/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes of one packet become text (draft 14), field by field:
 *
 * <ul>
 *   <li>with UTF8OPT UTF-8, unless that fails and the legacy charset does not;
 *   <li>without it the legacy charset, but UTF-8 if the bytes can be that and come from iptux, which never says so. Of
 *       others such a guess would go wrong: short texts in CP932 can be UTF-8 by accident.
 * </ul>
 *
 * <p>Malformed bytes never fail: they become replacement characters.
 */
final class TextReading {
    /** The official client cuts names at 79 bytes. This bound only keeps a name from filling the memory. */
    private static final int MAX_NAME = 255;

    private final Charset declared;
    private final Charset legacy;
    private final boolean tryUtf8;

    private TextReading(Charset declared, Charset legacy, boolean tryUtf8) {
        this.declared = declared;
        this.legacy = legacy;
        this.tryUtf8 = tryUtf8;
    }

    static TextReading of(Frame frame, Charset legacy) {
        boolean utf8 = frame.command().utf8();
        boolean iptux = ClientKind.of(frame.version(), null) == ClientKind.IPTUX;
        return new TextReading(utf8 ? StandardCharsets.UTF_8 : legacy, legacy, utf8 || iptux);
    }

    /** What is taken for the charset of what is not UTF-8. */
    Charset legacy() {
        return legacy;
    }

    /** For the UTF-8 tail of an entry packet. */
    static TextReading utf8() {
        return new TextReading(StandardCharsets.UTF_8, StandardCharsets.UTF_8, false);
    }

    String text(Octets octets) {
        String text = decode(octets);
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd'); // only charsets beyond ASCII's family
    }

    /** Whether {@link #text} has to put replacement characters in place of some of these bytes. */
    boolean loses(Octets octets) {
        boolean readable = strictly(octets, declared) != null
                || (tryUtf8 && (strictly(octets, StandardCharsets.UTF_8) != null || strictly(octets, legacy) != null));
        return !readable;
    }

    /** A name: cut at 255 characters, on a character boundary. */
    String name(Octets octets) {
        return bounded(text(octets));
    }

    static String bounded(String name) {
        if (name.length() <= MAX_NAME) {
            return name;
        }
        return name.substring(0, Character.isHighSurrogate(name.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME);
    }

    private String decode(Octets octets) {
        if (tryUtf8) {
            String text = strictly(octets, StandardCharsets.UTF_8);
            if (text == null) {
                text = strictly(octets, legacy);
            }
            if (text != null) {
                return text;
            }
        }
        return octets.text(declared);
    }

    private static @Nullable String strictly(Octets octets, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
