/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ReceivedMessage;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AlertGatewayTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofMinutes(10);

    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @TempDir
    Path state;

    @Test
    void anAlertThatTheFirstReadsGoesToNobodyElse() throws Exception {
        ScriptedPeer taro = network.peer("Taro").opensAfter(Duration.ofMillis(100));
        ScriptedPeer hanako = network.peer("Hanako");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            HttpResponse<String> answer = gateway.post("application/json", "{\"text\": \"Fire in hall 3 火事\"}");

            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(Gateway.JSON.readTree(answer.body()).path("id").asLong()).isEqualTo(1);
            JsonNode alert = gateway.awaitNewest(Alert.State.READ);
            assertThat(alert.path("text").asText()).isEqualTo("Fire in hall 3 火事");
            assertThat(Gateway.calls(alert)).containsExactly("Taro READ", "Hanako WAITING");
            assertThat(taro.texts()).isEqualTo(List.of("Fire in hall 3 火事"));
            assertThat(hanako.texts()).isEmpty();
        }
    }

    @Test
    void anAlertThatTheFirstDoesNotOpenInTimeGoesToTheSecond() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverOpens();
        ScriptedPeer hanako = network.peer("Hanako").neverOpens();
        try (Gateway gateway = new Gateway(network, state, SOON)) {
            gateway.post("text/plain; charset=utf-8", "Fire");

            taro.awaitMessage("Fire");
            hanako.opens(hanako.awaitMessage("Fire"));
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro RECEIVED", "Hanako READ");
        }
    }

    @Test
    void anAlertThatTheFirstDoesNotConfirmGoesToTheSecond() throws Exception {
        network.peer("Taro").neverConfirms();
        network.peer("Hanako").opensAfter(Duration.ZERO);
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            gateway.post("text/plain", "Fire");

            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro UNCONFIRMED", "Hanako READ");
        }
    }

    @Test
    void anAlertGoesToTheSecondWhenTheFirstIsNotThere() throws Exception {
        network.peer("Hanako").opensAfter(Duration.ZERO);
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            gateway.post("text/plain", "Fire");

            JsonNode alert = gateway.awaitNewest(Alert.State.READ);
            assertThat(Gateway.calls(alert)).containsExactly("Taro NOT_FOUND", "Hanako READ");
            assertThat(alert.path("calls").path(0).path("note").asText()).contains("Taro");
        }
    }

    @Test
    void anAlertThatNobodyReadsSaysSo() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        ScriptedPeer hanako = network.peer("Hanako").neverConfirms();
        try (Gateway gateway = new Gateway(network, state, SOON)) {
            gateway.post("text/plain", "Fire");

            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.NOBODY)))
                    .containsExactly("Taro RECEIVED", "Hanako UNCONFIRMED");
            assertThat(taro.texts()).isEqualTo(List.of("Fire"));
            assertThat(hanako.texts()).isEqualTo(List.of("Fire"));
        }
    }

    @Test
    void whoOpensItAfterHisTimeWasUpHasReadItAllTheSame() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        network.peer("Hanako").neverConfirms();
        try (Gateway gateway = new Gateway(network, state, SOON)) {
            gateway.post("text/plain", "Fire");
            gateway.awaitNewest(Alert.State.NOBODY);

            taro.opens(taro.awaitMessage("Fire"));
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro READ", "Hanako UNCONFIRMED");
        }
    }

    @Test
    void anAlertIsReadAtOnceWhenSomebodyOpensItLateAndTheNextIsAsked() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        ScriptedPeer hanako = network.peer("Hanako");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            gateway.post("text/plain", "Fire");
            ReceivedMessage toHanako = hanako.awaitMessage("Fire");
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.CALLING)))
                    .containsExactly("Taro UNCONFIRMED", "Hanako CALLING");

            taro.opens(taro.awaitMessage("Fire"));
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro READ", "Hanako CALLING");
            hanako.opens(toHanako);
            await().until(
                            () -> Gateway.calls(gateway.awaitNewest(Alert.State.READ)),
                            List.of("Taro READ", "Hanako READ")::equals);
        }
    }

    @Test
    void itIsSaidWhyAnAlertCouldNotBeSent() throws Exception {
        network.peer("Taro").neverConfirms();
        network.peer("Hanako");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            gateway.post("application/json", "{\"text\": \"No text can have a \\u0000 in it\"}");
            JsonNode alert = gateway.awaitNewest(Alert.State.NOBODY);
            assertThat(Gateway.calls(alert)).containsExactly("Taro FAILED", "Hanako FAILED");
            assertThat(alert.path("calls").path(0).path("note").asText()).contains("NUL");

            gateway.post("text/plain", "Fire");
            await().until(
                            () -> gateway.awaitNewest(Alert.State.CALLING)
                                    .path("calls")
                                    .path(0)
                                    .path("note")
                                    .asText(),
                            note -> note.startsWith("no receipt within 2 s"));
        }
    }

    @Test
    void whatIsUnderWayGoesOnAfterARestart() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        ScriptedPeer hanako = network.peer("Hanako");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            gateway.post("text/plain", "Fire");
            hanako.awaitMessage("Fire");
        }
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            ReceivedMessage again = hanako.awaitMessage("Fire");
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.CALLING)))
                    .containsExactly("Taro UNCONFIRMED", "Hanako CALLING");
            hanako.opens(again);
            gateway.awaitNewest(Alert.State.READ);
            assertThat(taro.texts()).isEqualTo(List.of("Fire"));
        }
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro UNCONFIRMED", "Hanako READ");
            assertThat(gateway.post("text/plain", "Flood").body()).contains("\"id\":2");
        }
    }

    @Test
    void whatCannotBeKeptIsNotAccepted() throws Exception {
        network.peer("Taro").opensAfter(Duration.ZERO);
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            Files.createDirectory(state.resolve(Path.of("alerts", "next"))); // in the way of the file
            HttpResponse<String> refusal = gateway.post("text/plain", "Fire");
            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.body()).contains("cannot be kept");
            assertThat(gateway.get("alerts").body()).isEqualTo("[]");

            Files.delete(state.resolve(Path.of("alerts", "next")));
            assertThat(gateway.post("text/plain", "Fire").statusCode()).isEqualTo(202);
            gateway.awaitNewest(Alert.State.READ);
        }
    }

    @Test
    void pagesOfOtherSitesRaiseNoAlerts() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            String own = "http://" + gateway.page().getAuthority();
            for (String origin : List.of("http://evil.example", "null", own + "0", "http://localhost")) {
                HttpResponse<String> refusal = gateway.postFrom(origin, "alerts");
                assertThat(refusal.statusCode()).as(origin).isEqualTo(403);
                assertThat(refusal.body()).contains(origin);
            }
            assertThat(gateway.postFrom("http://evil.example", "alerts?Origin=" + own)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(gateway.get("alerts").body()).isEqualTo("[]");

            assertThat(gateway.postFrom(own, "alerts").statusCode()).isEqualTo(202);
            taro.awaitMessage("Fire");
        }
    }

    @Test
    void aNameThatWasMadeToLeadHereIsNotAnswered() throws Exception {
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            int port = gateway.page().getPort();
            assertThat(List.of("127.0.0.1:" + port, "LOCALHOST:" + port, "[::1]:" + port, "192.168.1.7"))
                    .allSatisfy(host -> assertThat(gateway.statusLine(host)).contains(" 200 "));
            assertThat(List.of("evil.example:" + port, "127.0.0.1.evil.example", "localhost.evil.example"))
                    .allSatisfy(host -> assertThat(gateway.statusLine(host)).contains(" 403 "));
        }
    }

    @Test
    void manyAlertsWaitAtOnceAndOneMoreThanThereIsRoomForIsRefused() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        network.peer("Hanako");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            for (int i = 1; i <= AlertBoard.CAPACITY; i++) {
                assertThat(gateway.post("text/plain", "Fire " + i).statusCode()).isEqualTo(202);
            }

            HttpResponse<String> tooMuch = gateway.post("text/plain", "Fire 201");
            assertThat(tooMuch.statusCode()).isEqualTo(503);
            assertThat(tooMuch.body()).contains("200 alerts are under way");
            await().until(() -> taro.messages().size() == AlertBoard.CAPACITY); // no thread waits for each

            ReceivedMessage one = taro.awaitMessage();
            taro.opens(one);
            await().until(() -> gateway.post("text/plain", "Fire 201").statusCode(), status -> status == 202);
            assertThat(gateway.get("alerts").body()).doesNotContain('"' + one.text() + '"');
        }
    }

    @Test
    void whatIsNoAlertIsRefusedWithTheFormOfOne() throws Exception {
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            for (String body : List.of("{\"text\": \" \"}", "{\"text\": \"Fire \\ud800\"}", "{}", "[]", "{")) {
                HttpResponse<String> answer = gateway.post("application/json", body);
                assertThat(answer.statusCode()).as(body).isEqualTo(400);
                assertThat(answer.body()).contains("{\"text\": \"Fire in hall 3\"}");
            }
            assertThat(gateway.post("application/x-www-form-urlencoded", "Fire").statusCode())
                    .isEqualTo(415);
            assertThat(gateway.post("text/plain", "x".repeat(8193)).statusCode())
                    .isEqualTo(413);
            assertThat(gateway.get("alerts").body()).isEqualTo("[]");
        }
    }
}
