/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the text: the parts fit, and make it again. */
class MessagePartsProperties {
    @Property
    void partsFitAndMakeTheTextAgain(
            @ForAll("texts") String text,
            @ForAll("charsets") Charset charset,
            @ForAll @IntRange(min = 60, max = 300) int bytes) {
        List<String> parts = MessageParts.of(text, charset, bytes);

        assertThat(parts)
                .isNotEmpty()
                .allSatisfy(part -> assertThat(part.getBytes(charset)).hasSizeLessThanOrEqualTo(bytes));
        StringBuilder again = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String mark = parts.size() == 1 ? "" : "(" + (i + 1) + "/" + parts.size() + ") ";
            assertThat(parts.get(i)).startsWith(mark);
            String part = parts.get(i).substring(mark.length());
            assertThat(part.isEmpty() ? ' ' : part.charAt(0))
                    .satisfies(c -> assertThat(Character.isLowSurrogate(c)).isFalse());
            again.append(part);
        }
        assertThat(again).hasToString(text);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces =
                Arbitraries.of("a", " ", "\n", "日本", "e\u0301", "😀", "ｶﾞ", "\u3000", "word ", "\u00a5");
        return pieces.list().ofMaxSize(600).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of(StandardCharsets.UTF_8, Charset.forName("windows-31j"), Charset.forName("GB18030"));
    }

    @Example
    void cutsAtLineEndsAndBlanksWhereItCan() {
        assertThat(MessageParts.of("one two three four\nfive six seven", StandardCharsets.UTF_8, 30))
                .containsExactly("(1/2) one two three four\n", "(2/2) five six seven");
        assertThat(MessageParts.of("one two three four five six", StandardCharsets.UTF_8, 26))
                .containsExactly("(1/2) one two three ", "(2/2) four five six");
    }

    @Example
    void givesUpOnMoreThanThreeFiguresOfParts() {
        assertThat(MessageParts.of("x".repeat(50 * 999), StandardCharsets.UTF_8, 60))
                .hasSize(999);
        assertThat(MessageParts.of("x".repeat(50 * 999 + 1), StandardCharsets.UTF_8, 60))
                .isEmpty();
    }

    @Example
    void givesUpOnAClusterThatNoPartCanHold() {
        assertThat(MessageParts.of("e" + "\u0301".repeat(500), StandardCharsets.UTF_8, 60))
                .isEmpty();
    }
}
