/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.ipmsg.IpmsgComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What routes and health checks ask of peers, and what peers answer. */
class QuestionsTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        network.attach(context);
        context.getComponent("ipmsg", IpmsgComponent.class).setHealthCheckMember("Taro");
        RouteBuilder.addRoutes(
                context,
                route -> route.from("direct:ask")
                        .toD("ipmsg:bot?operation=${body}&to=${header.to}&retryInterval=100ms&confirmationTimeout=1s"));
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aPeerHasAVersionOrThatWhichTheTestGivesIt() {
        ScriptedPeer taro = network.peer("Taro");

        assertThat(ask("VERSION").getMessage().getBody()).isEqualTo("A scripted peer");
        taro.answersVersion("Ver 4.99 (試験)");
        assertThat(ask("VERSION").getMessage().getBody()).isEqualTo("Ver 4.99 (試験)");
    }

    @Test
    void aPeerTellsWhyItIsAway() {
        ScriptedPeer taro = network.peer("Taro");

        assertThat(ask("ABSENCE_INFO").getMessage().getBody()).isEqualTo("Not Absence mode");
        taro.goesAway("lunch");
        assertThat(ask("ABSENCE_INFO").getMessage().getBody()).isEqualTo("lunch");
        taro.comesBack();
        assertThat(ask("ABSENCE_INFO").getMessage().getBody()).isEqualTo("Not Absence mode");
    }

    @Test
    void aPeerMayLeaveQuestionsUnanswered() {
        ScriptedPeer taro = network.peer("Taro").neverAnswersQuestions();

        assertThat(ask("VERSION").getException()).hasMessageContaining("Taro");
        assertThat(ask("ABSENCE_INFO").getException()).hasMessageContaining("Taro");
        taro.answersVersion("again");
        assertThat(ask("VERSION").getMessage().getBody()).isEqualTo("again");
    }

    @Test
    void aHealthCheckAsksAPeer() {
        ScriptedPeer taro = network.peer("Taro");
        ask("VERSION");
        assertThat(readiness()).isEqualTo(HealthCheck.State.UP);

        taro.neverAnswersQuestions();
        assertThat(readiness()).isEqualTo(HealthCheck.State.DOWN);
    }

    private HealthCheck.State readiness() {
        return HealthCheckHelper.invokeReadiness(context).stream()
                .filter(result -> result.getCheck().getId().equals("ipmsg:bot"))
                .findFirst()
                .orElseThrow()
                .getState();
    }

    private Exchange ask(String operation) {
        return context.createProducerTemplate().send("direct:ask", exchange -> {
            exchange.getMessage().setHeader("to", "nick:Taro");
            exchange.getMessage().setBody(operation);
        });
    }
}
