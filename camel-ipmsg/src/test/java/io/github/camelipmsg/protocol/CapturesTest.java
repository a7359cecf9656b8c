/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.camelipmsg.protocol.MalformedPacketException.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Datagrams of real clients, among them those of the dumb peer that provoked them. */
class CapturesTest {
    /** What the probe sent to see how the official client takes it, and what we make of it. */
    private static final Map<String, Reason> GARBAGE = Map.of(
            "68656c6c6f", Reason.TOO_FEW_FIELDS,
            "313a313a613a62", Reason.TOO_FEW_FIELDS,
            "000000", Reason.EMPTY,
            "313a3a3a3a", Reason.BAD_PACKET_NO,
            "323a313739353335363237313a6d696e693a4d494e49484f53543a313a4d696e6900", Reason.BAD_VERSION);

    private final PacketCodec codec = new PacketCodec(2425);

    @TestFactory
    Stream<DynamicTest> readsTheClientsOfTheTestNetwork() {
        return Stream.of("goipmsg", "iptux", "iptux-gui", "iptux10", "ipymessenger", "libipmsg")
                .flatMap(file -> Fixture.file("captures/" + file + ".json")
                        .list("packets")
                        .map(packet -> dynamicTest(
                                file + " " + packet.number("n") + " " + packet.text("step"),
                                () -> readsAsDescribed(packet.bytes("hex"), packet.object("decoded")))));
    }

    private void readsAsDescribed(byte[] datagram, Fixture described) {
        Charset legacy = described.texts("charsets").contains("utf-8")
                        && !described.text("version").startsWith("1_iptux")
                ? StandardCharsets.UTF_8
                : Fixture.CP932;
        Frame frame = Frame.parse(Octets.of(datagram));
        TextReading reading = TextReading.of(frame, legacy);
        Packet packet = codec.decode(datagram, legacy);
        List<String> extra = described.texts("extra");

        assertThat(packet.version()).isEqualTo(described.text("version"));
        assertThat(packet.number().digits()).isEqualTo(described.text("packet"));
        assertThat(packet.sender().user()).isEqualTo(described.text("user"));
        assertThat(packet.sender().host()).isEqualTo(described.text("host"));
        assertThat(packet.command().unsigned()).isEqualTo(described.number("command"));
        assertThat(Stream.concat(Stream.of(frame.main()), frame.sections().stream())
                        .limit(Math.max(extra.size(), frame.sections().size() + 1L) - (extra.isEmpty() ? 1 : 0))
                        .map(reading::text))
                .isEqualTo(extra);
        assertThat(packet.body()).isInstanceOf(kind(packet.command()));
        if (packet.body() instanceof Body.Text text) {
            assertThat(text.text()).isEqualTo(extra.isEmpty() ? "" : extra.get(0));
        } else if (packet.body() instanceof Body.Presence presence && !extra.isEmpty()) {
            assertThat(presence.nickname()).isEqualTo(extra.get(0));
            assertThat(presence.group()).isEqualTo(extra.size() > 1 ? extra.get(1) : "");
        } else if (packet.body() instanceof Body.Reference reference) {
            assertThat(extra).containsExactly(reference.number().digits());
        }
    }

    private static Class<? extends Body> kind(CommandWord word) {
        return switch (word.command()) {
            case BR_ENTRY, BR_EXIT, BR_ABSENCE, ANSENTRY -> Body.Presence.class;
            case SENDMSG -> word.has(MessageOption.ENCRYPTOPT) ? Body.SealedText.class : Body.Text.class;
            case RECVMSG, READMSG, ANSREADMSG, RELEASEFILES -> Body.Reference.class;
            case SENDINFO, SENDABSENCEINFO -> Body.Information.class;
            case NOOPERATION, BR_ISGETLIST2, OKGETLIST, GETINFO, GETABSENCEINFO -> Body.Empty.class;
            case GETLIST -> Body.HostListRequest.class;
            case ANSLIST -> Body.HostListPage.class;
            default -> Body.Opaque.class;
        };
    }

