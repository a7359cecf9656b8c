/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.fuzz.FuzzInput;
import io.github.camelipmsg.protocol.FuzzedCharsets;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import java.nio.charset.Charset;
import java.util.List;

/** A delayed copy is known for what it is, and a text comes whole out of its parts. */
public final class TextFuzz {
    private static final Identity SENDER = new Identity("taro", "pc");
    private static final PacketNumber NUMBER = PacketNumber.of(4711);
    private static final String DELAYED = "\n----\n(IPMsg Delayed Send: Mon Jan 05 09:00)";

    private TextFuzz() {}

    /** A byte each for the charset and the length of a part, then the text in UTF-8. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        Charset charset = FuzzedCharsets.choose(input);
        int room = 20 + 4 * input.number();
        String text = input.text().replace("\0", "");
        check(text, charset, room);
    }

    static void check(String text, Charset charset, int room) {
        MessageKey key = key(text);
        assertThat(key(text)).isEqualTo(key);
        assertThat(key(text + "!")).isNotEqualTo(key);
        if (key.equals(key(text + DELAYED))) {
            assertThat(key(text + DELAYED + "\n")).isEqualTo(key);
        } else {
            assertThat(text).as("a text that differs from its delayed copy").contains("\n----\n");
        }
        List<String> parts = MessageParts.of(text, charset, room);
        assertThat(parts).hasSizeLessThanOrEqualTo(MessageParts.MAX_PARTS);
        parts.forEach(part -> assertThat(part.getBytes(charset)).hasSizeLessThanOrEqualTo(room));
        if (parts.size() > 1 && PacketCodec.carries(charset, text)) {
            StringBuilder whole = new StringBuilder();
            for (int i = 0; i < parts.size(); i++) {
                String mark = "(" + (i + 1) + "/" + parts.size() + ") ";
                assertThat(parts.get(i)).startsWith(mark).hasSizeGreaterThan(mark.length());
                whole.append(parts.get(i).substring(mark.length()));
            }
            assertThat(whole.toString()).isEqualTo(text);
        } else if (parts.size() == 1) {
            assertThat(parts).containsExactly(text);
        }
    }

    private static MessageKey key(String text) {
        return MessageKey.of(SENDER, NUMBER, text);
    }
}
