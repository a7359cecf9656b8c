/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One target in the hands of the fuzzer, in a process of its own, and what that has to say of it. */
final class Jazzer {
    private static final String OURS = "io.github.camelipmsg.**";
    private static final Pattern PROGRESS = Pattern.compile("#(\\d+)\\s+[A-Za-z]+\\s+cov: (\\d+) ft: (\\d+).*");
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: (\\d+)");
    /** By the clock, and others may want the processor: {@link Effort} knows what is slow. This is for what never ends. */
    private static final int SECONDS_FOR_ONE_INPUT = 300;
    /** Seconds; before that, Java's optimizing compiler takes more time from the fuzzer than it gives. */
    private static final int WORTH_OPTIMIZING = 60;

    private final FuzzTarget target;
    private final Path directory;

    /** @param directory for all that belongs to this run; emptied before */
    Jazzer(FuzzTarget target, Path directory) {
        this.target = target;
        this.directory = directory;
    }

    /**
     * What came of it.
     *
     * @param edges of the component's code (and of the target's own) that were reached
     * @param findings inputs on which the target failed or took too long
     */
    record Outcome(long executions, long edges, List<Path> findings) {
        @Override
        public String toString() {
            return "fuzzed " + executions + " executions, " + edges + " edges, " + findings.size() + " findings";
        }
    }

    /** Begins with these inputs and goes on for so many seconds, or until something is found. */
    Outcome fuzz(List<byte[]> inputs, int seconds) throws IOException, InterruptedException {
        Path corpus = fresh("corpus");
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), inputs.get(i));
        }
        Path findings = fresh("findings");
        run(
                "log.txt",
                seconds < WORTH_OPTIMIZING,
                "-max_total_time=" + seconds,
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-artifact_prefix=" + findings + "/",
                corpus.toString());
        return outcome(findings);
    }

    /** The smallest inputs of the last {@link #fuzz} that together reach all that it has reached. */
    List<byte[]> smallest() throws IOException, InterruptedException {
        Path smallest = fresh("smallest");
        run(
                "merge.txt",
                true,
                "-merge=1",
                smallest.toString(),
                directory.resolve("corpus").toString());
        List<byte[]> inputs = new ArrayList<>();
        for (Path input : files(smallest)) {
            inputs.add(Files.readAllBytes(input));
        }
        return inputs;
    }

    /** What the fuzzer has printed of the first finding: the exception and where it came from. */
    String story() throws IOException {
        return log().stream()
                .dropWhile(line -> !line.startsWith("== Java") && !line.contains("ERROR: libFuzzer"))
                .limit(40)
                .collect(Collectors.joining("\n"));
    }

    private void run(String log, boolean shortly, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=" + (shortly ? 1 : 4),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=" + OURS,
                "--custom_hook_includes=" + OURS,
                "--reproducer_path=" + directory,
                "-rss_limit_mb=0",
                "-max_len=4096",
                "-print_final_stats=1"));
        command.addAll(List.of(options));
        Process fuzzer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(log).toFile())
                .start();
        try {
            fuzzer.waitFor();
        } finally {
            fuzzer.destroyForcibly(); // if this was interrupted
        }
    }

    private Outcome outcome(Path findings) throws IOException {
        long executions = 0;
        long edges = 0;
        for (String line : log()) {
            Matcher progress = PROGRESS.matcher(line);
            if (progress.matches()) {
                edges = Long.parseLong(progress.group(2));
            }
            Matcher executed = EXECUTED.matcher(line);
            if (executed.matches()) {
                executions = Long.parseLong(executed.group(1));
            }
        }
        List<Path> failing = files(findings).stream()
                .filter(file -> !file.getFileName().toString().startsWith("slow-unit"))
                .toList();
        if (edges == 0 && failing.isEmpty()) {
            throw new IOException("the fuzzer did not run; see " + directory.resolve("log.txt"));
        }
        return new Outcome(executions, edges, failing);
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(directory.resolve("log.txt"), StandardCharsets.ISO_8859_1);
    }

    private Path fresh(String name) throws IOException {
        Path fresh = directory.resolve(name);
        Files.createDirectories(fresh);
        for (Path file : files(fresh)) {
            Files.delete(file);
        }
        return fresh;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
