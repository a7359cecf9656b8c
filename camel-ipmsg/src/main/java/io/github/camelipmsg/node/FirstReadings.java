/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which charset each message that is not in UTF-8 was read when it came first: its repetitions are read likewise, or
 * they would be other messages once its sender's charset is known better.
 *
 * <p>Confined to the loop. Bounded by {@value #MOST} messages: the repetition of one that came before these is read as is
 * known then.
 */
final class FirstReadings {
    static final int MOST = 10_000;

    private final Map<Content, Charset> charsets = BoundedMap.byAge(MOST);

    /** The beginning of a hash of a datagram, whose padding does not count. */
    private record Content(long begin, long end) {
        static Content of(byte[] datagram) {
            int length = datagram.length;
            while (length > 0 && datagram[length - 1] == 0) {
                length--;
            }
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                sha256.update(datagram, 0, length);
                ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
                return new Content(hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /** The charset to read that message in, which is {@code now} if it is new. */
    Charset of(byte[] datagram, Charset now) {
        @Nullable Charset first = charsets.putIfAbsent(Content.of(datagram), now);
        return first == null ? now : first;
    }
}
