/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ReceivedMessage;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class KilledGatewayTest {
    private static final Duration NEVER = Duration.ofMinutes(10);

    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork().patience(Duration.ofSeconds(30)); // a process has to start

    @TempDir
    Path state;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void anAlertThatWasJustAcceptedOutlivesTheGateway() throws Exception {
        startPostAndKill();

        ScriptedPeer taro = network.peer("Taro");
        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            taro.opens(taro.awaitMessage("Fire"));
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro READ", "Hanako WAITING");
        }
    }

    @Test
    void whoWasBeingAskedIsAskedAgainAndNobodyBefore() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        ScriptedPeer hanako = network.peer("Hanako");
        ReceivedMessage first = startPostAndKill(() -> hanako.awaitMessage("Fire"));

        try (Gateway gateway = new Gateway(network, state, NEVER)) {
            ReceivedMessage second = hanako.awaitMessage("Fire");
            assertThat(second.packetNumber()).isGreaterThan(first.packetNumber());
            hanako.opens(second);
            assertThat(Gateway.calls(gateway.awaitNewest(Alert.State.READ)))
                    .containsExactly("Taro UNCONFIRMED", "Hanako READ");
            assertThat(taro.messages()).hasSize(1);
        }
    }

    private void startPostAndKill() throws IOException {
        startPostAndKill(() -> "at once");
    }

    /** {@code kill -9} when an alert was accepted and this has happened. */
    private <T> T startPostAndKill(Supplier<T> happens) throws IOException {
        int port = FreePort.next();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        Gateway.properties(network, state, NEVER, port)
                .forEach((name, value) -> command.add("-D" + name + '=' + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AlertGateway.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("gateway.log").toFile())
                .start();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/alerts"))
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString("Fire"))
                    .build();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(ConnectException.class) // it has not started yet
                    .until(() -> client.send(request, BodyHandlers.ofString()).statusCode(), status -> status == 202);
            return happens.get();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }
}
