/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.main.Main;

/** The whole application, with its own HTTP port, for one test. */
final class Gateway implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Main main = AlertGateway.main();
    private final URI page;

    /** Asks Taro and then Hanako. */
    Gateway(IpmsgNetwork network, Duration readTimeout) throws Exception {
        int port = FreePort.next();
        page = URI.create("http://127.0.0.1:" + port + "/");
        network.properties().forEach(main::addOverrideProperty);
        main.addOverrideProperty("oncall", "Taro, Hanako");
        main.addOverrideProperty("read-timeout", readTimeout.toMillis() + "ms");
        main.addOverrideProperty("confirmation-timeout", "1s");
        main.addOverrideProperty("resolve-timeout", "300ms");
        main.addOverrideProperty("http-port", Integer.toString(port));
        main.start();
    }

    URI page() {
        return page;
    }

    HttpResponse<String> post(String contentType, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(page.resolve("alerts"))
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(page.resolve(path)).build(), BodyHandlers.ofString());
    }

    /** The newest alert, as soon as it is in this state. */
    JsonNode awaitNewest(Alert.State state) {
        return await("the newest alert is " + state)
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> JSON.readTree(get("alerts").body()).path(0),
                        alert -> alert.path("state").asText().equals(state.name()));
    }

    /** As in {@code Taro RECEIVED}, {@code Hanako READ}. */
    static List<String> calls(JsonNode alert) {
        List<String> calls = new ArrayList<>();
        alert.path("calls")
                .forEach(call -> calls.add(
                        call.path("person").asText() + ' ' + call.path("state").asText()));
        return calls;
    }

    void stop() {
        main.stop();
    }

    @Override
    public void close() {
        stop();
    }
}
