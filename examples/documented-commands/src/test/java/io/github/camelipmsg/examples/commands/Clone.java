/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.commands;

import io.github.camelipmsg.examples.testing.BotProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The project as somebody has it who has just cloned it, without anything that was built. What Maven has fetched before need
 * not come from afar again, and what it installs stays here. Nodes that run here say so to nobody, and keep their state
 * here. Thread-safe.
 */
final class Clone {
    private static final Pattern ANYTHING = Pattern.compile("\\p{Alnum}");
    private static final Pattern BUILDING = Pattern.compile("^Building");

    private final Path directory;
    private final Map<String, String> variables;
    /** Maven writes to folders that several examples share. */
    private final ReentrantLock building = new ReentrantLock();

    Clone(Path folder) throws IOException {
        directory = folder.resolve("camel-ipmsg");
        copy(DocumentedCommands.PROJECT, directory);
        Path repository = repository(folder.resolve("repository"));
        variables = Map.of(
                "MAVEN_OPTS",
                "-Dmaven.repo.local=" + repository + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "CAMEL_COMPONENT_IPMSG_DISCOVERY",
                "NONE",
                "XDG_DATA_HOME",
                folder.resolve("data").toString());
    }

    Path directory() {
        return directory;
    }

    Path repository() {
        return directory.resolveSibling("repository");
    }

    /** Everything that the command prints until its end, which must be a success. */
    String run(String command) throws IOException, InterruptedException {
        try (BotProcess process = BotProcess.shell(directory, variables, command)) {
            String output = process.output();
            if (process.exitCode() != 0) {
                throw new AssertionError(command + " ended with " + process.exitCode() + ":\n" + output);
            }
            return output;
        }
    }

    /** Types the command in a folder that shares nothing with the project. */
    BotProcess start(Path where, String command) throws IOException {
        return BotProcess.shell(where, variables, command);
    }

    /** Types the command of a script {@code run}, and returns when it has built and its application says something. */
    BotProcess start(String command, Map<String, String> more) throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(more);
        building.lock();
        try {
            BotProcess process = BotProcess.shell(directory, all, command);
            process.await(BUILDING);
            process.await(ANYTHING);
            return process;
        } finally {
            building.unlock();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                String name = folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !name.equals(".ci") && !name.equals(".mvn");
                if (!folder.equals(from) && (hidden || name.startsWith("target"))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** A local repository that lends everything from this build's own but what this project would install there. */
    private static Path repository(Path folder) throws IOException {
        Path theirs = Path.of(System.getProperty("local.repository"));
        Path ours = Path.of("io", "github", "camelipmsg");
        Files.createDirectories(folder.resolve(ours));
        for (Path part = ours; part != null; part = part.getParent()) {
            Path parent = part.getParent() == null ? Path.of("") : part.getParent();
            Path own = theirs.resolve(part);
            if (Files.isDirectory(theirs.resolve(parent))) {
                try (Stream<Path> entries = Files.list(theirs.resolve(parent))) {
                    entries.filter(entry -> !entry.equals(own)).forEach(entry -> link(folder.resolve(parent), entry));
                }
            }
        }
        return folder;
    }

    private static void link(Path folder, Path target) {
        try {
            Files.createSymbolicLink(folder.resolve(target.getFileName()), target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
