/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostNameTest {
    @TempDir
    Path directory;

    @Test
    void isWhatTheKernelSaysWithoutAskingANameServer() throws IOException {
        Path kernel = Files.writeString(directory.resolve("hostname"), "pc-12\n");
        assertThat(LocalHostName.find(kernel, Map.of("COMPUTERNAME", "other"))).isEqualTo("pc-12");
    }

    @Test
    void isTheComputerNameOnWindows() {
        assertThat(LocalHostName.find(directory.resolve("none"), Map.of("COMPUTERNAME", "PC-12")))
                .isEqualTo("PC-12");
    }

    @Test
    void isNeverEmptyAndNeverHasAColon() throws IOException {
        Path empty = Files.writeString(directory.resolve("hostname"), "\n");
        assertThat(LocalHostName.find(empty, Map.of())).isNotBlank().doesNotContain(":");
        assertThat(LocalHostName.find()).isNotBlank().doesNotContain(":");
    }
}
