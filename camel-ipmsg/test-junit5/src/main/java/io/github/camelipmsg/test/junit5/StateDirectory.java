/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary directory in which nodes keep their packet numbers. Thread-safe. */
record StateDirectory(Path path) {
    static StateDirectory create() {
        try {
            return new StateDirectory(Files.createTempDirectory("ipmsg-network"));
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for packet numbers can be made", e);
        }
    }

    /** Now, or with the JVM if nodes still write to it. */
    void remove(boolean inUse) {
        if (inUse) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::remove, "IpmsgNetwork"));
        } else {
            remove();
        }
    }

    /** What cannot be removed is the system's, as all that is temporary. */
    private void remove() {
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            path.toFile().deleteOnExit();
        }
    }
}
