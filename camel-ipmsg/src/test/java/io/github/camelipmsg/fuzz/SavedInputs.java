/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The inputs that have reached more code than the seeds do, kept in the sources: one file for each target, one input for
 * each line, in hexadecimal and in the order of their length. Lines that begin with # say what an input is there for.
 */
final class SavedInputs {
    private static final Path SOURCES = Path.of("src/test/resources/fuzz");

    private SavedInputs() {}

    static List<byte[]> of(FuzzTarget target) throws IOException {
        return lines(target).stream()
                .filter(line -> !line.startsWith("#"))
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    /** Replaces them, but for those that are there for a reason: the line after a comment. */
    static void save(FuzzTarget target, List<byte[]> inputs) throws IOException {
        List<String> kept = new ArrayList<>();
        List<String> before = lines(target);
        for (int i = 0; i + 1 < before.size(); i++) {
            if (before.get(i).startsWith("#")) {
                kept.add(before.get(i));
                kept.add(before.get(i + 1));
            }
        }
        inputs.stream()
                .map(HexFormat.of()::formatHex)
                .filter(line -> !kept.contains(line))
                .sorted((one, other) -> one.length() == other.length()
                        ? one.compareTo(other)
                        : Integer.compare(one.length(), other.length()))
                .forEach(kept::add);
        Files.createDirectories(SOURCES);
        Files.write(file(target), kept, StandardCharsets.US_ASCII);
    }

    private static List<String> lines(FuzzTarget target) throws IOException {
        return Files.exists(file(target)) ? Files.readAllLines(file(target), StandardCharsets.US_ASCII) : List.of();
    }

    private static Path file(FuzzTarget target) {
        return SOURCES.resolve(target + ".hex");
    }
}
