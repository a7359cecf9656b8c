/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.examples.testing.BotProcess;
import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.examples.testing.Guest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types the commands of the pages in a fresh copy of the project. Two things only are not as a reader would have them: the
 * ports, so that nothing else on this machine is in the way, and that no node announces itself to the network. A command that
 * is new in a page makes this test fail until it is run here, or stands in {@link #NOT_RUN} with the reason.
 */
@Timeout(value = 400, threadMode = ThreadMode.SEPARATE_THREAD)
class DocumentedCommandsTest {
    private static final String INSTALL = "mvn -Dmaven.test.skip=true install";
    private static final String FIRST_LINES = "mvn compile exec:java";
    private static final String ECHO_BOT = "examples/echo-bot/run";
    private static final String ECHO_BOT_ON_ANOTHER_PORT = "BOT_PORT=2426 examples/echo-bot/run";
    private static final String GATEWAY = "DEMO=true READ_TIMEOUT=10s examples/alert-gateway/run";
    private static final String TEXT_ALERT =
            "curl -H 'Content-Type: text/plain' -d 'Fire in hall 3' localhost:8080/alerts";
    private static final String JSON_ALERT =
            "curl -H 'Content-Type: application/json' -d '{\"text\": \"Fire in hall 3\"}' localhost:8080/alerts";
    private static final String ALERTS = "curl localhost:8080/alerts";
    private static final String BRIDGE = "DEMO=true examples/bridge/run";
    private static final String BROKER_ALONE = "examples/bridge/run broker";
    private static final String BRIDGE_ALONE = "BROKER=false examples/bridge/run";
    private static final String SPRING_BOOT_BOT = "examples/spring-boot-bot/run";
    private static final String QUARKUS_BOT = "examples/quarkus-bot/run";

    private static final Set<String> RUN = Set.of(
            INSTALL,
            FIRST_LINES,
            ECHO_BOT,
            ECHO_BOT_ON_ANOTHER_PORT,
            GATEWAY,
            TEXT_ALERT,
            JSON_ALERT,
            ALERTS,
            BRIDGE,
            BROKER_ALONE,
            BRIDGE_ALONE,
            SPRING_BOOT_BOT,
            QUARKUS_BOT);

    private static final String THIS_BUILD = "it is this build, or a part of it";
    private static final String CI = ".ci/run does it, after this";
    private static final String TOO_LONG = "it takes minutes to an hour, and is run by hand";
    private static final String MACHINE = "it would change the machine that builds";

    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("mvn verify", THIS_BUILD),
            Map.entry("mvn -Pruntimes verify", THIS_BUILD),
            Map.entry("mvn spotless:apply", "it would change the sources; " + THIS_BUILD + ": spotless:check"),
            Map.entry(
                    "mvn -pl camel-ipmsg test -Dtest='*DocumentationTest' -Dipmsg.docs.write=true",
                    "it would change the pages; " + THIS_BUILD + ", which fails where it would change them"),
            Map.entry(".ci/run", "it runs this"),
            Map.entry(".ci/run all", "it runs this"),
            Map.entry(".ci/matrix", CI),
            Map.entry(".ci/matrix all", CI),
            Map.entry(".ci/generate", CI),
            Map.entry("mvn -q -pl camel-ipmsg -Pfuzz test-compile", CI + ", with fewer seconds"),
            Map.entry("mvn -q -pl camel-ipmsg -Pload test-compile", TOO_LONG),
            Map.entry("mvn -q -pl camel-ipmsg -Psoak test-compile -Dipmsg.soak=PT20M", TOO_LONG),
            Map.entry("mvn -q -pl camel-ipmsg -Psimulate test-compile", TOO_LONG),
            Map.entry(
                    "camel run --dep=mvn:io.github.camelipmsg:camel-ipmsg:1.0.0-SNAPSHOT routes.yaml",
                    "CamelRunTest takes it from the page and runs it, with the camel command that it brings along"),
            Map.entry("kubectl apply", "no cluster is at hand, and the page says that it was not tried"),
            Map.entry("sysctl -w net.core.rmem_max=4194304", MACHINE),
            Map.entry("firewall-cmd --permanent --add-port=2425/udp --add-port=2425/tcp", MACHINE),
            Map.entry("firewall-cmd --reload", MACHINE),
            Map.entry(
                    "New-NetFirewallRule -DisplayName \"IP Messenger\" -Direction Inbound -Protocol UDP -LocalPort 2425"
                            + " -Action Allow",
                    MACHINE + ", and is for Windows"),
            Map.entry("ufw allow 2425", MACHINE));

    private static final Pattern STARTED = Pattern.compile("Apache Camel 4\\S* \\(.*\\) started in");

    @TempDir
    static Path folder;

    private static Clone clone;

    /** The first that "Use it" tells to do; whatever is run after it finds the component built. */
    @BeforeAll
    static void installs() throws Exception {
        clone = new Clone(folder);
        clone.run(INSTALL);
    }

    @Test
    void everyCommandOfThePagesIsRunOrItIsSaidWhyNot() throws Exception {
        Map<String, Set<String>> documented = DocumentedCommands.all();
        Set<String> known = new HashSet<>(RUN);
        known.addAll(NOT_RUN.keySet());
        assertThat(documented.entrySet())
                .as("commands of pages that no test runs: run them here, or say in NOT_RUN why not")
                .allSatisfy(command -> assertThat(known)
                        .as("what is known, for " + command.getValue())
                        .contains(command.getKey()));
        assertThat(documented.keySet())
                .as("what stands here, and in no page any more")
                .containsAll(known);
    }

    /** What is left out because it takes long is still a profile of that module. */
    @Test
    void theProfilesOfCommandsThatAreNotRunExist() throws Exception {
        String pom = Files.readString(DocumentedCommands.PROJECT.resolve(Path.of("camel-ipmsg", "pom.xml")));
        assertThat(NOT_RUN.keySet().stream()
                        .flatMap(command -> Pattern.compile("-pl camel-ipmsg .*-P(\\w+)")
                                .matcher(command)
                                .results())
                        .map(match -> match.group(1)))
                .hasSize(4)
                .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
    }

    @Test
    void theComponentIsInTheLocalRepositoryThen() {
        assertThat(clone.repository().resolve(Path.of("io", "github", "camelipmsg")))
                .isDirectoryContaining("glob:**/camel-ipmsg")
                .isDirectoryContaining("glob:**/camel-ipmsg-test-junit5")
                .isDirectoryNotContaining("glob:**example*");
    }

    /** The code and the pom.xml of README.md as they stand, in a new folder. */
    @Test
    void theReadmeMakesAnApplicationThatShowsWhatPeopleWrite() throws Exception {
        String readme = Files.readString(clone.directory().resolve("README.md"));
        Path first = folder.resolve("first");
        Path sources = Files.createDirectories(first.resolve(Path.of("src", "main", "java")));
        Files.writeString(sources.resolve("Alerts.java"), found("(?s)```java\n(.*?)```", readme));
        Files.writeString(first.resolve("pom.xml"), found("(?s)```xml\n(.*?)```", readme));

        String options = " -Dcamel.component.ipmsg.port=0 -Dcamel.component.ipmsg.discovery=NONE"
                + " -Dcamel.component.ipmsg.stateDirectory=" + folder.resolve("state-of-first");
        try (BotProcess bot = clone.start(first, FIRST_LINES + options);
                Guest guest = new Guest(folder.resolve("guest-of-first"), bot.address("bot"))) {
            bot.await(STARTED);
            assertThat(guest.send("Hello!")).isEqualTo("RECEIVED");
            bot.await(Pattern.compile("guest: Hello!$"));
        }
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    /** Two commands in one: the plain one differs by its port alone. */
    @Test
    void theEchoBotGreetsItselfShowsBothConfirmationsAndStaysUpForOthers() throws Exception {
        String port = Integer.toString(FreePort.next());
        assertThat(ECHO_BOT_ON_ANOTHER_PORT).isEqualTo("BOT_PORT=2426 " + ECHO_BOT);
        try (BotProcess bot = clone.start(ECHO_BOT_ON_ANOTHER_PORT.replace("2426", port), Map.of())) {
            bot.awaitAll(
                    "Echo Bot got 'Hello!' from guest",
                    "Guest got 'You said: Hello!' from Echo Bot",
                    "Guest's greeting: RECEIVED",
                    "Echo Bot's answer: RECEIVED",
                    "Now write to 'Echo Bot' from your own IP Messenger");
            try (Guest guest = new Guest(folder.resolve("guest-of-echo-bot"), "127.0.0.1:" + port)) {
                assertThat(guest.send("Still there?")).isEqualTo("RECEIVED");
                assertThat(guest.hears()).isEqualTo("You said: Still there?");
            }
        }
    }

    @Test
    void theGatewayAsksHanakoWhenTaroDoesNotOpenIt() throws Exception {
        String port = Integer.toString(FreePort.next());
        Map<String, String> ports = Map.of("HTTP_PORT", port, "IPMSG_PORT", Integer.toString(FreePort.next()));
        try (BotProcess gateway = clone.start(GATEWAY, ports)) {
            gateway.await(STARTED);
            assertThat(clone.run(silent(TEXT_ALERT, port)))
                    .contains("\"text\":\"Fire in hall 3\"", "\"state\":\"CALLING\"");
            assertThat(clone.run(silent(JSON_ALERT, port)))
                    .contains("\"text\":\"Fire in hall 3\"", "\"state\":\"CALLING\"");
            await().atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(clone.run(silent(ALERTS, port)))
                            .matches("(?s).*(\"person\":\"Taro\",\"state\":\"RECEIVED\".*"
                                    + "\"person\":\"Hanako\",\"state\":\"READ\".*){2}"));
            assertThat(clone.run("curl -s http://localhost:" + port)).contains("<title>Alerts</title>");
        }
    }

    private static String silent(String curl, String port) {
        return curl.replace("curl ", "curl -s ").replace("8080", port);
    }

    @Test
    void theBridgeBringsAnApplicationTheAnswerToItsQuestion() throws Exception {
        Map<String, String> ports = Map.of(
                "BROKER_URL", "tcp://127.0.0.1:" + FreePort.next(), "IPMSG_PORT", Integer.toString(FreePort.next()));
        try (BotProcess bridge = clone.start(BRIDGE, ports)) {
            bridge.await(Pattern.compile("OUTCOME of lunch-1: .*\"status\":\"RECEIVED\""));
            bridge.await(Pattern.compile("ANSWER of lunch-1: At noon"));
        }
    }

    @Test
    void theBridgeDoesSoWithABrokerInAnotherProcess() throws Exception {
        Map<String, String> settings = Map.of(
                "BROKER_URL",
                "tcp://127.0.0.1:" + FreePort.next(),
                "IPMSG_PORT",
                Integer.toString(FreePort.next()),
                "STATE",
                folder.resolve("state-of-two").toString(),
                "DEMO",
                "true");
        try (BotProcess broker = clone.start(BROKER_ALONE, settings);
                BotProcess bridge = clone.start(BRIDGE_ALONE, settings)) {
            bridge.await(Pattern.compile("ANSWER of lunch-1: At noon"));
            assertThat(broker.isAlive()).isTrue();
        }
    }

    @Test
    void theSpringBootBotAnswers() throws Exception {
        answers(SPRING_BOOT_BOT, "Spring Bot");
    }

    @Test
    void theQuarkusBotAnswers() throws Exception {
        answers(QUARKUS_BOT, "Quarkus Bot");
    }

    private static void answers(String command, String nickname) throws Exception {
        try (BotProcess bot = clone.start(command, Map.of("CAMEL_COMPONENT_IPMSG_PORT", "0"));
                Guest guest = new Guest(folder.resolve("guest-of-" + nickname), bot.address(nickname))) {
            assertThat(guest.send("Hello!")).isEqualTo("RECEIVED");
            assertThat(guest.hears()).isEqualTo("You said: Hello!");
        }
    }
}
