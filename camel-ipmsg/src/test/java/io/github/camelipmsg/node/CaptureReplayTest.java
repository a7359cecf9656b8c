/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.Fixture;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every datagram that real clients were seen to send, sent to a node: it answers what is right, and nothing else. */
class CaptureReplayTest {
    private static final PacketCodec CODEC = new PacketCodec(2425);

    @TempDir
    Path stateDirectory;

    @TestFactory
    Stream<DynamicTest> answersTheClientsOfTheTestNetwork() {
        return Stream.of("goipmsg", "iptux", "iptux-gui", "iptux10", "ipymessenger", "libipmsg")
                .map(file -> dynamicTest(
                        file,
                        () -> replay(Fixture.file("captures/" + file + ".json")
                                .list("packets")
                                .filter(packet -> packet.text("proto").equals("udp"))
                                .map(packet -> packet.bytes("hex"))
                                .toList())));
    }

    @TestFactory
    Stream<DynamicTest> answersTheOfficialClientAndItsProbe() {
        return Fixture.file("captures/official-windows.json")
                .list("groups")
                .map(group -> dynamicTest(
                        group.text("label"),
                        () -> replay(group.list("datagrams")
                                .map(datagram -> datagram.bytes("hex"))
                                .toList())));
    }

    @TestFactory
    Stream<DynamicTest> answersNoMessageThatItCannotOpen() {
        return Fixture.file("captures/encryption.json")
                .list("vectors")
                .map(vector -> dynamicTest(vector.text("method"), () -> replay(List.of(vector.bytes("hex")))));
    }

    private void replay(List<byte[]> datagrams) throws IOException {
        SimulatedNodes nodes = new SimulatedNodes(1, Files.createTempDirectory(stateDirectory, "run"));
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        Mailbox mailbox = bot.mailbox();
        LockstepPeer raw = nodes.peer("raw", "10.1.0.9", bot);
        for (byte[] datagram : datagrams) {
            int before = mailbox.texts().size();
            @Nullable Packet packet = decode(datagram);
            long malformed = bot.count(Event.MALFORMED);
            for (int copy = 0; copy < 2; copy++) {
                raw.sends(datagram);
                nodes.simulation.advance(Duration.ofMillis(50));
            }
            // the longest time after which an entry is answered, and a repetition of anything would come
            nodes.simulation.advance(Duration.ofSeconds(2));
            List<Transmission> answers = taken(raw);
            if (packet == null) {
                assertThat(answers).isEmpty();
                assertThat(bot.count(Event.MALFORMED)).isEqualTo(malformed + 2);
            } else {
                assertAnswers(
                        packet,
                        answers.stream()
                                .map(answer -> CODEC.decode(answer.bytes(), LockstepPeer.CP932))
                                .toList());
                if (packet.body() instanceof Body.Text text && mailbox.texts().size() > before) {
                    assertThat(mailbox.texts()).hasSize(before + 1).endsWith(text.text());
                } else {
                    assertThat(mailbox.texts()).hasSize(before);
                }
            }
        }
        long messages = datagrams.stream()
                .map(CaptureReplayTest::decode)
                .filter(packet -> packet != null && packet.body() instanceof Body.Text)
                .map(packet -> packet.sender() + " " + packet.number() + " " + ((Body.Text) packet.body()).text())
                .distinct()
                .count();
        assertThat(mailbox.texts()).hasSize((int) messages);
        nodes.closeAll();
    }

    /** What goes back to two copies of this packet. */
    private static void assertAnswers(Packet packet, List<Packet> answers) {
        switch (packet.command().command()) {
            case BR_ENTRY -> {
                boolean forged = packet.sender().fingerprint().isPresent()
                        && !packet.command().has(PresenceOption.ENCRYPTOPT);
                assertThat(answers)
                        .extracting(CaptureReplayTest::said)
                        .hasSize(forged ? 0 : 1)
                        .allMatch("ANSENTRY"::equals);
                assertThat(answers)
                        .allMatch(answer -> answer.command().has(PresenceOption.UTF8OPT)
                                == packet.command().has(PresenceOption.CAPUTF8OPT));
            }
            case SENDMSG -> {
                if (packet.body() instanceof Body.Text && wantsReceipt(packet)) {
                    assertThat(answers)
                            .hasSize(2)
                            .allMatch(answer -> said(answer).equals("RECVMSG"))
                            .allMatch(answer -> answer.body().equals(new Body.Reference(packet.number())));
                } else {
                    assertThat(answers)
                            .allMatch(answer -> said(answer).equals("BR_ENTRY|CAPUTF8OPT")); // "who are you?"
                    assertThat(answers).hasSizeLessThanOrEqualTo(2);
                }
            }
            case GETINFO ->
                assertThat(answers).extracting(CaptureReplayTest::said).containsExactly("SENDINFO", "SENDINFO");
            case GETABSENCEINFO ->
                assertThat(answers)
                        .extracting(CaptureReplayTest::said)
                        .containsExactly("SENDABSENCEINFO", "SENDABSENCEINFO");
            case READMSG -> {
                int expected = packet.command().has(MessageOption.READCHECKOPT) ? 2 : 0;
                assertThat(answers)
                        .hasSize(expected)
                        .allMatch(answer -> said(answer).equals("ANSREADMSG"))
                        .allMatch(answer -> answer.body().equals(new Body.Reference(packet.number())));
            }
            default -> assertThat(answers).as("answers to %s", packet).isEmpty();
        }
    }

    /** The command and its options; of an ANSENTRY only the command. */
    private static String said(Packet answer) {
        return answer.command().command() == Command.ANSENTRY
                ? "ANSENTRY"
                : answer.command().toString();
    }

    private static boolean wantsReceipt(Packet packet) {
        return packet.command().has(MessageOption.SENDCHECKOPT)
                && !packet.command().has(MessageOption.BROADCASTOPT)
                && !packet.command().has(MessageOption.AUTORETOPT);
    }

    private static List<Transmission> taken(LockstepPeer raw) {
        return Stream.generate(() -> raw.socket().take())
                .limit(raw.socket().waiting())
                .toList();
    }

    private static @Nullable Packet decode(byte[] datagram) {
        try {
            return CODEC.decode(datagram, LockstepPeer.CP932);
        } catch (MalformedPacketException e) {
            return null;
        }
    }
}
