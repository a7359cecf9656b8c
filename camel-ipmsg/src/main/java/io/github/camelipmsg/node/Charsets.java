/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The charsets that packets may be written in, by the names that users and peers give them. */
public final class Charsets {
    private static final String EXAMPLES = "windows-31j, GB18030, EUC-KR";

    /** Some switch the meaning of bytes as they go, others use all bytes. To find that out costs too much for each packet. */
    private static final Pattern HAS_COLONS_IN_OTHER_CHARACTERS =
            Pattern.compile("(x-)?ISO-2022.*|x-windows-(iso2022jp|5022.)|x-Johab|x-IBM1129");

    private Charsets() {}

    /**
     * The charset that a user means.
     *
     * @throws IllegalArgumentException if Java does not know it, or packets cannot be written in it; the message says what
     *     to write
     */
    public static Charset named(String name) {
        Charset charset;
        try {
            charset = Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(
                    "Java does not know the charset '" + name + "'; use one of its names, such as " + EXAMPLES, e);
        }
        return usable(charset);
    }

    /** The charset that a peer says it uses; empty if packets cannot be written in it. */
    static Optional<Charset> known(String name) {
        try {
            return Optional.of(named(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * That charset: header and text are told apart by ASCII bytes, which must therefore mean nothing else.
     *
     * @throws IllegalArgumentException if packets cannot be written in it
     */
    static Charset usable(Charset charset) {
        if (!keepsAscii(charset)) {
            throw new IllegalArgumentException(charset.name()
                    + " does not write ASCII as it is, or uses its bytes for other characters; use another, such as "
                    + EXAMPLES);
        }
        return charset;
    }

    private static boolean keepsAscii(Charset charset) {
        return charset.canEncode()
                && !HAS_COLONS_IN_OTHER_CHARACTERS.matcher(charset.name()).matches()
                && IntStream.rangeClosed(' ', '~').allMatch(ascii -> {
                    byte[] bytes = Character.toString(ascii).getBytes(charset);
                    return bytes.length == 1 && bytes[0] == ascii;
                });
    }
}
