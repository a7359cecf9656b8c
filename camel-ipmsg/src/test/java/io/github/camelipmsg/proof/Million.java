/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The large run of the proof: a million messages, a tenth of them at each of ten loss rates, in worlds of ten thousand so
 * that memory stays bounded. Prints a table as in the documentation and fails if there is any complaint.
 *
 * <pre>{@code mvn -q -pl camel-ipmsg -Psimulate test-compile}</pre>
 */
final class Million {
    private static final List<Double> LOSSES = List.of(0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5);
    private static final int WORLD = 10_000;
    private static final PrintStream OUT = System.out;

    private Million() {}

    /**
     * Runs it.
     *
     * @param arguments how many messages in all, and the first seed; a million from seed 1,000 on if there are none
     */
    public static void main(String[] arguments) throws Exception {
        QuietLogs.begin();
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000;
        int worlds = Math.max(1, messages / LOSSES.size() / WORLD);
        int size = Math.min(WORLD, messages / LOSSES.size());
        Figures all = new Figures();
        Duration took = Duration.ZERO;
        OUT.println(header());
        for (double loss : LOSSES) {
            long begin = System.nanoTime();
            Figures sum = new Figures();
            LongStream.range(seed, seed + worlds)
                    .parallel() // worlds share nothing
                    .mapToObj(each -> run(Scenario.of(each, size, loss, 100)))
                    .forEachOrdered(sum::add);
            seed += worlds;
            Duration wall = Duration.ofNanos(System.nanoTime() - begin);
            took = took.plus(wall);
            all.add(sum);
            OUT.println(row(String.format(Locale.ROOT, "%.0f %%", loss * 100), sum, wall));
        }
        OUT.println(row("all", all, took));
        OUT.println();
        OUT.println(all);
        if (all.doubleRuns + all.falseOutcomes + all.otherComplaints > 0) {
            System.exit(1);
        }
    }

    private static Figures run(Scenario scenario) {
        try {
            return run(scenario, Files.createTempDirectory("camel-ipmsg-proof"));
        } catch (Exception e) {
            throw new IllegalStateException("no outcome of " + scenario, e);
        }
    }

    private static Figures run(Scenario scenario, Path disk) throws Exception {
        try {
            World world = new World(scenario, disk);
            world.run();
            if (!world.complaints().none()) {
                OUT.println(scenario + ": " + world.complaints());
            }
            return world.figures();
        } finally {
            delete(disk);
        }
    }

    private static void delete(Path disk) throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static String header() {
        return "| Loss | Messages | Replies | Delivered and run | Unconfirmed: run / not run | Sent: run / lost | Refused"
                + " | Sender gone | Lost in crash | Held / of them delivered | Datagrams: sent / lost / doubled | Stops / crashes / cuts"
                + " | Run again after restart | Double runs | False \"delivered\" | Other complaints | Time |\n"
                + "| ---: ".repeat(17) + "|";
    }

    private static String row(String loss, Figures figures, Duration wall) {
        List<String> cells = List.of(
                loss,
                counts(figures.messages),
                counts(figures.replies),
                counts(figures.fate(Fate.DELIVERED)),
                counts(figures.fate(Fate.RUN_UNCONFIRMED), figures.fate(Fate.NOT_RUN)),
                counts(figures.fate(Fate.SENT_AND_RUN), figures.fate(Fate.SENT_AND_LOST)),
                counts(figures.fate(Fate.REFUSED)),
                counts(figures.fate(Fate.SENDER_GONE)),
                counts(figures.fate(Fate.LOST_IN_CRASH)),
                counts(figures.held, figures.heldAndDelivered),
                counts(figures.datagrams, figures.lost, figures.duplicated),
                counts(figures.restarts, figures.crashes, figures.partitions),
                counts(figures.runAgainAfterRestart),
                counts(figures.doubleRuns),
                counts(figures.falseOutcomes),
                counts(figures.otherComplaints),
                wall.toSeconds() + " s");
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String counts(long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> String.format(Locale.ROOT, "%,d", number))
                .collect(Collectors.joining(" / "));
    }
}
