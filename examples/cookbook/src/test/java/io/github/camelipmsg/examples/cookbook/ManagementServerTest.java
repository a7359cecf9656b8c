/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/management.md tells to set, so that somebody can look at the nodes of an application of Camel Main. */
@Timeout(30)
class ManagementServerTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @Test
    void servesTheConsoleAndTheHealthChecks() throws Exception {
        Properties properties = new Properties();
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/management.properties"))) {
            properties.load(file);
        }
        int port = FreePort.next();
        try (Application application = new Application(network).with("camel.management.port", port)) {
            properties.forEach((name, value) -> application.with(name.toString(), value));
            application.start(new RouteBuilder() {
                @Override
                public void configure() {
                    from("ipmsg:bot").to("log:bot");
                }
            });

            assertThat(get(port, "/q/dev/ipmsg", "application/json")).contains("\"name\":\"bot\"", "latestDeliveries");
            assertThat(get(port, "/q/dev/ipmsg", "text/plain")).contains("Node bot");
            assertThat(get(port, "/observe/health", "*/*")).contains("UP");
        }
    }

    private static String get(int port, String path, String type) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Accept", type)
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return response.body();
    }
}
