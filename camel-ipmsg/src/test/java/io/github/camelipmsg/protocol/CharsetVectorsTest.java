/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CharsetVectorsTest {
    private static final PacketNumber NUMBER = PacketNumber.of(1);
    private static final Identity SENDER = new Identity("u", "h");
    private static final CommandWord PLAIN = CommandWord.of(Command.SENDMSG);

    private final PacketCodec codec = new PacketCodec(2425);

    @TestFactory
    Stream<DynamicTest> readsTheLegacyCharset() {
        return Fixture.tests("charset", List.of("both", "decode"), vector -> {
            Packet packet = codec.decode(packet(vector), Charset.forName(vector.text("java_name")));

            assertThat(packet.body()).isEqualTo(Body.Text.of(vector.text("text")));
        });
    }

    @TestFactory
    Stream<DynamicTest> writesTheLegacyCharset() {
        return Fixture.tests("charset", List.of("both"), vector -> {
            Charset legacy = Charset.forName(vector.text("java_name"));
            Packet packet = Packet.of(NUMBER, SENDER, PLAIN, Body.Text.of(vector.text("text")));

            assertThat(codec.encode(packet, legacy)).isEqualTo(packet(vector));
            assertThat(PacketCodec.carries(legacy, vector.text("text"))).isTrue();
        });
    }

    @Test
    void admitsThatACharsetWouldAlterAText() {
        assertThat(PacketCodec.carries(Fixture.CP932, "한국지사")).isFalse();
        assertThat(PacketCodec.carries(Fixture.CP932, "100 ¥")).isFalse(); // Java would write a backslash
        assertThat(PacketCodec.carries(Fixture.CP932, "5 µm")).isFalse(); // and a Greek mu
        assertThat(PacketCodec.carries(Fixture.CP932, "\ud800")).isFalse();
        assertThat(PacketCodec.carries(Fixture.CP932, "表示\n")).isTrue();
    }

    private byte[] packet(Fixture vector) {
        Octets main = Octets.of(vector.bytes("hex"));
        return codec.encode(Packet.of(NUMBER, SENDER, PLAIN, Body.Opaque.of(main)), Fixture.CP932);
    }
}
