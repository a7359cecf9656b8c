/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.nio.charset.Charset;
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

    private final Map<Digest, Charset> charsets = BoundedMap.byAge(MOST);

    /** The charset to read that message in, which is {@code now} if it is new. Padding does not count. */
    Charset of(byte[] datagram, Charset now) {
        int length = datagram.length;
        while (length > 0 && datagram[length - 1] == 0) {
            length--;
        }
        @Nullable Charset first = charsets.putIfAbsent(Digest.of(datagram, length), now);
        return first == null ? now : first;
    }
}
