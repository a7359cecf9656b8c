/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ReceivedMessage;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import io.github.camelipmsg.test.junit5.SentMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/cookbook.md: each does what the page says. */
@Timeout(60)
class CookbookTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @TempDir
    Path directory;

    @Test
    void anAlertThatIsNotReadGoesOutByMail() throws Exception {
        try (MailServer server = new MailServer();
                Application application = new Application(network)
                        .with("oncall", "Taro")
                        .with("patience", "1s")
                        .with("camel.component.ipmsg.resolveTimeout", "200ms")
                        .with("camel.component.ipmsg.confirmationTimeout", "1s")
                        .with(
                                "mail",
                                "smtp://127.0.0.1:" + server.port() + "?from=alerts@example.com&to=oncall@example.com")
                        .start(new AlertOrMail())) {
            application.send("direct:alert", "Nobody is here");
            assertThat(server.mails.poll(10, TimeUnit.SECONDS))
                    .contains("To: oncall@example.com", "Nobody is here", "Taro has not read it: ", "No member")
                    .doesNotContain("not opened");

            ScriptedPeer taro = network.peer("Taro");
            application.send("direct:alert", "He does not look");
            assertThat(taro.awaitMessage("He does not look").sealed()).isTrue();
            assertThat(server.mails.poll(10, TimeUnit.SECONDS))
                    .contains(
                            "Subject: An alert that nobody has read", "He does not look", "but not opened within 1 s");

            taro.neverConfirms();
            application.send("direct:alert", "He has crashed");
            assertThat(server.mails.poll(10, TimeUnit.SECONDS))
                    .contains("He has crashed", "no receipt within 1 s")
                    .doesNotContain("not opened");
            taro.confirms();

            application.send("direct:alert", "No text can have a \0 in it");
            assertThat(server.mails.poll(10, TimeUnit.SECONDS))
                    .contains("No text can have a ", "Taro has not read it: ", "NUL")
                    .doesNotContain("not opened");

            taro.opensAfter(Duration.ZERO);
            application.send("direct:alert", "He reads");
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void anAlertThatGoesOutNowhereIsAnErrorOfTheRoute() {
        try (Application application = new Application(network)
                .with("oncall", "Taro")
                .with("patience", "1s")
                .with("camel.component.ipmsg.resolveTimeout", "200ms")
                .with("mail", "smtp://127.0.0.1:" + FreePort.next() + "?from=alerts@example.com&to=oncall@example.com")
                .start(new AlertOrMail())) {
            assertThatThrownBy(() -> application.send("direct:alert", "Nobody, and no mail server"))
                    .hasStackTraceContaining("MailConnectException");
        }
    }

    @Test
    void alertmanagerIsToldWhetherSomebodyOnDutyHasIt() throws Exception {
        String webhook = """
                {"version": "4", "status": "firing", "alerts": [
                  {"status": "firing", "labels": {"alertname": "DiskFull", "instance": "db-1"},
                   "annotations": {"summary": "95 % full"}, "startsAt": "2026-11-24T08:00:00Z"},
                  {"status": "resolved", "labels": {"alertname": "Load"}, "annotations": {}}]}""";
        try (Application application = new Application(network)
                .withHttp()
                .with("onduty", "On duty")
                .with("patience", "1s")
                .with("camel.component.ipmsg.resolveTimeout", "200ms")
                .start(new Alertmanager())) {
            assertThat(application.post("/alertmanager", webhook).statusCode()).isEqualTo(503);

            network.peer("Jiro", "On duty").neverConfirms();
            awaitMember(application, "monitoring");
            assertThat(application.post("/alertmanager", webhook).statusCode()).isEqualTo(503);

            ScriptedPeer taro = network.peer("Taro", "On duty");
            await().until(() -> application.post("/alertmanager", webhook).statusCode(), code -> code == 200);
            taro.awaitMessage("[firing] DiskFull on db-1: 95 % full\n[resolved] Load on ?: ");
        }
    }

    @Test
    void theBotKnowsItsCommandsAndItsPeople() throws Exception {
        try (Application application = new Application(network)
                .with("staff", "Sales")
                .with("orders", "mock:orders")
                .start(new CommandBot())) {
            application.mock("orders").whenAnyExchangeReceived(exchange -> {
                if (exchange.getMessage().getBody(String.class).endsWith("13")) {
                    throw new IllegalStateException("no such order");
                }
                exchange.getMessage().setBody("4711 leaves today");
            });
            ScriptedPeer taro = network.peer("Taro", "Sales");
            awaitMember(application, "desk");
            ask(taro, " WHO\n", "1 people are here.");
            ask(taro, "order 4711", "4711 leaves today");
            ask(taro, "order 13", "That did not work; ask the IT desk.");
            ask(taro, "please", "I know: who; order NUMBER");
        }
    }

    private static void ask(ScriptedPeer peer, String question, String answer) {
        peer.awaitReceipt(peer.says(question));
        peer.awaitMessage(answer);
    }

    @Test
    void theArchiveHasEachMessageOnceAcrossARestart() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        SentMessage message;
        try (Application application = archive()) {
            awaitMember(application, "archive");
            message = taro.says("Keep this: 書類");
            taro.awaitReceipt(message);
        }
        try (Application application = archive()) {
            awaitMember(application, "archive");
            taro.repeats(message);
            taro.awaitReceipt(taro.says("And this"));
        }
        try (Stream<Path> files = Files.list(directory)) {
            Path file = files.filter(any -> any.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readAllLines(file))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("\"SenderNickname\":\"Taro\"", "Keep this: 書類"),
                            line -> assertThat(line).contains("And this"));
        }
    }

    private Application archive() throws Exception {
        return new Application(network).with("archive", directory).start(new ArchiveOfRecord());
    }

    @Test
    void theSecretaryHearsWhoHasNotReadTheNotice() throws Exception {
        Path notice = Files.writeString(directory.resolve("notice.txt"), "Fire drill at 10:00");
        try (Application application = new Application(network)
                .with("notice", notice)
                .with("morning", "0 0 8 ? * MON-FRI")
                .with("until", "1s")
                .with("secretary", "Hanako")
                .start(new MorningNotice())) {
            ScriptedPeer hanako = network.peer("Hanako").opensAfter(Duration.ZERO);
            ScriptedPeer taro = network.peer("Taro");
            network.peer("Jiro").opensAfter(Duration.ZERO);
            awaitMembers(application, "office", 3);
            application.send("direct:notice", "");

            taro.awaitMessage("Fire drill at 10:00");
            hanako.awaitMessage("Fire drill at 10:00");
            hanako.awaitMessage("Not read by Taro (RECEIVED)");
        }
    }

    @Test
    void theBoardShowsWhoIsHereAndTheReceptionHearsOfVisitors() throws Exception {
        try (Application application = new Application(network)
                .withHttp()
                .with("visitors", "Drivers")
                .with("reception", "mock:reception")
                .start(new PresenceBoard())) {
            network.peer("Taro", "Sales");
            ScriptedPeer driver = network.peer("Jiro", "Drivers");
            awaitMembers(application, "board", 2);
            assertThat(application.get("/presence").body())
                    .contains("\"name\":\"Jiro\"", "\"name\":\"Taro\"", "\"group\":\"Sales\"", "\"absent\":false");
            driver.leaves();
            await().untilAsserted(() -> assertThat(application.mock("reception").getExchanges().stream()
                            .map(exchange ->
                                    exchange.getMessage().getBody(String.class).substring(6)))
                    .containsExactly("Jiro: JOINED", "Jiro: LEFT"));
            assertThat(application.get("/presence").body()).doesNotContain("Jiro");
        }
    }

    @Test
    void aFileIsToldUntilTheClerkHasConfirmed() throws Exception {
        Application application = new Application(network)
                .with("camel.main.routes-include-pattern", "classpath:file-drop.yaml")
                .with("inbox", directory)
                .with("look", 200)
                .with("share", "//files/inbox")
                .with("clerk", "Hanako")
                .with("patience", "500ms");
        try (application) {
            ScriptedPeer hanako = network.peer("Hanako").neverConfirms();
            application.start();
            Path scan = Files.writeString(directory.resolve("scan.pdf"), "12345");
            hanako.awaitMessage("New: //files/inbox/scan.pdf (5 bytes)");
            hanako.awaitMessage("New: //files/inbox/scan.pdf (5 bytes)");
            assertThat(scan).exists();

            hanako.confirms();
            await().until(() -> Files.exists(directory.resolve(Path.of("told", "scan.pdf"))));
            assertThat(scan).doesNotExist();
        }
    }

    @Test
    void aMemoWaitsForHanakoAndTheAskerHearsOfIt() throws Exception {
        try (Application application =
                new Application(network).with("memos", directory).start(new MemoDesk())) {
            ScriptedPeer taro = network.peer("Taro");
            ScriptedPeer hanako = network.peer("Hanako");
            awaitMembers(application, "memos", 2);
            taro.says("@Hanako: at once");
            hanako.awaitMessage("From Taro: at once");
            taro.awaitMessage("Hanako: RECEIVED");

            hanako.leaves();
            awaitMembers(application, "memos", 1);
            taro.says("@Hanako: call the bank");
            taro.awaitMessage("Hanako: HELD");
            hanako.enters();
            hanako.awaitMessage("From Taro: call the bank");
            taro.awaitMessage("Hanako: RECEIVED");

            taro.says("hello");
            taro.awaitMessage("Write: @Name: what I shall tell");
        }
    }

    @Test
    void whatTheOfficeWritesIsConfirmedWhenTheFactoryHasIt() throws Exception {
        String card = network.properties().get("camel.component.ipmsg.bindAddress");
        try (Application application = new Application(network)
                .with("office.card", card)
                .with("office.networks", "127.0.0.0/8")
                .with("factory.card", card)
                .with("factory.networks", "127.0.0.0/8")
                .with("office.desk", "Hanako")
                .with("factory.desk", "Taro")
                .start(new TwoSegments())) {
            ScriptedPeer hanako = network.peer("Hanako");
            ScriptedPeer taro = network.peer("Taro").neverConfirms();
            awaitMembers(application, "office", 2);
            SentMessage message = hanako.says("Stop line 2", "office");
            ReceivedMessage there = taro.awaitMessage("Hanako: Stop line 2");
            assertThat(hanako.hasReceipt(message)).isFalse();
            taro.confirms(there);
            hanako.awaitReceipt(message);

            SentMessage answer = taro.says("Stopped", "factory");
            hanako.awaitMessage("Taro: Stopped");
            taro.awaitReceipt(answer);
        }
    }

    @Test
    void aSealedRequestIsOpenedWhenItsFileIsMoved() throws Exception {
        try (Application application = new Application(network)
                .with("desk", directory)
                .with("look", 100)
                .start(new SealedDesk())) {
            ScriptedPeer taro = network.peer("Taro", "Sales");
            awaitMember(application, "requests");
            SentMessage request = taro.saysSealed("A day off on Friday?");
            taro.awaitReceipt(request);
            Path waiting;
            try (Stream<Path> files = Files.list(directory.resolve("new"))) {
                waiting = files.findFirst().orElseThrow();
            }
            assertThat(Files.readString(waiting)).contains("Taro, Sales", "A day off on Friday?");

            Path done = Files.createDirectories(directory.resolve("done"));
            Files.move(waiting, done.resolve(waiting.getFileName()));
            taro.awaitOpening(request);
        }
    }

    private static void awaitMember(Application application, String node) {
        awaitMembers(application, node, 1);
    }

    private static void awaitMembers(Application application, String node, int count) {
        await().until(
                        () -> application
                                .context()
                                .createProducerTemplate()
                                .requestBody("ipmsg:" + node + "?operation=MEMBERS", null, List.class),
                        members -> members.size() == count);
    }
}
