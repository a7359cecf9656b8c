/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a new user copies from README.md, as it stands there. */
class ReadmeDocumentationTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path POM = Path.of("..", "pom.xml");
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final Pattern JOINS = Pattern.compile("joins as .*:(\\d+)$");
    private static final Pattern DEPENDENCY =
            Pattern.compile("(?s)<dependency>.*?<artifactId>([a-z0-9-]+)</artifactId>\\s*<version>([^<]+)</version>");

    private static final String LOGGING = """
            <configuration>
                <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%msg%n</pattern></encoder>
                </appender>
                <root level="INFO"><appender-ref ref="OUT"/></root>
            </configuration>
            """;

    @Test
    @Timeout(60)
    void itsFirstLinesAreAnApplicationThatShowsWhatPeopleWrite(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Alerts.java"), block("java"));
        Files.writeString(folder.resolve("logging.xml"), LOGGING);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        CLASS_PATH,
                        folder.resolve("Alerts.java").toString());
        assertThat(compiled).as("the result of the compiler").isZero();

        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + System.getProperty("path.separator") + CLASS_PATH,
                        "-Dcamel.component.ipmsg.port=0",
                        "-Dcamel.component.ipmsg.discovery=NONE",
                        "-Dcamel.component.ipmsg.stateDirectory=" + folder.resolve("state"),
                        "-Dlogback.configurationFile=" + folder.resolve("logging.xml"),
                        "Alerts")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = application.inputReader(StandardCharsets.UTF_8);
                RawPeer taro = new RawPeer("taro", InetAddress.getLoopbackAddress())) {
            int port = Integer.parseInt(await(out, JOINS).group(1));
            await(out, Pattern.compile("Apache Camel .* started in"));
            InetSocketAddress bot = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            taro.enter(bot, "Taro Yamada", "Sales");
            taro.message(bot, "Hello!");

            await(out, Pattern.compile("^Taro Yamada: Hello!$"));
        } finally {
            application.destroyForcibly().waitFor();
        }
    }

    private static Matcher await(BufferedReader out, Pattern wanted) throws IOException {
        List<String> others = new ArrayList<>();
        String line;
        while ((line = out.readLine()) != null) {
            Matcher found = wanted.matcher(line);
            if (found.find()) {
                return found;
            }
            others.add(line);
        }
        throw new AssertionError("No line is like " + wanted + " in\n" + String.join("\n", others));
    }

    @Test
    void itsDependenciesAreThoseThatThisIsBuiltWith() throws IOException {
        String pom = Files.readString(POM);
        String camel = value(pom, "camel.version");
        assertThat(DEPENDENCY.matcher(block("xml")).results().map(match -> match.group(1) + " " + match.group(2)))
                .containsExactly(
                        "camel-ipmsg " + value(pom, "version"),
                        "camel-core " + camel,
                        "camel-main " + camel,
                        "slf4j-simple " + value(pom, "slf4j.version"));
    }

    private static String value(String pom, String element) {
        Matcher value = Pattern.compile("<" + element + ">([^<]+)</").matcher(pom);
        assertThat(value.find()).as(element).isTrue();
        return value.group(1);
    }

    /** The first one in that language. */
    private static String block(String language) throws IOException {
        try (Stream<String> lines = Files.lines(README)) {
            return lines.dropWhile(line -> !line.equals("```" + language))
                    .skip(1)
                    .takeWhile(line -> !line.equals("```"))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }
}
