/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.camelipmsg.protocol.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(store.reserved()).isZero();
    }

    @Test
    void keepsTheLastReservation() throws IOException {
        store.reserve(1_700_000_000);
        store.reserve(1_700_001_024);

        assertThat(new FileNumberStore(directory).reserved()).isEqualTo(1_700_001_024);
    }

    @Test
    void keepsTheEarlierReservationAndSaysWhatToDoIfItCannotWrite() throws IOException {
        store.reserve(1_700_000_000);
        Path inTheWay = Files.createDirectory(directory.resolve("packet-number.next"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.reserve(1_700_001_024))
                .withMessageContainingAll(directory.resolve("packet-number").toString(), "set stateDirectory");

        assertThat(store.reserved()).isEqualTo(1_700_000_000);
        Files.delete(inTheWay);
        store.reserve(1_700_001_024);
        assertThat(store.reserved()).isEqualTo(1_700_001_024);
    }

    @Test
    void refusesToGuessWhatADamagedFileHeld() throws IOException {
        Files.writeString(directory.resolve("packet-number"), "17000x\n");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.reserved())
                .withMessageContaining("packet-number");
    }
}
