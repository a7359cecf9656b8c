/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.lan;

import static io.github.camelipmsg.lan.HostProcess.starting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.camelipmsg.proof.PlantedFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Camel routes on hosts whose network loses and doubles what passes, is cut, and gives out other addresses, and that are
 * killed in the midst of their work. What they say is judged by a ledger of what both sides have told.
 */
class FaultyLanTest {
    private static final boolean NETWORK_REQUIRED = Boolean.parseBoolean(System.getenv("IPMSG_REQUIRE_NETNS"));
    private static final String TIMEOUT = "8000";
    /** Long enough for a machine that has other things to do. */
    private static final String PATIENCE = "30000";

    private static final int IN_THE_END = 40;
    private static final long PAUSE_NANOS = Duration.ofMillis(15).toNanos();

    @TempDir
    Path state;

    private final Map<String, List<Life>> lives = new TreeMap<>();
    private final AtomicInteger sends = new AtomicInteger();
    private @Nullable Lan lan;

    /** One process of a host, what it was told to send, and whether it came to a violent end. */
    private static final class Life {
        final HostProcess process;
        final Map<String, String> texts = new HashMap<>(); // by the id of the send
        boolean killed;

        Life(HostProcess process) {
            this.process = process;
        }

        List<List<String>> outcomes() {
            return process.all(starting("sent").or(starting("failed")));
        }

        /** Texts that the route has run here, in order, with repetitions. */
        List<String> runs() {
            return process.all(starting("got")).stream()
                    .map(line -> line.get(4))
                    .toList();
        }
    }

    @BeforeEach
    void makeTheNetwork() throws IOException {
        try {
            lan = Lan.of("anna", "ben");
        } catch (IOException e) {
            if (NETWORK_REQUIRED) {
                throw e;
            }
            String whyNot = "no network of namespaces here, which needs Linux, root and iproute2: " + e.getMessage();
            System.out.println("LAN: skipped, " + whyNot);
            assumeTrue(false, whyNot);
        }
    }

    @AfterEach
    void removeTheNetwork() throws IOException {
        lives.values().forEach(all -> all.forEach(life -> life.process.kill()));
        if (lan != null) {
            lan.close();
        }
    }

    @Test
    void nothingIsCalledDeliveredThatIsNotAndNothingIsRunTwiceWhateverDies() throws IOException {
        boolean lossy = degrade();
        start("anna");
        start("ben");
        heard("anna", "ready");
        heard("ben", "ready");

        exchange(60);
        heard("anna", "got", "ben"); // or a slow machine kills ben before his first life has said anything
        heard("ben", "got", "anna");
        network().cut("ben");
        exchange(40);
        network().heal("ben");
        exchange(60);

        kill("ben"); // which receives, and sends
        start("ben");
        exchange(60);
        heard("ben", "ready");
        exchange(60);
        kill("anna");
        start("anna");
        exchange(60);
        heard("anna", "ready");
        exchange(60);
        Set<String> last = exchangePatiently(IN_THE_END / 2);

        await().atMost(Duration.ofSeconds(80)).untilAsserted(this::everySendHasOneOutcomeUnlessItsSenderWasKilled);
        Set<String> delivered = nothingIsDeliveredThatDidNotComplete("anna", "ben");
        delivered.addAll(nothingIsDeliveredThatDidNotComplete("ben", "anna"));
        nothingIsRunTwice();
        numbersRise("anna", "ben");
        numbersRise("ben", "anna");
        System.out.println("LAN: " + sends + " messages over a network that " + (lossy ? "loses and doubles" : "is cut")
                + ", both hosts killed once: " + delivered.size() + " delivered, "
                + (runs("anna").size() + runs("ben").size()) + " run");
        // each leaves five times, and comes with its receipt 16 times of 25: fewer than one in a hundred are not
        // confirmed
        assertThat(last).hasSize(IN_THE_END);
        assertThat(delivered).filteredOn(last::contains).hasSizeGreaterThan(IN_THE_END / 2);
    }

    /** Or it would prove nothing: duplicates come all the time, and a node that does not know them runs them. */
    @Test
    void theLedgerSeesAHostThatDoesNotKnowDuplicates() throws IOException {
        boolean lossy = degrade();
        assumeTrue(lossy, "nothing is doubled, so that there is nothing to see");
        start("anna");
        start("ben", PlantedFault.NO_DUPLICATE_CHECK);
        heard("anna", "ready");
        heard("ben", "ready");

        exchange(60);

        await().atMost(Duration.ofSeconds(40)).untilAsserted(this::everySendHasOneOutcomeUnlessItsSenderWasKilled);
        assertThat(life("anna").runs()).doesNotHaveDuplicates();
        assertThatThrownBy(this::nothingIsRunTwice)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("anna in life 1 says");
    }