    @TestFactory
    Stream<DynamicTest> readsTheOfficialClient() {
        return officialGroups()
                .flatMap(group -> group.list("datagrams")
                        .map(datagram -> dynamicTest(
                                group.text("label") + " " + datagram.text("dir") + " " + datagram.textOr("name", "?"),
                                () -> readsOrRefuses(datagram))));
    }

    private void readsOrRefuses(Fixture datagram) {
        byte[] bytes = datagram.bytes("hex");
        Reason expected = datagram.text("hex").startsWith("4950323a")
                ? Reason.UNSUPPORTED_LAYOUT
                : GARBAGE.get(datagram.text("hex"));
        if (expected != null) {
            assertThat(catchThrowableOfType(MalformedPacketException.class, () -> codec.decode(bytes, Fixture.CP932))
                            .reason())
                    .isEqualTo(expected);
            return;
        }
        Packet packet = codec.decode(bytes, Fixture.CP932);

        assertThat(packet.number().digits())
                .isEqualTo(String.valueOf(datagram.fields().get("pkt")));
        assertThat(packet.command().unsigned()).isEqualTo(Long.decode(datagram.text("command")));
        assertThat(packet.command().command())
                .isEqualTo(
                        datagram.text("name").startsWith("0x")
                                ? Command.UNKNOWN
                                : Command.valueOf(datagram.text("name")));
        assertThat(packet.sender().identified()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> writesByteForByteWhatTheOfficialClientWrites() {
        return officialGroups()
                .flatMap(group -> group.list("datagrams")
                        .filter(datagram -> datagram.text("dir").equals("from_program") && datagram.has("command"))
                        .map(datagram -> dynamicTest(group.text("label") + " " + datagram.text("name"), () -> {
                            String hex = datagram.text("hex").replaceAll("00(00){64}$", "00"); // late repetitions
                            Packet packet = codec.decode(datagram.bytes("hex"), Fixture.CP932);

                            assertThat(Octets.of(codec.encode(packet, Fixture.CP932))
                                            .hex())
                                    .isEqualTo(hex);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> readsFileRequestsOfTheOfficialClient() {
        return Fixture.file("captures/official-windows.json")
                .list("tcp")
                .map(request -> dynamicTest(request.text("label"), () -> {
                    Packet packet = codec.decode(request.bytes("request"), Fixture.CP932);

                    assertThat(packet.body()).isInstanceOf(Body.Opaque.class);
                    assertThat(packet.command().command()).isIn(Command.GETFILEDATA, Command.GETDIRFILES);
                }));
    }

    @TestFactory
    Stream<DynamicTest> readsSealedMessages() {
        return Fixture.file("captures/encryption.json")
                .list("vectors")
                .map(vector -> dynamicTest(vector.text("method") + " " + vector.text("text"), () -> {
                    Packet packet = codec.decode(vector.bytes("hex"), Fixture.CP932);

                    assertThat(packet.body()).isInstanceOf(Body.SealedText.class);
                    assertThat(packet.command().knownOptions())
                            .extracting(Option::name)
                            .isEqualTo(vector.texts("flags"));
                }));
    }

    @Test
    void seesTheReceiptThatTheOfficialClientPrintsForAWideNumber() {
        Packet receipt = officialGroups()
                .filter(group -> group.text("label").equals("large_packet_number"))
                .flatMap(group -> group.list("datagrams"))
                .filter(datagram -> datagram.text("name").equals("RECVMSG"))
                .map(datagram -> codec.decode(datagram.bytes("hex"), Fixture.CP932))
                .findFirst()
                .orElseThrow();

        assertThat(receipt.body()).isEqualTo(new Body.Reference(new PacketNumber("-1")));
    }

    private static Stream<Fixture> officialGroups() {
        return Fixture.file("captures/official-windows.json").list("groups");
    }
}
