/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A text comes out as it went in, but for its line ends. */
class TextProperties {
    private static final PacketCodec CODEC = new PacketCodec(NodeOptions.DEFAULT_PORT);

    private static String there(String text, Charset charset) {
        CommandWord command = charset.equals(StandardCharsets.UTF_8)
                ? CommandWord.of(Command.SENDMSG, MessageOption.UTF8OPT)
                : CommandWord.of(Command.SENDMSG);
        Packet packet = Packet.of(PacketNumber.of(1), new Identity("u", "h"), command, Body.Text.of(text));
        return ((Body.Text) CODEC.decode(CODEC.encode(packet, charset), charset).body()).text();
    }

    @Property
    void nothingButLineEndsChanges(@ForAll("texts") String text, @ForAll("charsets") Charset charset) {
        Assume.that(PacketCodec.carries(charset, text));

        assertThat(there(text, charset)).isEqualTo(text.replace("\r\n", "\n").replace('\r', '\n'));
    }

    @Example
    void nothingOfTheseEither() {
        for (String text : new String[] {
            "",
            " ",
            "\n",
            "  leading",
            "trailing  \n\n",
            "a:b::c:",
            "\t\u0007\u0001",
            "①㈱髙﨑",
            "ｱｲｳﾞ",
            "～－",
            "1:2:3:4:32:x"
        }) {
            assertThat(there(text, Charset.forName("windows-31j"))).isEqualTo(text);
            assertThat(there(text, StandardCharsets.UTF_8)).isEqualTo(text);
        }
        assertThat(there("😀 👩‍👩‍👧 e\u0301 한국어 中文", StandardCharsets.UTF_8)).isEqualTo("😀 👩‍👩‍👧 e\u0301 한국어 中文");
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(80).map(text -> text.replace("\0", ""));
        Arbitrary<String> usual = Arbitraries.of(":", "\r", "\n", "\r\n", "日本", "ｶﾞ", "①", "中文", "한국", " ", "\t", "x")
                .list()
                .ofMaxSize(30)
                .map(list -> String.join("", list));
        return Arbitraries.oneOf(anything, usual);
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of("UTF-8", "windows-31j", "GBK", "GB18030", "EUC-KR")
                .map(Charset::forName);
    }
}