    @Test
    void aHostWhoseInterfaceGoesAwayAndComesBackElsewhereIsFoundThere() throws IOException {
        start("anna");
        start("ben");
        heard("anna", "ready");
        heard("ben", "ready");
        heard("ben", "sent", send("ben", "anna", "before"), "RECEIVED");
        String before = network().address("anna");

        network().unplug("anna");
        heard("anna", "sent", send("anna", network().address("ben"), "into nothing"), "FAILED");
        network().plug("anna", "10.77.0.99");

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    String id = send("ben", "anna", "after " + sends);
                    life("ben").process.hear(1, starting("sent", id).or(starting("failed", id)));
                    assertThat(life("ben").process.all(starting("sent", id, "RECEIVED")))
                            .hasSize(1);
                });
        heard("anna", "sent", send("anna", "ben", "from elsewhere"), "RECEIVED");
        List<String> got = life("ben").process.hear("got", "anna");
        assertThat(got.get(2)).isEqualTo("10.77.0.99:2425").isNotEqualTo(before + ":2425");
    }

    // ---- what happens --------------------------------------------------------------------------------------------

    private boolean degrade() throws IOException {
        try {
            network().degrade("anna", 20, 10);
            network().degrade("ben", 20, 10);
            return true;
        } catch (IOException e) {
            if (NETWORK_REQUIRED) {
                throw e; // where networks must be tested, so must their faults
            }
            System.out.println("LAN: nothing is lost or doubled, only cut, because " + e.getMessage());
            return false;
        }
    }

    private void start(String host) throws IOException {
        start(host, PlantedFault.NONE);
    }

    private void start(String host, PlantedFault fault) throws IOException {
        String uri = "ipmsg:" + host + "?hostName=" + host + "-pc&acknowledge=ON_COMPLETION&stateDirectory=" + state;
        lives.computeIfAbsent(host, name -> new ArrayList<>())
                .add(new Life(HostProcess.start(network(), host, CamelHost.class, uri, fault.name())));
    }

    private void kill(String host) {
        life(host).killed = true;
        life(host).process.kill();
    }

    /** Each host tells the other so many things, one after the other, without waiting for what becomes of them. */
    private void exchange(int messages) {
        for (int i = 0; i < messages; i++) {
            send("anna", network().address("ben"), "");
            send("ben", network().address("anna"), "");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** When both are there, and nothing more befalls them: what they tell each other, in the same way. */
    private Set<String> exchangePatiently(int messages) {
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < messages; i++) {
            texts.add(life("anna").texts.get(send("anna", network().address("ben"), "", PATIENCE)));
            texts.add(life("ben").texts.get(send("ben", network().address("anna"), "", PATIENCE)));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return texts;
    }

    private String send(String from, String to, String remark) {
        return send(from, to, remark, TIMEOUT);
    }

    private String send(String from, String to, String remark, String timeout) {
        String id = "send-" + sends.incrementAndGet();
        Life life = life(from);
        String text = from + " in life " + lives(from).size() + " says " + id + remark;
        life.texts.put(id, text);
        life.process.say("send", id, to, text, timeout);
        return id;
    }

    // ---- the ledger ----------------------------------------------------------------------------------------------

    private void everySendHasOneOutcomeUnlessItsSenderWasKilled() {
        lives.values()
                .forEach(all -> all.forEach(life -> {
                    List<String> ids =
                            life.outcomes().stream().map(line -> line.get(1)).toList();
                    assertThat(ids).doesNotHaveDuplicates();
                    if (!life.killed) {
                        assertThat(ids).containsExactlyInAnyOrderElementsOf(life.texts.keySet());
                    }
                }));
    }

    private void nothingIsRunTwice() {
        lives.values()
                .forEach(all -> all.forEach(life -> assertThat(life.runs()).doesNotHaveDuplicates()));
    }

    private Set<String> nothingIsDeliveredThatDidNotComplete(String from, String to) {
        Set<String> run = new HashSet<>(runs(to));
        Set<String> delivered = new HashSet<>();
        for (Life life : lives(from)) {
            life.process.all(starting("sent")).stream()
                    .filter(line -> line.get(3).equals("true"))
                    .forEach(line -> delivered.add(life.texts.get(line.get(1))));
        }
        assertThat(run).as("what %s has run", to).containsAll(delivered);
        return delivered;
    }

    /** Those of each life are larger than those of the life before, and none is used for two texts. */
    private void numbersRise(String from, String to) {
        Map<Long, Set<String>> texts = new HashMap<>();
        Map<String, List<Long>> byLife = new TreeMap<>();
        for (Life life : lives(to)) {
            for (List<String> line : life.process.all(starting("got", from))) {
                long number = Long.parseLong(line.get(3));
                texts.computeIfAbsent(number, key -> new HashSet<>()).add(line.get(4));
                byLife.computeIfAbsent(line.get(4).replaceAll(" says .*", ""), key -> new ArrayList<>())
                        .add(number);
            }
        }
        assertThat(texts).allSatisfy((number, same) -> assertThat(same).hasSize(1));
        assertThat(byLife).hasSize(2);
        List<List<Long>> inOrder = List.copyOf(byLife.values());
        assertThat(Collections.max(inOrder.get(0))).isLessThan(Collections.min(inOrder.get(1)));
    }

    private List<String> runs(String host) {
        return lives(host).stream().flatMap(life -> life.runs().stream()).toList();
    }

    private Lan network() {
        if (lan == null) {
            throw new IllegalStateException("there is no network");
        }
        return lan;
    }

    private List<Life> lives(String host) {
        return lives.getOrDefault(host, List.of());
    }

    private Life life(String host) {
        List<Life> all = lives(host);
        return all.get(all.size() - 1);
    }

    private void heard(String host, String... fields) {
        life(host).process.hear(fields);
    }
}
