/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What makes two messages the same one: sender, number and text, in whatever wrapping it came.
 *
 * <p>The number alone does not do: iptux counts from 1 at each start, others repeat numbers within a second.
 *
 * @param sender compared without case
 * @param digits the packet number as sent
 * @param textDigest stands for the text
 */
record MessageKey(Identity sender, String digits, String textDigest) {
    /** The line that the official client adds when it sends a message again later than two minutes (4.99). */
    private static final Pattern DELAYED_SEND =
            Pattern.compile("\\n----\\n[（(]IPMsg ?(?:遅延送信|Delayed Send): [^\\n]{0,64}[）)]\\n?\\z");

    static MessageKey of(Identity sender, PacketNumber number, String text) {
        String original = DELAYED_SEND.matcher(text).replaceFirst("");
        return new MessageKey(sender, number.digits(), HexFormat.of().formatHex(sha256(original), 0, 16));
    }

    /**
     * The same in words that outlive this process: letters and digits, of one length whatever a peer calls itself.
     *
     * @param scope keys of different scopes are different
     */
    String inScope(String scope) {
        Identity name = sender.lowerCase();
        return HexFormat.of() // no name can hold a colon
                .formatHex(sha256(String.join(":", name.user(), name.host(), digits, textDigest, scope)));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
