/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What makes two messages the same one: sender, number and text, in whatever wrapping it came. The number alone does not
 * do: iptux counts from 1 at each start, others repeat numbers within a second.
 *
 * <p>Whoever makes two messages of one {@link Digest} loses one message of its own.
 */
record MessageKey(Digest content) {
    /** The line that the official client adds when it sends a message again later than two minutes (4.99). */
    private static final Pattern DELAYED_SEND =
            Pattern.compile("\\n----\\n[（(]IPMsg ?(?:遅延送信|Delayed Send): [^\\n]{0,64}[）)]\\n?\\z");

    /** The sender is compared without case. */
    static MessageKey of(Identity sender, PacketNumber number, String text) {
        Identity name = sender.lowerCase();
        String original = DELAYED_SEND.matcher(text).replaceFirst("");
        byte[] content = // no name can hold a colon
                utf8(String.join(":", name.user(), name.host(), number.digits(), original));
        return new MessageKey(Digest.of(content, content.length));
    }

    /**
     * The same in words that outlive this process: letters and digits, of one length.
     *
     * @param scope keys of different scopes are different
     */
    String inScope(String scope) {
        byte[] scoped = utf8(content.hex() + scope);
        return HexFormat.of().formatHex(Digest.sha256(scoped, scoped.length));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
