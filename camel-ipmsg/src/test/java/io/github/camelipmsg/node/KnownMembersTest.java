/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.simulation.RawHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who was here before. */
class KnownMembersTest extends NodeTest {
    private NodeFixture bot;

    @BeforeEach
    void opensANode() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
    }

    private LockstepPeer cameAndWent(String user, String address) {
        LockstepPeer peer = nodes.peer(user, address, bot);
        cameAndWent(peer, user);
        return peer;
    }

    private void cameAndWent(LockstepPeer peer, String nickname) {
        peer.presents(nickname);
        peer.says(CommandWord.of(Command.BR_EXIT), Body.EMPTY);
        soon();
    }

    private void restarts() throws IOException {
        bot.close();
        bot = nodes.joined("bot", "10.1.0.1");
    }

    private boolean knows(String recipient) {
        var sent = bot.send(
                Draft.of("hello").to(recipient).resolvedWithin(Duration.ZERO).held());
        simulation.advance(Duration.ofMillis(100));
        return !sent.isCompletedExceptionally() && sent.join().status() == DeliveryStatus.HELD;
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.walk(stateDirectory)) {
            return files.filter(file -> file.getFileName().toString().equals("known-members"))
                    .findFirst()
                    .orElseGet(() -> stateDirectory.resolve("none"));
        }
    }

    @Test
    void areRememberedAcrossRestarts() throws IOException {
        cameAndWent("taro", "10.1.0.9");
        restarts();

        assertThat(knows("taro")).isTrue();
        assertThat(knows("user:taro@pc-of-taro")).isTrue();
        assertThat(knows("10.1.0.9")).isTrue();
        assertThat(knows("jiro")).isFalse();
    }

    @Test
    void areWrittenAtMostOnceAMinute() throws IOException {
        assertThat(file()).doesNotExist();
        cameAndWent("taro", "10.1.0.9");
        simulation.advance(Duration.ofSeconds(30));
        cameAndWent("hanako", "10.1.0.8");
        assertThat(file()).doesNotExist();
        simulation.advance(Duration.ofSeconds(31));
        assertThat(file()).exists();
        byte[] both = Files.readAllBytes(file());

        LockstepPeer jiro = cameAndWent("jiro", "10.1.0.7");
        simulation.advance(Duration.ofSeconds(30));
        assertThat(Files.readAllBytes(file())).isEqualTo(both);
        simulation.advance(Duration.ofSeconds(31));
        byte[] all = Files.readAllBytes(file());
        assertThat(all).hasSizeGreaterThan(both.length);

        cameAndWent(jiro, "jiro"); // nothing new
        simulation.advance(Duration.ofMinutes(2));
        assertThat(Files.readAllBytes(file())).isEqualTo(all);
        simulation.advance(Duration.ofHours(1));
        cameAndWent(jiro, "jiro"); // that is worth writing
        simulation.advance(Duration.ofMinutes(2));
        assertThat(Files.readAllBytes(file())).isNotEqualTo(all);
    }

    @Test
    void areForgottenAfterThirtyDays() throws IOException {
        cameAndWent("taro", "10.1.0.9");
        simulation.advance(Duration.ofDays(15));
        LockstepPeer hanako = cameAndWent("hanako", "10.1.0.8");
        simulation.advance(Duration.ofDays(15).plusMinutes(1));

        assertThat(knows("taro")).isFalse();
        assertThat(knows("hanako")).isTrue();
        cameAndWent(hanako, "hanako");
        restarts();
        assertThat(knows("taro")).isFalse();
        assertThat(knows("hanako")).isTrue();
    }

    @Test
    void aFloodOfInventedNamesPushesOutOnlyItsOwn() {
        cameAndWent("taro", "10.1.0.9");
        LockstepPeer forger = nodes.peer("forger", "10.1.0.66", bot);
        for (int i = 0; i < 200; i++) {
            cameAndWent(forger.as("name" + i, "host"), "name" + i);
        }

        assertThat(knows("taro")).isTrue();
        assertThat(knows("name199")).isTrue();
        assertThat(knows("name100")).isFalse();
    }

    @Test
    void whoeverEntersInTheNamesOfAllPushesOutOnlyItsOwnToo() throws IOException {
        for (int i = 0; i < 40; i++) {
            cameAndWent("name" + i, "10.1.0.1" + (10 + i));
        }
        LockstepPeer forger = nodes.peer("forger", "10.1.0.66", bot);
        for (int i = 0; i < 40; i++) {
            cameAndWent(forger.as("name" + i, "pc-of-name" + i), "name" + i);
        }
        restarts(); // where they were first is not forgotten then
        for (int i = 0; i < 40; i++) {
            cameAndWent(forger.as("invented" + i, "host"), "invented" + i);
        }

        assertThat(IntStream.range(0, 40)).allMatch(i -> knows("name" + i));
    }

    @Test
    void theOneThatWasNotSeenForLongestGivesWayToTheLast() throws IOException {
        bot.close();
        bot = nodes.joined(nodes.node("bot", "10.1.0.1").allow("10.1.0.0/16"));
        int last = 0;
        for (int host = 0; last < KnownMembers.MAX_KNOWN; host++) {
            RawHost socket = network.raw("10.1." + (host / 200 + 1) + "." + (host % 200 + 1));
            LockstepPeer peer = new LockstepPeer(simulation, socket, bot.address(), null);
            for (int i = 0; i < KnownMembers.MAX_AT_ONE_ADDRESS; i++) {
                last++;
                peer.as("user" + last, "host").says(CommandWord.of(Command.ANSENTRY), Body.Presence.of("n" + last, ""));
                peer.says(CommandWord.of(Command.BR_EXIT), Body.EMPTY);
            }
            soon();
            socket.close();
        }

        long leftOfTheFirst = IntStream.rangeClosed(1, KnownMembers.MAX_AT_ONE_ADDRESS)
                .filter(i -> knows("n" + i))
                .count();
        assertThat(leftOfTheFirst).isEqualTo(KnownMembers.MAX_KNOWN - (last - KnownMembers.MAX_AT_ONE_ADDRESS));
        assertThat(knows("n" + (KnownMembers.MAX_AT_ONE_ADDRESS + 1))).isTrue();
        assertThat(knows("n" + last)).isTrue();
    }

    @Test
    void aFileThatCannotBeReadIsNobody() throws IOException {
        cameAndWent("taro", "10.1.0.9");
        bot.close();
        byte[] whole = Files.readAllBytes(file());
        Map<Integer, Boolean> known = new TreeMap<>();
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file(), Arrays.copyOf(whole, length));
            known.put(length, !new KnownMembersFile(file()).load().isEmpty());
        }
        assertThat(known.values()).containsOnly(false);
        bot = nodes.joined("bot", "10.1.0.1");

        assertThat(knows("taro")).isFalse();
    }

    @Test
    void aFileThatCannotBeWrittenHurtsNothingElse() throws IOException {
        cameAndWent("taro", "10.1.0.9");
        bot.close();
        Path known = file();
        Files.delete(known);
        Files.createDirectory(known.resolveSibling("known-members.next"));
        bot = nodes.joined("bot", "10.1.0.1");
        cameAndWent("hanako", "10.1.0.8");
        simulation.advance(Duration.ofMinutes(2));

        assertThat(known).doesNotExist();
        assertThat(knows("hanako")).isTrue();
    }

    @Test
    void areWrittenOnceTheyCanBeWrittenThoughNothingChangesAnyMore() throws IOException {
        cameAndWent("taro", "10.1.0.9");
        bot.close();
        Path known = file();
        Files.delete(known);
        Path obstacle = Files.createDirectory(known.resolveSibling("known-members.next"));
        bot = nodes.joined("bot", "10.1.0.1");
        cameAndWent("hanako", "10.1.0.8");
        simulation.advance(Duration.ofMinutes(2));
        Files.delete(obstacle);

        simulation.advance(KnownMembers.WRITTEN_EVERY.plusSeconds(1));

        assertThat(known).exists();
    }

    @Test
    void aDiskThatDoesNotAnswerTakesOneWorkerAndLosesNobody() throws IOException {
        cameAndWent("taro", "10.1.0.9");
        bot.workers.hold();
        simulation.advance(KnownMembers.WRITTEN_EVERY.plusSeconds(1));
        int taken = bot.workers.pending();
        cameAndWent("hanako", "10.1.0.8");
        Duration longEnough = KnownMembers.WRITTEN_EVERY.multipliedBy(3);
        simulation.advance(longEnough);

        long looksAtInterfaces = longEnough.dividedBy(Announcer.INTERFACES_ARE_READ_EVERY);
        assertThat(bot.workers.pending() - taken).isEqualTo((int) looksAtInterfaces);
        bot.close();
        bot.workers.dieHolding();
        bot = nodes.joined("bot", "10.1.0.1");
        assertThat(knows("taro")).isTrue();
        assertThat(knows("hanako")).isTrue();
    }
}
