/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Routes as they stand in applications, with ports and networks of their own, stay on the network of the test. */
class OptionsInUrisTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @TempDir
    Path elsewhere;

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void doNotLeaveTheNetworkThatAContextIsAttachedTo() throws Exception {
        network.attach(context);

        staysOnTheNetwork();
    }

    @Test
    void doNotLeaveTheNetworkWhosePropertiesAreSet() throws Exception {
        network.properties()
                .forEach((name, value) -> PropertyBindingSupport.build()
                        .withCamelContext(context)
                        .withTarget(context.getComponent("ipmsg"))
                        .withConfigurer(context.getComponent("ipmsg").getComponentPropertyConfigurer())
                        .withProperty(name.replace("camel.component.ipmsg.", ""), value)
                        .withMandatory(true)
                        .bind());

        staysOnTheNetwork();
    }

    private void staysOnTheNetwork() throws Exception {
        String own =
                "port=24998&bindAddress=0.0.0.0&discovery=BROADCAST&discoveryAddresses=127.0.0.1:24997&allow=192.0.2.0/24"
                        + "&stateDirectory=" + elsewhere;
        RouteBuilder.addRoutes(context, route -> {
            route.from("ipmsg:bot?exchangePattern=InOut&retryInterval=100ms&" + own)
                    .transform(route.simple("You said: ${body}"));
            route.from("direct:late").toD("ipmsg:bot?port=24996&retryInterval=100ms&to=${header.to}");
        });
        context.start();
        ScriptedPeer taro = network.peer("Taro");

        taro.says("hello");
        taro.awaitMessage("You said: hello");
        context.createProducerTemplate().sendBodyAndHeader("direct:late", "later", "to", "Taro");
        taro.awaitMessage("later");

        InetSocketAddress node = network.address("bot");
        assertThat(node.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(node.getPort()).isNotIn(24998, 24996, 2425);
        assertThat(filesIn(elsewhere)).isEmpty();
        assertThat(filesIn(Path.of(network.properties().get("camel.component.ipmsg.stateDirectory"))))
                .isNotEmpty();
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList();
        }
    }
}
