/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EntryVectorsTest {
    private final PacketCodec codec = new PacketCodec(2425);

    @TestFactory
    Stream<DynamicTest> readsPresence() {
        return Fixture.tests("entry", List.of("parse", "format"), vector -> {
            Fixture expected = vector.object("expect");
            Packet packet = codec.decode(vector.bytes("packet_hex"), Fixture.CP932);
            Body.Presence presence = (Body.Presence) packet.body();

            assertThat(packet.number().digits()).isEqualTo(expected.text("packet_no"));
            assertThat(packet.sender().user()).isEqualTo(expected.text("user"));
            assertThat(packet.sender().host()).isEqualTo(expected.text("host"));
            assertThat(packet.command()).isEqualTo(expected.command());
            assertThat(packet.command().command().name()).isEqualTo(expected.text("mode_name"));
            if (expected.has("nick")) {
                assertThat(presence.nickname()).isEqualTo(expected.text("nick"));
                assertThat(presence.group()).isEqualTo(expected.text("group"));
            }
            assertThat(presence.clientVersion()).isEqualTo(expected.fields().get("client_version"));
            assertThat(presence.charsetName()).isEqualTo(expected.fields().get("iptux_charset"));
            Octets dictionary = presence.dictionary();
            assertThat(dictionary == null ? null : dictionary.hex())
                    .isEqualTo(expected.fields().get("ipdict_hex"));
        });
    }

    @TestFactory
    Stream<DynamicTest> writesPresence() {
        return Fixture.tests("entry", List.of("format"), vector -> {
            Fixture input = vector.object("input");
            Body presence = new Body.Presence(
                    input.text("nick"), input.text("group"), input.text("client_version"), null, null);
            Packet packet =
                    Packet.of(new PacketNumber(input.text("packet_no")), input.identity(), input.command(), presence);

            assertThat(HexFormat.of().formatHex(codec.encode(packet, Fixture.CP932)))
                    .isEqualTo(vector.text("packet_hex"));
        });
    }

    @TestFactory
    Stream<DynamicTest> showsWhoClaimsAKeyItCannotUse() {
        return Fixture.tests("entry", List.of("policy"), vector -> {
            Packet packet = codec.decode(vector.bytes("packet_hex"), Fixture.CP932);
            boolean drop = packet.sender().fingerprint().isPresent()
                    && !packet.command().has(PresenceOption.ENCRYPTOPT);

            assertThat(drop ? "DROP_FINGERPRINT_WITHOUT_ENCRYPT" : "ACCEPT").isEqualTo(vector.text("result"));
        });
    }
}
