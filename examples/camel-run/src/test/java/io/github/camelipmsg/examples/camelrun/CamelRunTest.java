/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.camelrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.examples.testing.BotProcess;
import io.github.camelipmsg.examples.testing.Guest;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command of docs/runtimes.md: it fetches the jar of the component, and the Kamelets in it. */
@Timeout(300)
class CamelRunTest {
    @TempDir
    Path directory;

    @Test
    void answersAndGreetsByKameletsOfTheJarThatItFetches() throws Exception {
        String version = System.getProperty("project.version");
        try (BotProcess bot = camel(
                        "run",
                        "--dep=mvn:io.github.camelipmsg:camel-ipmsg:" + version,
                        "--property=camel.component.ipmsg.port=0",
                        "--property=camel.component.ipmsg.discovery=NONE",
                        "--property=camel.component.ipmsg.state-directory=" + directory.resolve("state"),
                        Path.of("routes.yaml").toAbsolutePath().toString());
                Guest guest = new Guest(directory.resolve("guest"), bot.address("Kamelet Bot"))) {
            assertThat(guest.hears()).isEqualTo("Welcome, guest!");
            assertThat(guest.send("Hello!")).isEqualTo("RECEIVED");
            assertThat(guest.hears()).isEqualTo("You said: Hello!");
            assertThat(bot.await(Pattern.compile("\\{\"event\":\"JOINED\",\"nickname\":\"guest\",.*\"absent\":false}"))
                            .group())
                    .contains("\"address\":\"127.0.0.1:");
        }
    }

    /** What the build has fetched already need not come from afar again. */
    private BotProcess camel(String... arguments) throws Exception {
        LocalRepository repository =
                LocalRepository.with(directory.resolve("repository"), System.getProperty("project.version"));
        List<String> command = new ArrayList<>(List.of(
                "-Dmaven.repo.local=" + repository.directory(),
                "-cp",
                classPathWithoutTheComponent(),
                CamelCommand.class.getName()));
        command.addAll(List.of(arguments));
        command.add("--repos=" + Path.of(System.getProperty("local.repository")).toUri());
        command.add("--logging-color=false");
        return BotProcess.java(directory, command);
    }

    private static String classPathWithoutTheComponent() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("camel-ipmsg-")
                        && !entry.contains(Path.of("camel-ipmsg", "target").toString()))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
