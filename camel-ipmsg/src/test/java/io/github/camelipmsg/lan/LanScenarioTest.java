/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.lan;

import static io.github.camelipmsg.lan.HostProcess.starting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four hosts on one network: on three runs a Camel route, on the fourth an old client that shares none of our code. They
 * find each other by broadcast, are cut off, leave, are killed and come back.
 */
class LanScenarioTest {
    private static final List<String> CAMELS = List.of("alice", "bob", "carol");
    private static final String RAW = "raw";

    // commands on the wire
    private static final String BR_EXIT = "2";
    private static final String SENDMSG = "32";
    private static final String RECVMSG = "33";

    private static final String JAPANESE = "日本語 ソ表 ①髙\nへ";
    /** The same in CP932: among them bytes that are a backslash elsewhere, a letter of NEC and one of IBM. */
    private static final String JAPANESE_IN_CP932 = "93fa967b8cea20835c955c208740fbfc0a82d6";

    private static final Map<String, HostProcess> RUNNING = new HashMap<>();
    private static final AtomicInteger SENDS = new AtomicInteger();

    @TempDir
    static Path state;

    private static @Nullable Lan network;
    private static @Nullable String whyNot;

    @BeforeAll
    static void makeTheNetwork() throws IOException {
        try {
            network = Lan.of("alice", "bob", "carol", RAW);
        } catch (IOException e) {
            if (Boolean.parseBoolean(System.getenv("IPMSG_REQUIRE_NETNS"))) {
                throw e;
            }
            whyNot = "no network of namespaces here, which needs Linux, root and iproute2: " + e.getMessage();
            System.out.println("LAN: skipped, " + whyNot);
            return;
        }
        start(RAW);
        CAMELS.forEach(LanScenarioTest::start);
        RUNNING.values().forEach(host -> host.hear("ready"));
        System.out.println("LAN of 4 hosts: Camel routes on alice, bob and carol, a client of foreign code on raw");
    }

    /** Here and not before all of them, so that each is listed as skipped, with the reason. */
    @BeforeEach
    void needTheNetwork() {
        assumeTrue(whyNot == null, whyNot);
        CAMELS.stream().filter(name -> !host(name).isAlive()).forEach(LanScenarioTest::restart); // after a failed test
    }

    @AfterEach
    void tell(TestInfo test) {
        if (network != null) {
            System.out.println("LAN: " + test.getDisplayName() + ", " + SENDS + " messages sent by now");
        }
    }

    @AfterAll
    static void removeTheNetwork() throws IOException {
        try {
            RUNNING.values().forEach(HostProcess::kill);
        } finally {
            RUNNING.clear();
            if (network != null) {
                network.close();
            }
        }
    }

    @Test
    void everybodyFindsEverybodyByBroadcastAndConfirms() {
        for (String from : CAMELS) {
            for (String to : CAMELS) {
                if (!from.equals(to)) {
                    String text = from + " greets " + to;
                    assertThat(outcome(from, send(from, to, text))).startsWith("sent", "RECEIVED", "true");
                    host(to).hear(1, got(from, text));
                }
            }
            assertThat(outcome(from, send(from, RAW, "hello"))).startsWith("sent", "RECEIVED", "true");
        }
    }

    @Test
    void aStarReachesEveryMemberOnce() {
        CAMELS.forEach(other -> outcome("alice", send("alice", other.equals("alice") ? RAW : other, "are you there?")));

        List<String> outcome = outcome("alice", send("alice", "*", "to all of you"));

        assertThat(outcome).startsWith("sent", "RECEIVED", "true");
        String number = outcome.get(3);
        host("bob").hear(1, got("alice", "to all of you"));
        host("carol").hear(1, got("alice", "to all of you"));
        assertThat(host(RAW).hear(1, heard("alice", SENDMSG, number))).hasSize(1);
        assertThat(host("alice").all(got("alice", "to all of you"))).isEmpty();
    }

    @Test
    void japaneseTextArrivesUnalteredInBothCharsets() {
        assertThat(outcome("bob", send("bob", "carol", JAPANESE + "\uD83D\uDE00")))
                .startsWith("sent", "RECEIVED", "true");
        host("carol").hear(1, got("bob", JAPANESE + "\uD83D\uDE00"));

        List<String> toOldClient = outcome("bob", send("bob", RAW, JAPANESE));
        assertThat(toOldClient).startsWith("sent", "RECEIVED", "true");
        List<String> onTheWire =
                host(RAW).hear(1, heard("bob", SENDMSG, toOldClient.get(3))).get(0);
        assertThat(onTheWire.get(4)).isEqualTo(JAPANESE_IN_CP932 + "00");

        host(RAW).say("write", lan().address("bob"), "4001", JAPANESE_IN_CP932, "1");
        host("bob").hear(1, got(RAW, JAPANESE));
        host(RAW).hear(1, receipt("bob", "4001"));
    }

    @Test
    void repeatsTheSameBytesUntilTheOldClientConfirms() {
        outcome("carol", send("carol", RAW, "are you there?"));
        host(RAW).say("deaf", "2");

        List<String> outcome = outcome("carol", send("carol", RAW, "can you hear me?"));

        assertThat(outcome).startsWith("sent", "RECEIVED", "true");
        List<List<String>> copies = host(RAW).hear(3, heard("carol", SENDMSG, outcome.get(3)));
        assertThat(copies).hasSize(3).containsOnly(copies.get(0));
    }

