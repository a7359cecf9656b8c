/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.Unmappable;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component in an application that is configured by properties. */
class CamelMainTest {
    @Test
    void readsItsOptionsFromProperties(@TempDir Path directory) throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.component.ipmsg.port", "0");
        main.addInitialProperty("camel.component.ipmsg.discovery", "NONE");
        main.addInitialProperty("camel.component.ipmsg.state-directory", directory.toString());
        main.addInitialProperty("camel.component.ipmsg.discovery-interval", "7m");
        main.addInitialProperty("camel.component.ipmsg.unmappable", "REPLACE");
        main.addInitialProperty("camel.component.ipmsg.confirmation-timeout", "8s");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("ipmsg:bot").to("mock:bot");
                from("direct:hello").toD("ipmsg:guest?to=${header.whom}");
            }
        });
        main.start();
        try {
            IpmsgConfiguration read = Contexts.configuration(main.getCamelContext());
            assertThat(read.getDiscovery()).isEqualTo(Discovery.NONE);
            assertThat(read.getDiscoveryInterval()).isEqualTo(Duration.ofMinutes(7));
            assertThat(read.getUnmappable()).isEqualTo(Unmappable.REPLACE);
            assertThat(read.getConfirmationTimeout()).isEqualTo(Duration.ofSeconds(8));

            String bot = Contexts.to(main.getCamelContext(), "bot");
            main.getCamelTemplate().sendBodyAndHeader("direct:hello", "hello", "whom", bot);
            MockEndpoint mock = main.getCamelContext().getEndpoint("mock:bot", MockEndpoint.class);
            mock.expectedBodiesReceived("hello");
            mock.assertIsSatisfied(10_000);
        } finally {
            main.stop();
        }
    }

    @Test
    void refusesAPropertyThatNamesNoOption() {
        Main main = new Main();
        main.addInitialProperty("camel.component.ipmsg.prot", "2426");

        assertThatThrownBy(main::start)
                .hasMessageContaining("Error binding property (camel.component.ipmsg.prot=2426)");
        main.stop();
    }
}
