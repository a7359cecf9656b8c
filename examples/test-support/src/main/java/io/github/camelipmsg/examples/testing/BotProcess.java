/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An example that runs in a Java of its own. Whatever it prints, on both streams, is kept for failure messages. */
public final class BotProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 30;
    private static final Pattern ANY_LINE = Pattern.compile(".*");

    private final Process process;
    private final BufferedReader out;
    private final List<String> printed = new ArrayList<>();

    private BotProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts {@code java} with these arguments, where this process runs. */
    public static BotProcess java(List<String> arguments) throws IOException {
        return java(Path.of(""), arguments);
    }

    /** Starts {@code java} with these arguments. */
    public static BotProcess java(Path workingDirectory, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // it lives for seconds
        command.add("-Dstdout.encoding=UTF-8");
        command.addAll(arguments);
        return new BotProcess(new ProcessBuilder(command)
                .directory(workingDirectory.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** Starts a command as somebody would type it there, with these variables beside those of this process. */
    public static BotProcess shell(Path workingDirectory, Map<String, String> variables, String command)
            throws IOException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true);
        shell.environment().putAll(variables);
        return new BotProcess(shell.start());
    }

    /**
     * The first line that matches, from here on. Blocks for as long as the process prints nothing and lives; the test's
     * timeout ends that.
     */
    public Matcher await(Pattern wanted) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("It ended without printing " + wanted + ", but:\n" + String.join("\n", printed));
    }

    /** Where a node of this nickname listens, once it does, as a recipient is written. */
    public String address(String nickname) throws IOException {
        Pattern joins = Pattern.compile("'" + Pattern.quote(nickname) + "' joins as .* on .*:(\\d+)");
        return "127.0.0.1:" + await(joins).group(1);
    }

    /** Goes on when lines with each of these beginnings have been printed, in any order. */
    public void awaitAll(String... beginnings) throws IOException {
        List<String> missing = new ArrayList<>(List.of(beginnings));
        while (!missing.isEmpty()) {
            String line = await(ANY_LINE).group();
            missing.removeIf(line::startsWith);
        }
    }

    /** Everything that it prints until its end. */
    public String output() throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.add(line);
        }
        return String.join("\n", printed);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it and what it has started to stop, and insists after a while. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
