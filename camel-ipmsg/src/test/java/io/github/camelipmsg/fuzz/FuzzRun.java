/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import io.github.camelipmsg.fuzz.Jazzer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fuzzes every target for a while, as many side by side as there are processors, and with them those with a planted
 * fault: a fuzzer that does not find that would not find anything else either. Fails if anything is found in the others.
 *
 * <pre>mvn -q -pl camel-ipmsg -Pfuzz test-compile -Dfuzz.seconds=150 -Dfuzz.targets=node,packets -Dfuzz.save=true</pre>
 */
public final class FuzzRun {
    private static final Path DIRECTORY = Path.of("target", "fuzz");
    /** It takes less than one minute, or some where others want the processors. */
    private static final int SECONDS_FOR_THE_PLANTED_FAULT = 600;

    private FuzzRun() {}

    public static void main(String[] arguments) throws ExecutionException, InterruptedException {
        int seconds = Integer.getInteger("fuzz.seconds", 12);
        boolean save = Boolean.getBoolean("fuzz.save");
        List<String> named =
                Arrays.asList(System.getProperty("fuzz.targets", "").split(","));
        List<Callable<Boolean>> tasks = new ArrayList<>();
        FuzzTarget.planted().forEach((target, story) -> tasks.add(() -> findsThePlantedFault(target, story)));
        for (FuzzTarget target : FuzzTarget.sound()) {
            if (named.contains("") || named.contains(target.toString())) {
                tasks.add(() -> findsNothing(target, seconds, save));
            }
        }
        ExecutorService processors =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        boolean sound = true;
        try {
            for (Future<Boolean> task : processors.invokeAll(tasks)) {
                sound &= task.get();
            }
        } finally {
            processors.shutdownNow();
        }
        System.exit(sound ? 0 : 1);
    }

    private static boolean findsThePlantedFault(FuzzTarget target, String story)
            throws IOException, InterruptedException {
        Jazzer jazzer = new Jazzer(target, directory(target));
        Outcome outcome = jazzer.fuzz(target.seeds(), SECONDS_FOR_THE_PLANTED_FAULT);
        boolean found = jazzer.story().contains(story);
        say(target, outcome + (found ? ": the planted fault, as it must be" : ""));
        if (!found) {
            System.out.println("The planted fault was not found within " + SECONDS_FOR_THE_PLANTED_FAULT
                    + " s, so the others need not be believed either");
        }
        return found;
    }

    private static boolean findsNothing(FuzzTarget target, int seconds, boolean save)
            throws IOException, InterruptedException {
        Jazzer jazzer = new Jazzer(target, directory(target));
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.addAll(SavedInputs.of(target));
        Outcome outcome = jazzer.fuzz(inputs, seconds);
        say(target, outcome.toString());
        if (!outcome.findings().isEmpty()) {
            System.out.println(jazzer.story());
            outcome.findings().forEach(finding -> System.out.println("the input is in " + finding.toAbsolutePath()));
            return false;
        }
        if (save) {
            List<byte[]> smallest = jazzer.smallest();
            SavedInputs.save(target, smallest);
            say(target, smallest.size() + " inputs saved");
        }
        return true;
    }

    private static Path directory(FuzzTarget target) throws IOException {
        return Files.createDirectories(DIRECTORY.resolve(target.toString()));
    }

    private static void say(FuzzTarget target, String what) {
        System.out.println(target + ": " + what);
    }
}
