/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.quarkus;

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
class QuarkusBotTest {
    @TempDir
    Path directory;

    @Test
    void answersAsItsPropertiesSay() throws Exception {
        try (BotProcess bot = start("-Dcamel.component.ipmsg.port=0", "-Dcamel.component.ipmsg.discovery=NONE");
                Guest guest = new Guest(directory.resolve("guest"), bot.address("Quarkus Bot"))) {
            assertThat(guest.send("Hello!")).isEqualTo("RECEIVED");
            assertThat(guest.hears()).isEqualTo("You said: Hello!");
        }
    }

    @Test
    void refusesAPropertyThatIsNone() throws Exception {
        try (BotProcess bot = start("-Dcamel.component.ipmsg.prot=0")) {
            assertThat(bot.output()).contains("camel.component.ipmsg", "prot");
            assertThat(bot.exitCode()).isNotZero();
        }
    }

    private BotProcess start(String... properties) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(properties));
        arguments.add("-Dcamel.component.ipmsg.state-directory=" + directory.resolve("state"));
        arguments.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        return BotProcess.java(arguments);
    }
}
