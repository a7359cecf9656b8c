/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One application for several tests, each of which begins with an empty network. */
class StaticNetworkTest {
    @RegisterExtension
    static final IpmsgNetwork NETWORK = new IpmsgNetwork();

    private static final CamelContext APPLICATION = new DefaultCamelContext();

    @BeforeAll
    static void start() throws Exception {
        NETWORK.attach(APPLICATION);
        RouteBuilder.addRoutes(APPLICATION, route -> {
            route.from("ipmsg:bot").to("mock:said");
            route.from("direct:alert").to("ipmsg:bot?to=Taro&retryInterval=100ms&confirmationTimeout=5s");
        });
        APPLICATION.start();
    }

    @AfterAll
    static void stop() {
        APPLICATION.stop();
    }

    @RepeatedTest(3)
    void whoHasTheSameNameIsSomebodyElseInEachTest() throws Exception {
        ScriptedPeer taro = NETWORK.peer("Taro").confirmsAfter(Duration.ofMillis(10));
        ProducerTemplate template = APPLICATION.createProducerTemplate();

        template.sendBody("direct:alert", "Fire"); // several Taros would be an error

        taro.awaitMessage("Fire");
        assertThat(taro.texts()).containsExactly("Fire");
        List<?> members = template.requestBody("ipmsg:bot?operation=MEMBERS", null, List.class);
        assertThat(members).hasSize(1);
    }

    @RepeatedTest(2)
    void whatTheSameNameSaysIsNoRepetitionOfWhatItSaidInAnotherTest() throws Exception {
        MockEndpoint said = APPLICATION.getEndpoint("mock:said", MockEndpoint.class);
        said.reset();
        said.expectedBodiesReceived("hello");
        ScriptedPeer hanako = NETWORK.peer("Hanako");

        hanako.awaitReceipt(hanako.says("hello"));

        said.assertIsSatisfied();
    }

    @RepeatedTest(2)
    void theOnlyNodeIsMeant() throws Exception {
        MockEndpoint said = APPLICATION.getEndpoint("mock:said", MockEndpoint.class);
        said.reset();
        said.expectedBodiesReceived("nobody wrote this", "for everybody");
        ScriptedPeer hanako = NETWORK.peer("Hanako");

        assertThat(hanako.saysAutomatically("nobody wrote this").node()).isEqualTo("bot");
        assertThat(hanako.broadcasts("for everybody").node()).isEqualTo("bot");

        said.assertIsSatisfied();
    }

    @RepeatedTest(2)
    void patienceIsOfOneTest() {
        assertThat(NETWORK.patience()).isEqualTo(Duration.ofSeconds(10));
        ScriptedPeer hanako = NETWORK.patience(Duration.ofMillis(1)).peer("Hanako");

        assertThatThrownBy(hanako::awaitMessage)
                .hasMessage("Hanako waits for a message: not within PT0.001S. This has" + " happened: nothing");
        assertThatThrownBy(() -> NETWORK.address("nobody")).hasMessageContainingAll("\n  Hanako is here");
    }

    @Test
    void theNodesKeepTheirDirectory() {
        assertThat(Path.of(NETWORK.properties().get("camel.component.ipmsg.stateDirectory")))
                .isNotEmptyDirectory();
    }
}
