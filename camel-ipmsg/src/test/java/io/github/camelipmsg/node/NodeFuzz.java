/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.fuzz.FuzzInput;
import io.github.camelipmsg.fuzz.LoggedErrors;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole node, what strangers send to it and what its routes do meanwhile. Whatever that is: nothing fails on its loop,
 * strangers get no more than their due, nobody is answered who must not be, no message is run twice, its tables keep their bounds, a healthy peer is
 * answered, and in the end nothing is left of anything.
 */
public final class NodeFuzz {
    private static final int MOST_STEPS = 48;
    private static final Path DIRECTORY = temporaryDirectory();

    private NodeFuzz() {}

    /** A script: see {@link NodeFuzzScript}. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        run(bytes, network -> network);
    }

    /** The same with another network between the node and the simulated one, which may make a fault of it. */
    public static void run(byte[] bytes, UnaryOperator<Transport> network) {
        FuzzInput input = new FuzzInput(bytes);
        try (LoggedErrors errors = LoggedErrors.watched()) {
            NodeFuzzScript script = new NodeFuzzScript(DIRECTORY, network);
            for (int step = 0; step < MOST_STEPS && input.hasMore(); step++) {
                script.step(input);
            }
            script.end();
            assertThat(errors.messagesUnlessBecauseOf(RejectedExecutionException.class)) // of workers that were told so
                    .as("errors that were logged")
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(DIRECTORY);
        }
    }

    /** In memory where there is such a place: a node writes its packet number through to the disk. */
    private static Path temporaryDirectory() {
        Path memory = Path.of("/dev/shm");
        try {
            Path directory = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "ipmsg-fuzz")
                    : Files.createTempDirectory("ipmsg-fuzz");
            directory.toFile().deleteOnExit(); // it is empty after each input
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So that each input finds the same: a node that was never here before. */
    private static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    if (!visited.equals(directory)) {
                        Files.delete(visited);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
