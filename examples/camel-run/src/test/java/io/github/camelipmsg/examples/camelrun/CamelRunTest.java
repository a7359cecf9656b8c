/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.camelrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.examples.testing.BotProcess;
import io.github.camelipmsg.examples.testing.Guest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
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
        List<String> command = new ArrayList<>(documentedCommand());
        command.replaceAll(argument -> argument.equals("routes.yaml")
                ? Path.of(argument).toAbsolutePath().toString()
                : argument);
        command.addAll(List.of(
                "--property=camel.component.ipmsg.port=0",
                "--property=camel.component.ipmsg.discovery=NONE",
                "--property=camel.component.ipmsg.state-directory=" + directory.resolve("state")));
        try (BotProcess bot = camel(command);
                Guest guest = new Guest(directory.resolve("guest"), bot.address("Kamelet Bot"))) {
            assertThat(guest.hears()).isEqualTo("Welcome, guest!");
            assertThat(guest.send("Hello!")).isEqualTo("RECEIVED");
            assertThat(guest.hears()).isEqualTo("You said: Hello!");
            assertThat(bot.await(Pattern.compile("\\{\"event\":\"JOINED\",\"nickname\":\"guest\",.*\"absent\":false}"))
                            .group())
                    .contains("\"address\":\"127.0.0.1:");
        }
    }

    /** What stands behind {@code camel} in the page. */
    private static List<String> documentedCommand() throws Exception {
        String page = Files.readString(Path.of("..", "..", "camel-ipmsg", "docs", "runtimes.md"));
        Matcher command = Pattern.compile("(?m)^ {4}camel (run .*)$").matcher(page);
        assertThat(command.find()).isTrue();
        assertThat(command.group(1)).contains(":camel-ipmsg:" + System.getProperty("project.version"));
        return List.of(command.group(1).split(" ", -1));
    }

    /** What the build has fetched already need not come from afar again. */
    private BotProcess camel(List<String> arguments) throws Exception {
        LocalRepository repository =
                LocalRepository.with(directory.resolve("repository"), System.getProperty("project.version"));
        List<String> command = new ArrayList<>(List.of(
                "-Dmaven.repo.local=" + repository.directory(),
                "-cp",
                classPathWithoutTheComponent(),
                CamelCommand.class.getName()));
        command.addAll(arguments);
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
