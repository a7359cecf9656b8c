/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.examples.testing.BotProcess;
import io.github.camelipmsg.examples.testing.Guest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SpringBootBotTest {
    @TempDir
    Path directory;

    @Test
    void answersAsItsPropertiesSay() throws Exception {
        try (BotProcess bot = start("--camel.component.ipmsg.port=0", "--camel.component.ipmsg.discovery=none");
                Guest guest = new Guest(directory.resolve("guest"), bot.address("Spring Bot"))) {
            assertThat(guest.send("Hello!")).isEqualTo("RECEIVED");
            assertThat(guest.hears()).isEqualTo("You said: Hello!");
        }
    }

    @Test
    void refusesAPropertyThatIsNoneAndNamesTheNearest() throws Exception {
        try (BotProcess bot = start("--camel.component.ipmsg.prot=0")) {
            assertThat(bot.output())
                    .contains(
                            "APPLICATION FAILED TO START",
                            "'camel.component.ipmsg.prot'",
                            "camel.component.ipmsg.port.");
            assertThat(bot.exitCode()).isNotZero();
        }
    }

    @Test
    void refusesAValueThatIsNoneAndNamesThoseThatAre() throws Exception {
        try (BotProcess bot = start("--camel.component.ipmsg.discovery=MULTICAST")) {
            assertThat(bot.output())
                    .contains(
                            "APPLICATION FAILED TO START",
                            "Invalid value 'MULTICAST' for configuration property 'camel.component.ipmsg.discovery'",
                            "BROADCAST, NONE");
            assertThat(bot.exitCode()).isNotZero();
        }
    }

    private BotProcess start(String... properties) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-jar", "target/spring-boot-bot.jar"));
        arguments.add("--camel.component.ipmsg.state-directory=" + directory.resolve("state"));
        arguments.addAll(List.of(properties));
        return BotProcess.java(arguments);
    }
}