    @Test
    void confirmsEveryCopyAndRunsTheRouteOnce() {
        host(RAW).say("write", lan().address("carol"), "4002", hex("three copies"), "3");

        host(RAW).hear(3, receipt("carol", "4002"));
        host(RAW).say("write", lan().address("carol"), "4003", hex("one more"), "1");
        host("carol").hear(1, got(RAW, "one more"));
        assertThat(host("carol").all(got(RAW, "three copies"))).hasSize(1);
    }

    @Test
    void aHostThatIsCutOffIsReportedAndReceivesAgainWhenHealed() throws IOException {
        outcome("alice", send("alice", "carol", "are you there?"));
        lan().cut("carol");
        try {
            List<String> lost = outcome("alice", send("alice", "carol", "into the void", "2500"));
            assertThat(lost).startsWith("sent", "UNCONFIRMED", "false");
        } finally {
            lan().heal("carol");
        }

        assertThat(outcome("alice", send("alice", "carol", "back again"))).startsWith("sent", "RECEIVED", "true");
        host("carol").hear(1, got("alice", "back again"));
        assertThat(host("carol").all(got("alice", "into the void"))).isEmpty();
    }

    @Test
    void whoStopsSaysGoodbyeAndIsNoRecipientAnyLonger() {
        outcome("alice", send("alice", "bob", "are you there?"));
        int goodbyes = host(RAW).all(heard("bob", BR_EXIT)).size();

        host("bob").say("stop");

        host(RAW).hear(goodbyes + 2, heard("bob", BR_EXIT));
        host("bob").hear("left");
        host("bob").awaitEnd();
        assertThat(outcome("alice", send("alice", "bob", "too late"))).startsWith("failed", "IpmsgRecipientException");
        restart("bob");
        assertThat(outcome("alice", send("alice", "bob", "welcome back"))).startsWith("sent", "RECEIVED", "true");
    }

    @Test
    void numbersStillRiseAfterAKillAndNothingIsRunTwice() {
        List<String> before = new ArrayList<>();
        IntStream.range(0, 40).forEach(i -> before.add(send("bob", RAW, "before " + i)));
        outcome("bob", before.get(20));
        host("bob").kill(); // in the midst of its work
        restart("bob");

        List<String> toOldClient = outcome("bob", send("bob", RAW, "after"));
        List<String> toCarol = outcome("bob", send("bob", "carol", "after"));

        assertThat(toOldClient).startsWith("sent", "RECEIVED", "true");
        assertThat(toCarol).startsWith("sent", "RECEIVED", "true");
        Map<Long, Set<String>> textsByNumber = new HashMap<>();
        host(RAW).hear(1, heard("bob", SENDMSG, toOldClient.get(3)));
        host(RAW)
                .all(heard("bob", SENDMSG))
                .forEach(line -> textsByNumber
                        .computeIfAbsent(Long.parseLong(line.get(3)), number -> new HashSet<>())
                        .add(line.get(4).replaceAll("(00)+$", "")));
        assertThat(textsByNumber)
                .hasSizeGreaterThan(20)
                .allSatisfy((number, texts) -> assertThat(texts).hasSize(1));
        assertThat(Collections.max(textsByNumber.keySet())).isEqualTo(Long.parseLong(toOldClient.get(3)));
        host("carol").hear(1, got("bob", "after"));
        assertThat(host("carol").all(got("bob", "after"))).hasSize(1);
    }

    // ---- the hosts and what they say -----------------------------------------------------------------------------

    private static Lan lan() {
        return Objects.requireNonNull(network);
    }

    private static HostProcess host(String name) {
        return Objects.requireNonNull(RUNNING.get(name));
    }

    private static void start(String name) {
        try {
            RUNNING.put(
                    name,
                    name.equals(RAW)
                            ? HostProcess.start(lan(), name, RawPeer.class, RAW, Lan.BROADCAST)
                            : HostProcess.start(lan(), name, CamelHost.class, uri(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String uri(String name) {
        return "ipmsg:" + name + "?hostName=" + name + "-pc&stateDirectory=" + state;
    }

    private static void restart(String name) {
        start(name);
        host(name).hear("ready");
    }

    /** @return names the send, for {@link #outcome} */
    private static String send(String from, String to, String text, String... timeout) {
        String id = "send-" + SENDS.incrementAndGet();
        List<String> words = new ArrayList<>(List.of("send", id, to, onOneLine(text)));
        words.addAll(List.of(timeout));
        host(from).say(words.toArray(String[]::new));
        return id;
    }

    /** What {@link CamelHost} tells of it, without the id. */
    private static List<String> outcome(String from, String id) {
        List<String> line = new ArrayList<>(host(from)
                .hear(1, starting("sent", id).or(starting("failed", id)))
                .get(0));
        line.remove(id);
        return line;
    }

    private static Predicate<List<String>> got(String from, String text) {
        return starting("got", from).and(line -> line.get(4).equals(onOneLine(text)));
    }

    private static Predicate<List<String>> heard(String from, String command, String... number) {
        List<String> fields = new ArrayList<>(List.of("heard", lan().address(from), command));
        fields.addAll(List.of(number));
        return starting(fields.toArray(String[]::new));
    }

    private static Predicate<List<String>> receipt(String from, String number) {
        return heard(from, RECVMSG).and(line -> line.get(4).equals(hex(number) + "00"));
    }

    private static String onOneLine(String text) {
        return text.replace("\n", "\\n");
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
