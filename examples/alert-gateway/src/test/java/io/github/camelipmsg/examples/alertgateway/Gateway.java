/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;

/** The whole application, with its own HTTP port, for one test. */
final class Gateway implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Main main = AlertGateway.main();
    private final URI page;

    /** Asks Taro and then Hanako. */
    Gateway(IpmsgNetwork network, Path state, Duration readTimeout) {
        int port = FreePort.next();
        page = URI.create("http://127.0.0.1:" + port + "/");
        properties(network, state, readTimeout, port).forEach(main::addOverrideProperty);
        main.start();
    }

    static Map<String, String> properties(IpmsgNetwork network, Path state, Duration readTimeout, int port) {
        Map<String, String> properties = new HashMap<>(network.properties());
        properties.put("state", state.toString());
        properties.put("oncall", "Taro, Hanako");
        properties.put("read-timeout", readTimeout.toMillis() + "ms");
        properties.put("confirmation-timeout", "2s");
        properties.put("resolve-timeout", "3s");
        properties.put("resume-after", "0");
        properties.put("http-port", Integer.toString(port));
        return properties;
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

    /** A page of that origin sends what a browser lets every page send. */
    HttpResponse<String> postFrom(String origin, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(page.resolve(path))
                        .headers("Content-Type", "text/plain", "Origin", origin)
                        .POST(BodyPublishers.ofString("Fire"))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The first line of the answer to somebody who calls the gateway so. */
    String statusLine(String host) throws IOException {
        try (Socket socket = new Socket(page.getHost(), page.getPort())) {
            socket.getOutputStream()
                    .write(("GET /alerts HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
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
