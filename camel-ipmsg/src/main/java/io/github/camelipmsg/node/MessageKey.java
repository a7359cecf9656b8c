/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What makes two messages the same one: sender, number and text, in whatever wrapping it came. The number alone does not
 * do: iptux counts from 1 at each start, others repeat numbers within a second.
 *
 * <p>The beginning of a hash of these, so that a key takes the same room whatever a peer calls itself. Two messages of one
 * key can be made in 2^64 attempts; whoever does that loses one message of its own. One that has the key of somebody else's
 * message takes 2^128.
 */
record MessageKey(long begin, long end) {
    /** The line that the official client adds when it sends a message again later than two minutes (4.99). */
    private static final Pattern DELAYED_SEND =
            Pattern.compile("\\n----\\n[（(]IPMsg ?(?:遅延送信|Delayed Send): [^\\n]{0,64}[）)]\\n?\\z");

    /** The sender is compared without case. */
    static MessageKey of(Identity sender, PacketNumber number, String text) {
        Identity name = sender.lowerCase();
        String original = DELAYED_SEND.matcher(text).replaceFirst("");
        ByteBuffer hash = // no name can hold a colon
                ByteBuffer.wrap(sha256(String.join(":", name.user(), name.host(), number.digits(), original)));
        return new MessageKey(hash.getLong(), hash.getLong());
    }

    /**
     * The same in words that outlive this process: letters and digits, of one length.
     *
     * @param scope keys of different scopes are different
     */
    String inScope(String scope) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(sha256(hex.toHexDigits(begin) + hex.toHexDigits(end) + scope));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
