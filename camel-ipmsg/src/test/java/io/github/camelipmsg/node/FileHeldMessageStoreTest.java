/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.camelipmsg.node.HeldMessageStore.Change;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHeldMessageStoreTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("held-messages");
    }

    private static Change put(int i) {
        return new Change(key(i), value(i));
    }

    private static String key(int i) {
        return "key " + i;
    }

    private static byte[] value(int i) {
        return ("value " + i + " ").repeat(20).getBytes(StandardCharsets.UTF_8);
    }

    private static void assertHolds(Map<String, byte[]> kept, int first, int last) {
        assertThat(kept.keySet())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(first, last)
                        .mapToObj(FileHeldMessageStoreTest::key)
                        .toList());
        for (int i = first; i <= last; i++) {
            assertThat(kept.get(key(i))).isEqualTo(value(i));
        }
    }

    @Test
    void keepsWhatWasPutUntilItIsTakenOut() throws IOException {
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            assertThat(store.load("bot")).isEmpty();
            assertThat(file()).doesNotExist();
            store.save("bot", List.of(put(1), put(2), put(3)));
            store.save("bot", List.of(new Change(key(1), null)));
        }
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            assertHolds(store.load("bot"), 2, 3);
            store.save("bot", List.of(new Change(key(2), null), new Change(key(3), null)));
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void theFileDoesNotGrowWithWhatWasTakenOut() throws IOException {
        byte[] large = new byte[64 * 1024];
        new Random(1).nextBytes(large);
        long longest = 0;
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            store.save("bot", List.of(put(1), put(2), put(3)));
            for (int i = 10; i < 1_000; i++) {
                store.save("bot", List.of(new Change(key(i), large)));
                store.save("bot", List.of(new Change(key(i), null)));
                longest = Math.max(longest, Files.size(file()));
            }
            assertHolds(store.load("bot"), 1, 3);
            assertThat(longest).isLessThan(10 << 20); // 62 MiB went through it
        }
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            assertHolds(store.load("bot"), 1, 3);
        }
        assertThat(file().resolveSibling("held-messages.next")).doesNotExist();
    }

    @Test
    void aFileThatCannotBeMadeShorterLosesNothing() throws IOException {
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        Path obstacle = Files.createDirectories(file().resolveSibling("held-messages.next/in the way"));
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            Files.delete(obstacle);
            store.save("bot", List.of(put(1)));
            Files.createDirectories(obstacle);
            for (int i = 0; i < 40; i++) {
                store.save("bot", List.of(new Change("large", large)));
                store.save("bot", List.of(put(2 + i)));
            }
            store.save("bot", List.of(new Change("large", null)));
            assertHolds(store.load("bot"), 1, 41);
        }
    }

    @Test
    void aFileThatEndsAnywhereIsSomeEarlierStateOrAClearError() throws IOException {
        byte[] whole;
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            for (int i = 1; i <= 20; i++) {
                store.save("bot", List.of(put(i)));
            }
            whole = Files.readAllBytes(file()); // as it is when the process is killed now
        }
        Path cut = directory.resolve("cut");
        int least = 0;
        int readable = 0;
        for (int length = 0; length <= whole.length; length += 509) {
            Files.write(cut, Arrays.copyOf(whole, length));
            try (FileHeldMessageStore store = new FileHeldMessageStore(cut)) {
                Map<String, byte[]> kept = store.load("bot");
                assertHolds(kept, 1, kept.size());
                assertThat(kept.size()).isGreaterThanOrEqualTo(least);
                least = kept.size();
                readable++;
            } catch (IOException e) {
                assertThat(length)
                        .as("only a head that is cut off cannot be read")
                        .isLessThan(2 * 4096);
                assertThat(e).hasMessageContainingAll(cut.toString(), "restore it from a backup, or move it away");
            }
            Files.deleteIfExists(cut);
        }
        assertThat(readable).isGreaterThan(100);
        assertThat(least).isGreaterThanOrEqualTo(19);
    }

    @Test
    void aProcessThatIsKilledInTheMiddleHasEverythingThatItSaidItHas() throws Exception {
        for (int round = 0; round < 3; round++) {
            Path killed = directory.resolve("killed-" + round);
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1", // starts sooner
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            killed.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            int said = 0;
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
                while (said < 20 + 7 * round) {
                    said = Integer.parseInt(out.readLine());
                }
                writer.toHandle().destroyForcibly(); // as kill -9; the process alone would close its output, too
                for (String late = out.readLine(); late != null; late = out.readLine()) {
                    said = Integer.parseInt(late);
                }
            }
            try (FileHeldMessageStore store = new FileHeldMessageStore(killed)) {
                Map<String, byte[]> kept = store.load("bot");
                assertThat(kept.size()).isBetween(said, said + 1);
                assertHolds(kept, 1, kept.size());
            }
        }
    }

    /** Says each number when it is kept, for ever. */
    public static final class Writer {
        public static void main(String[] arguments) throws IOException {
            FileHeldMessageStore store = new FileHeldMessageStore(Path.of(arguments[0]));
            for (int i = 1; ; i++) {
                store.save("bot", List.of(put(i)));
                System.out.println(i);
            }
        }
    }

    @Test
    void saysWhatToDoIfItCannotWriteAndWritesAgainOnceItCan() throws IOException {
        Path inTheWay = Files.createDirectory(directory.resolve("held-messages.next"));
        Files.createFile(inTheWay.resolve("file"));
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.save("bot", List.of(put(1))))
                    .withMessageContainingAll(file().toString(), "make room there, or set stateDirectory");
            Files.delete(inTheWay.resolve("file"));

            store.save("bot", List.of(put(1)));
            assertHolds(store.load("bot"), 1, 1);
        }
    }

    @Test
    void saysWhatToDoIfTheFileIsBroken() throws IOException {
        Files.writeString(file(), "not what it should be ".repeat(1_000));
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> store.load("bot"))
                    .withMessageContainingAll(file().toString(), "restore it from a backup, or move it away");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> store.save("bot", List.of(put(1))));
            Files.delete(file());

            store.save("bot", List.of(put(1)));
            assertHolds(store.load("bot"), 1, 1);
        }
    }

    @Test
    void aWorkerThatIsLateDoesNotOpenItAgain() throws IOException {
        FileHeldMessageStore store = new FileHeldMessageStore(file());
        store.save("bot", List.of(put(1)));
        store.close();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.save("bot", List.of(put(2))))
                .withMessageContaining("the node was stopped");
        try (FileHeldMessageStore next = new FileHeldMessageStore(file())) {
            assertHolds(next.load("bot"), 1, 1);
        }
    }

    @Test
    void staysSmallHoweverMuchComesAndGoes() throws IOException {
        try (FileHeldMessageStore store = new FileHeldMessageStore(file())) {
            store.save("bot", List.of(put(0)));
            for (int i = 1; i <= 200; i++) {
                store.save("bot", List.of(put(i)));
                store.save("bot", List.of(new Change(key(i), null)));
            }
        }
        assertThat(Files.size(file())).isLessThan(1_000_000);
    }
}
