/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which charset a Windows writes where it cannot write UTF-8. The official client uses the code page of the Windows that it
 * runs on (4.99), and entry packets carry the nickname in it and in UTF-8: so the one gives away the other.
 */
final class CodePages {
    private static final List<Charset> EAST_ASIAN = List.of(
            Charset.forName("windows-31j"),
            Charset.forName("GBK"),
            Charset.forName("x-windows-949"),
            Charset.forName("Big5"));

    private CodePages() {}

    /**
     * The charset in which those bytes say that name.
     *
     * @param expected what is taken for it anyhow
     * @return null if that does, or none does
     */
    static @Nullable Charset other(Octets name, String utf8, Charset expected) {
        if (name.text(expected).equals(utf8)) {
            return null;
        }
        return EAST_ASIAN.stream()
                .filter(charset -> name.text(charset).equals(utf8))
                .findFirst()
                .orElse(null);
    }
}
