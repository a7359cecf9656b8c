/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.echobot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.examples.testing.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EchoBotTest {
    @Test
    @Timeout(60)
    void greetsItselfShowsBothConfirmationsAndStaysUp(@TempDir Path state) throws Exception {
        Process bot = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // starts sooner
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dbot.port=" + FreePort.next(),
                        "-Dcamel.component.ipmsg.stateDirectory=" + state,
                        EchoBot.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            List<String> said = linesUntil(bot, 5);

            assertThat(said)
                    .contains("Echo Bot got 'Hello!' from guest", "Guest got 'You said: Hello!' from Echo Bot")
                    .anyMatch(line -> line.startsWith("Guest's greeting: RECEIVED, packet number "))
                    .anyMatch(line -> line.startsWith("Echo Bot's answer: RECEIVED, packet number "))
                    .anyMatch(line -> line.startsWith("Now write to 'Echo Bot'"));
            assertThat(bot.isAlive()).isTrue();
        } finally {
            bot.destroy();
            assertThat(bot.waitFor(30, TimeUnit.SECONDS))
                    .as("it stops when told to")
                    .isTrue();
        }
    }

    private static List<String> linesUntil(Process process, int count) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        String line;
        while (lines.size() < count && (line = out.readLine()) != null) {
            lines.add(line);
        }
        return lines;
    }
}
