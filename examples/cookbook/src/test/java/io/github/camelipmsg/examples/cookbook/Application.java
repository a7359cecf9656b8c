/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;

/** One recipe as an application of Camel Main, with the properties that its user would set. */
final class Application implements AutoCloseable {
    private final Main main = new Main();
    private final int port = FreePort.next();

    Application(IpmsgNetwork network) {
        network.properties().forEach(main::addOverrideProperty);
        main.addOverrideProperty("camel.main.shutdown-timeout", "5");
    }

    Application with(String name, Object value) {
        main.addOverrideProperty(name, value.toString());
        return this;
    }

    Application withHttp() {
        return with("camel.server.enabled", true)
                .with("camel.server.host", "127.0.0.1")
                .with("camel.server.port", port);
    }

    Application start(RoutesBuilder recipe) {
        main.configure().addRoutesBuilder(recipe);
        return start();
    }

    /** With the routes that its properties name. */
    Application start() {
        main.start();
        return this;
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    void send(String uri, String body) {
        context().createProducerTemplate().sendBody(uri, body);
    }

    MockEndpoint mock(String name) {
        return context().getEndpoint("mock:" + name, MockEndpoint.class);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http(request(path).build());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> http(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        main.stop();
    }
}
