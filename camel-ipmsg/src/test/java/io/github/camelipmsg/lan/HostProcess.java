/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.lan;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Java program on a host of the {@link Lan}: we write it lines of tab-separated fields, and read its. Ends when our
 * end of its input is closed, by us or by our own death.
 */
final class HostProcess {
    static final Duration LIMIT = Duration.ofSeconds(45);

    private final String name;
    private final Process process;
    private final PrintStream input;
    private final List<List<String>> said = new CopyOnWriteArrayList<>();

    private HostProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "reads " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the program and does not wait until it is ready. */
    static HostProcess start(Lan lan, String host, Class<?> program, String... arguments) throws IOException {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx128m", "-ea")); // starts sooner
        java.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        java.addAll(List.of(arguments));
        return new HostProcess(
                host,
                new ProcessBuilder(lan.on(host, java)).redirectErrorStream(true).start());
    }

    void say(String... fields) {
        input.println(String.join("\t", fields));
    }

    /** The first line with these fields at its beginning; waits for it. */
    List<String> hear(String... fields) {
        return hear(1, starting(fields)).get(0);
    }

    /** All the lines that fulfil it, once there are so many; waits for them. */
    List<List<String>> hear(int atLeast, Predicate<List<String>> condition) {
        try {
            return await().atMost(LIMIT).until(() -> all(condition), lines -> lines.size() >= atLeast);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(name + " did not say it within " + LIMIT + ", but:\n" + transcript(), e);
        }
    }

    /** What was heard up to now. */
    List<List<String>> all(Predicate<List<String>> condition) {
        return said.stream().filter(condition).toList();
    }

    static Predicate<List<String>> starting(String... fields) {
        return line ->
                line.size() >= fields.length && line.subList(0, fields.length).equals(List.of(fields));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As by {@code kill -9}: it has no chance to say goodbye or to save anything. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    void awaitEnd() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " does not end; it said:\n" + transcript());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + name + " ends", e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line -> said.add(List.of(line.split("\t", -1))));
        } catch (IOException e) {
            said.add(List.of("(its output broke: " + e + ")"));
        }
    }

    private String transcript() {
        return said.stream()
                .map(line -> "    " + String.join(" | ", line) + "\n")
                .reduce("", String::concat);
    }
}
