/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PacketVectorsTest {
    private final PacketCodec codec = new PacketCodec(2425);

    @TestFactory
    Stream<DynamicTest> splitsPackets() {
        return Fixture.tests("packets", List.of("parse"), vector -> {
            Fixture expected = vector.object("expect");
            Frame frame = Frame.parse(Octets.of(vector.bytes("packet_hex")));
            Charset charset = Fixture.charset(expected.text("charset"));

            assertThat(frame.version()).isEqualTo(expected.number("version") + expected.text("version_ext"));
            assertThat(frame.number()).isEqualTo(new PacketNumber(expected.text("packet_no")));
            assertThat(frame.command().unsigned()).isEqualTo(expected.number("command"));
            assertThat(frame.command().code()).isEqualTo((int) expected.number("mode"));
            assertThat(Integer.toUnsignedLong(frame.command().options())).isEqualTo(expected.number("options"));
            assertThat(frame.command().command().name()).isEqualTo(expected.textOr("mode_name", "UNKNOWN"));
            assertThat(frame.main().text(charset)).isEqualTo(expected.text("body"));
            assertThat(frame.sections()).extracting(Octets::hex).isEqualTo(expected.texts("extra_hex"));
        });
    }

    @TestFactory
    Stream<DynamicTest> readsPackets() {
        return Fixture.tests("packets", List.of("parse"), vector -> {
            Fixture expected = vector.object("expect");
            Charset legacy = Fixture.charset(vector.textOr("legacy_charset", "CP932"));
            Packet packet = codec.decode(vector.bytes("packet_hex"), legacy);

            assertThat(packet.sender().user()).isEqualTo(expected.text("user"));
            assertThat(packet.sender().host()).isEqualTo(expected.text("host"));
            if (packet.body() instanceof Body.Text text) {
                assertThat(text.text()).isEqualTo(expected.textOr("text_normalized", expected.text("body")));
                assertThat(text.sections()).extracting(Octets::hex).isEqualTo(expected.texts("extra_hex"));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> writesPackets() {
        return Fixture.tests("packets", List.of("format"), vector -> {
            byte[] bytes = codec.encode(packet(vector.object("input")), Fixture.CP932);

            assertThat(hex(bytes)).isEqualTo(vector.text("packet_hex"));
        });
    }

    @TestFactory
    Stream<DynamicTest> refusesMalformedPackets() {
        return Fixture.tests("packets", List.of("malformed"), vector -> {
            byte[] bytes = vector.bytes("packet_hex");
            MalformedPacketException refusal =
                    catchThrowableOfType(MalformedPacketException.class, () -> codec.decode(bytes, Fixture.CP932));

            assertThat(refusal.reason().name()).isEqualTo(vector.text("error"));
        });
    }

    private static Packet packet(Fixture input) {
        List<Octets> sections = input.texts("extra_hex").stream()
                .map(hex -> Octets.of(HexFormat.of().parseHex(hex)))
                .toList();
        Body body = switch (input.command().command()) {
            case SENDMSG -> new Body.Text(input.text("body"), sections);
            case RECVMSG -> new Body.Reference(new PacketNumber(input.text("body")));
            default -> new Body.Opaque(Octets.of(input.text("body"), StandardCharsets.US_ASCII), sections);
        };
        return Packet.of(new PacketNumber(input.text("packet_no")), input.identity(), input.command(), body);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
