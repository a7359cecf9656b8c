/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.nio.charset.Charset;

/**
 * Names as they may go out (official client 4.99): no control characters, at most 79 bytes, which is
 * what the official client's buffers hold. A last resort: a configuration layer refuses such names earlier.
 */
final class Names {
    private static final int MAX_BYTES = 79;

    private Names() {}

    /** A user or host name of the header: a colon becomes a semicolon, and it is never empty. */
    static Octets header(String name, Charset charset) {
        Octets octets = shown(name.replace(':', ';'), charset);
        return octets.isEmpty() ? Octets.of("-", charset) : octets;
    }

    /** A nickname, group or the like, which may hold colons and be empty. */
    static Octets shown(String name, Charset charset) {
        StringBuilder clean = new StringBuilder();
        name.codePoints()
                .filter(codePoint -> !Character.isISOControl(codePoint))
                .limit(MAX_BYTES)
                .forEach(clean::appendCodePoint);
        Octets octets = Octets.of(clean.toString(), charset);
        while (octets.length() > MAX_BYTES) {
            clean.setLength(clean.offsetByCodePoints(clean.length(), -1));
            octets = Octets.of(clean.toString(), charset);
        }
        return octets;
    }
}
