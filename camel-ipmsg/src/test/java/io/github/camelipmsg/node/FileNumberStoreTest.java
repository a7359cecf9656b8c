/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.camelipmsg.node.NumberStore.Reservation;
import io.github.camelipmsg.protocol.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNumberStoreTest {
    @TempDir
    Path root;

    private StateDirectory directory;
    private FileNumberStore store;

    @BeforeEach
    void open() throws IOException {
        directory = StateDirectory.open(root, new Identity("bot", "pc"), "bot");
        store = new FileNumberStore(directory);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void findsNothingReservedInANewDirectory() throws IOException {
        assertThat(store.reserved()).isEqualTo(Reservation.NONE);
    }

    @Test
    void keepsTheLastReservation() throws IOException {
        store.reserve(upTo(1_700_000_000));
        store.reserve(upTo(1_700_001_024));

        assertThat(new FileNumberStore(directory).reserved()).isEqualTo(upTo(1_700_001_024));
    }

    @Test
    void keepsTheEarlierReservationAndSaysWhatToDoIfItCannotWrite() throws IOException {
        store.reserve(upTo(1_700_000_000));
        Path inTheWay = Files.createDirectory(directory.resolve("packet-number.next"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.reserve(upTo(1_700_001_024)))
                .withMessageContainingAll(directory.resolve("packet-number").toString(), "set stateDirectory");

        assertThat(store.reserved()).isEqualTo(upTo(1_700_000_000));
        Files.delete(inTheWay);
        store.reserve(upTo(1_700_001_024));
        assertThat(store.reserved()).isEqualTo(upTo(1_700_001_024));
    }

    @Test
    void aCrashAtAnyPointOfAWriteLeavesTheEarlierReservationOrTheNew() throws IOException {
        Path file = directory.resolve("packet-number");
        Path next = directory.resolve("packet-number.next");
        store.reserve(upTo(1_700_001_024));
        String written = Files.readString(file);
        store.reserve(upTo(1_700_000_000));
        for (int length = 0; length <= written.length(); length++) { // died while it wrote, or before it renamed
            Files.writeString(next, written.substring(0, length));
            assertThat(new FileNumberStore(directory).reserved()).isEqualTo(upTo(1_700_000_000));
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        assertThat(new FileNumberStore(directory).reserved()).isEqualTo(upTo(1_700_001_024));
    }

    @Test
    void whatACrashHasLeftIsNotInTheWay() throws IOException {
        store.reserve(upTo(1_700_000_000));
        Files.writeString(
                directory.resolve("packet-number.next"), "1799999999 1790000000123 and more than is needed\n");

        store.reserve(upTo(1_700_001_024));

        assertThat(store.reserved()).isEqualTo(upTo(1_700_001_024));
        assertThat(directory.resolve("packet-number.next")).doesNotExist();
    }

    @Test
    void readsWhatEarlierVersionsWroteAsOfTheTimeOfTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("packet-number"), "1700001024\n");
        Instant at = Instant.parse("2026-01-05T09:00:00Z");
        Files.setLastModifiedTime(file, FileTime.from(at));

        assertThat(store.reserved()).isEqualTo(new Reservation(1_700_001_024, at));
    }

    @Test
    void keepsPositionsThatNoNumberOnTheWireReaches() throws IOException {
        store.reserve(upTo(987_654_321_098L));

        assertThat(store.reserved()).isEqualTo(upTo(987_654_321_098L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17000x", "-17", "1700000000  1", "1 2 3", "9999999999999999", "１７"})
    void refusesToGuessWhatADamagedFileHeld(String content) throws IOException {
        Files.writeString(directory.resolve("packet-number"), content + "\n");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.reserved())
                .withMessageContaining("packet-number");
    }

    private static Reservation upTo(long position) {
        return new Reservation(position, Instant.ofEpochMilli(1_790_000_000_123L));
    }
}
