/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.Fixture;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Option;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The exchanges of the shared vectors, with a node in the place of the one and then of the other. */
class ExchangesTest {
    private static final PacketCodec CODEC = new PacketCodec(2425);

    @TempDir
    Path stateDirectory;

    /** A says its lines, and the node must say what B says. */
    @TestFactory
    Stream<DynamicTest> answersAsTheVectorsSay() {
        // DELMSG is in the drafts only: neither the official client nor we ever say it
        Set<String> notOurs = Set.of("exchanges-011");
        return Fixture.vectors("exchanges")
                .filter(exchange -> !notOurs.contains(exchange.text("id")))
                .map(exchange -> dynamicTest(
                        exchange.text("id") + " " + exchange.text("desc"),
                        () -> withNodes(nodes -> playA(exchange, nodes))));
    }

    private static void playA(Fixture exchange, SimulatedNodes nodes) throws IOException {
        NodeFixture b = nodes.joined(named(nodes, exchange.object("B")));
        Mailbox mailbox = b.mailbox();
        LockstepPeer a = nodes.peer("a", "10.1.0.9", b)
                .as(exchange.object("A").text("user"), exchange.object("A").text("host"));
        a.presents("A");
        Map<String, PacketNumber> numbers = new HashMap<>(); // of the node's packets: vector's to ours
        int opened = 0;
        for (Fixture step : exchange.list("steps").toList()) {
            Packet packet = CODEC.decode(step.bytes("packet_hex"), Fixture.CP932);
            if (step.text("from").equals("A")) {
                if (packet.body() instanceof Body.Reference reference) {
                    PacketNumber meant = numbers.getOrDefault(reference.number().digits(), reference.number());
                    a.says(packet.number(), packet.command(), new Body.Reference(meant));
                } else {
                    a.sends(step.bytes("packet_hex"));
                }
            } else {
                if (packet.command().command() == Command.READMSG && opened == 0) {
                    b.node.opened(mailbox.messages().get(opened++));
                }
                Heard heard = a.hears(Duration.ofSeconds(2));
                assertThat(heard.packet().command().command())
                        .isEqualTo(packet.command().command());
                assertThat(heard.packet().command().knownOptions()).isEqualTo(ours(packet));
                assertThat(heard.packet().sender()).isEqualTo(packet.sender());
                assertSaysTheSame(heard.packet().body(), packet.body());
                numbers.put(packet.number().digits(), heard.packet().number());
            }
        }
        a.hearsNothingFor(Duration.ofMinutes(1));
        long messages = exchange.list("steps")
                .filter(step ->
                        step.text("from").equals("A") && step.text("mode_name").equals("SENDMSG"))
                .map(step -> step.text("packet_no"))
                .distinct()
                .count();
        assertThat(mailbox.texts())
                .hasSize((int) (exchange.has("delivered") ? exchange.number("delivered") : messages));
        if (exchange.has("replies")) {
            assertThat(a.socket().received()).hasSize((int) exchange.number("replies"));
        }
    }

    /** Receipts of iptux carry an option that means nothing there. */
    private static Set<Option> ours(Packet packet) {
        return packet.command().command() == Command.RECVMSG
                ? Set.of()
                : packet.command().knownOptions();
    }

    private static void assertSaysTheSame(Body said, Body expected) {
        if (expected instanceof Body.Reference reference) {
            // the official client prints high numbers as negative; a receipt of ours prints the digits it was sent
            assertThat(((Body.Reference) said).number().refersTo(reference.number()))
                    .isTrue();
        } else if (expected instanceof Body.Information information
                && information.text().startsWith("Win")) {
            assertThat(((Body.Information) said).text()).startsWith("camel-ipmsg"); // who we are
        } else {
            assertThat(said).isEqualTo(expected);
        }
    }

    /** The node sends what A sends, as far as a node sends such things, and the peer says B's lines. */
    @TestFactory
    Stream<DynamicTest> understandsTheAnswersOfTheVectors() {
        return Fixture.vectors("exchanges")
                .filter(ExchangesTest::beginsWithAMessageThatIsConfirmed)
                .map(exchange -> dynamicTest(
                        exchange.text("id") + " " + exchange.text("desc"),
                        () -> withNodes(nodes -> playB(exchange, nodes))));
    }

    private static boolean beginsWithAMessageThatIsConfirmed(Fixture exchange) {
        List<String> lines =
                exchange.list("steps").map(step -> step.text("mode_name")).toList();
        return lines.size() > 1
                && lines.get(0).equals("SENDMSG")
                && lines.get(1).equals("RECVMSG");
    }

    private static void playB(Fixture exchange, SimulatedNodes nodes) throws IOException {
        NodeFixture a = nodes.joined(named(nodes, exchange.object("A")));
        LockstepPeer b = nodes.peer("b", "10.1.0.9", a)
                .as(exchange.object("B").text("user"), exchange.object("B").text("host"));
        b.presents("B");
        List<Fixture> steps = exchange.list("steps").toList();
        Packet first = CODEC.decode(steps.get(0).bytes("packet_hex"), Fixture.CP932);
        Set<MessageOption> options = first.command().knownOptions().stream()
                .map(MessageOption.class::cast)
                .filter(option -> option != MessageOption.SENDCHECKOPT)
                .collect(Collectors.toSet());
        CompletableFuture<DeliveryResult> sent = a.send(
                Draft.of(steps.get(0).text("body")).to("10.1.0.9").options(options.toArray(MessageOption[]::new)));
        List<Packet> heard = new ArrayList<>();
        for (Fixture step : steps) {
            Packet packet = CODEC.decode(step.bytes("packet_hex"), Fixture.CP932);
            if (step.text("from").equals("A")) {
                if (sent.isDone() && packet.command().command() == Command.SENDMSG) {
                    break; // the rest is a repetition, which a node has no reason for
                }
                Packet said = b.hears(Duration.ofSeconds(2)).packet();
                assertThat(said.command()).isEqualTo(packet.command());
                assertThat(said.sender()).isEqualTo(packet.sender());
                heard.add(said);
            } else if (packet.body() instanceof Body.Reference reference) {
                b.says(
                        packet.number(),
                        packet.command(),
                        new Body.Reference(inPlaceOf(reference, first, heard.get(0))));
                nodes.simulation.advance(Duration.ofMillis(50));
            }
        }

        assertThat(a.await(sent).delivered()).isTrue();
        b.hearsNothingFor(Duration.ofMinutes(1));
    }

    /** The number of our message, printed as B prints the one of the vector. */
    private static PacketNumber inPlaceOf(Body.Reference reference, Packet vectors, Packet ours) {
        assertThat(reference.number().refersTo(vectors.number())).isTrue();
        long number = Long.parseLong(ours.number().digits());
        return new PacketNumber(
                Long.toString(reference.number().digits().startsWith("-") ? number - (1L << 32) : number));
    }

    private static NodeSetup named(SimulatedNodes nodes, Fixture who) {
        return nodes.node(who.text("user"), "10.1.0.1").identity(who.text("user"), who.text("host"));
    }

    private interface Play {
        void with(SimulatedNodes nodes) throws IOException;
    }

    private void withNodes(Play play) throws IOException {
        SimulatedNodes nodes = new SimulatedNodes(1, Files.createTempDirectory(stateDirectory, "run"));
        play.with(nodes);
        nodes.closeAll();
    }
}
