/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.node.NodeOptions;
import io.github.camelipmsg.node.Unmappable;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** The example of docs/routes.md about the network: all options of a node, from properties. */
class NetworkExamplesTest {
    @Test
    void everyOptionOfTheNodeComesFromProperties() throws Exception {
        Properties example = new Properties();
        try (InputStream file = NetworkExamplesTest.class.getResourceAsStream("/examples/network.properties")) {
            example.load(Objects.requireNonNull(file));
        }
        Main main = new Main();
        example.forEach((name, value) -> main.addInitialProperty((String) name, (String) value));
        main.addInitialProperty("camel.component.ipmsg.port", "0"); // whatever runs on this machine
        main.bind("held-in-database", new HeldMessageStore() {
            @Override
            public Map<String, byte[]> load(String owner) {
                return Map.of();
            }

            @Override
            public void save(String owner, List<Change> changes) {}
        });
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("ipmsg:bot").to("mock:bot");
            }
        });
        main.start();
        try {
            NodeOptions options = Contexts.options(main.getCamelContext(), "bot");
            assertThat(options.nickname()).isEqualTo("Factory bot");
            assertThat(options.identity()).hasToString("factory-bot@server-7");
            assertThat(options.group()).isEqualTo("Machines");
            assertThat(options.broadcasts()).isFalse();
            assertThat(options.discoveryAddresses()).hasSize(2);
            assertThat(options.discoveryInterval()).isEqualTo(Duration.ofMinutes(10));
            assertThat(options.peerCharsets()).hasSize(2);
            assertThat(options.unmappable()).isEqualTo(Unmappable.REPLACE);
            assertThat(options.allow()).hasSize(2);
            assertThat(options.deny()).hasSize(1);
            assertThat(options.maxMembers()).isEqualTo(2_000);
            assertThat(options.hostLists()).isFalse();
            assertThat(options.absenceInterval()).isEqualTo(Duration.ofMinutes(30));
            assertThat(Contexts.configuration(main.getCamelContext()).getHeldMessages())
                    .isSameAs(main.lookup("held-in-database", HeldMessageStore.class));
            assertThat(example).hasSizeGreaterThanOrEqualTo(NodeSettings.OPTIONS.size());
        } finally {
            main.stop();
        }
    }
}
