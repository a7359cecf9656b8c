/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each Kamelet of the jar in a YAML route. */
class KameletsTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void sourceReceivesAndAnswers() throws Exception {
        CamelContext context = start();
        InetSocketAddress bot = address(context, "bot");
        RawPeer taro = contexts.peer("taro").confirming();
        taro.enter(bot, "太郎", "Sales");
        Contexts.prove(context, "bot", taro);

        taro.message(bot, "Hello");

        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("You said: Hello");
        assertThat(received(context, "heard", 1).get(0).getMessage().getHeaders())
                .containsEntry(IpmsgConstants.SENDER_NICKNAME, "太郎");
    }

    @Test
    void sourceTakesTheOptionsOfItsNode() throws Exception {
        CamelContext context = start();

        assertThat(Contexts.options(context, "bot").nickname()).isEqualTo("Kamelet Bot");
        assertThat(Contexts.options(context, "bot").group()).isEqualTo("Robots");
    }

    @Test
    void sinkSendsToWhomTheHeaderNames() throws Exception {
        CamelContext context = start();
        RawPeer taro = contexts.peer("taro").confirming();

        context.createProducerTemplate().sendBodyAndHeader("direct:send", "Coffee?", IpmsgConstants.TO, taro.address());

        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("Coffee?");
    }

    @Test
    void sinkFailsWhenNobodyConfirms() throws Exception {
        CamelContext context = start();
        RawPeer silent = contexts.peer("silent");

        assertThatThrownBy(() -> context.createProducerTemplate()
                        .sendBodyAndHeader("direct:send", "Coffee?", IpmsgConstants.TO, silent.address()))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(IpmsgDeliveryException.class)
                .rootCause()
                .hasMessageContaining(silent.address());
    }

    @Test
    void membersSourceTellsWhoComesAndGoesInJson() throws Exception {
        CamelContext context = start();
        InetSocketAddress bot = address(context, "bot");
        RawPeer taro = contexts.peer("taro").confirming();

        taro.enter(bot, "太郎", "Sales");
        received(context, "members", 1);
        taro.packet(bot, taro.nextNumber(), RawPeer.BR_EXIT, "");

        assertThat(bodies(context, "members", 2))
                .satisfiesExactly(
                        joined -> assertThat(joined)
                                .contains("\"event\":\"JOINED\"", "\"nickname\":\"太郎\"", taro.address()),
                        left -> assertThat(left).contains("\"event\":\"LEFT\"", "\"user\":\"taro\""));
    }

    /** As Camel would take it from a variable USERNAME, which Windows sets. */
    @Test
    void whatIsNotSetIsNotTakenFromSomethingElseOfThatName() throws Exception {
        CamelContext context = contexts.create();
        context.getPropertiesComponent().addInitialProperty("userName", "alice");
        context.getPropertiesComponent().addInitialProperty("group", "Windows");
        context.getPropertiesComponent().addInitialProperty("from", "user:nobody");
        context.getPropertiesComponent().addInitialProperty("to", "user:nobody");
        context.getPropertiesComponent().addInitialProperty("confirmation", "NONE");
        Contexts.add(
                context, route -> route.from("kamelet:ipmsg-source?name=bot").to("mock:bot"));
        Contexts.add(context, route -> route.from("direct:send").to("kamelet:ipmsg-sink?name=bot"));
        context.start();
        RawPeer taro = contexts.peer("taro").confirming();

        taro.message(address(context, "bot"), "Hello");
        Exchange sent = context.createProducerTemplate().send("direct:send", exchange -> {
            exchange.getMessage().setHeader(IpmsgConstants.TO, taro.address());
            exchange.getMessage().setBody("Coffee?");
        });

        assertThat(Contexts.options(context, "bot").identity().user()).isEqualTo("bot");
        assertThat(Contexts.options(context, "bot").group()).isEmpty();
        assertThat(received(context, "bot", 1)).isNotEmpty();
        assertThat(sent.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS)).isEqualTo("RECEIVED");
    }

    /** docs/runtimes.md says so: if Camel refuses them one day it may say something better. */
    @Test
    void camelIgnoresAPropertyThatAKameletLacks() throws Exception {
        CamelContext context = contexts.start(route ->
                route.from("kamelet:ipmsg-source?name=bot&nodeNicknam=Robot").to("mock:bot"));

        assertThat(Contexts.options(context, "bot").nickname()).isEqualTo("bot");
    }

    @Test
    void aValueThatAPropertyCannotHaveIsAnErrorAsEverywhere() {
        assertThatThrownBy(() ->
                        contexts.start(route -> route.from("kamelet:ipmsg-source?name=bot&nodeDiscovery=SOMETIMES")
                                .to("mock:bot")))
                .rootCause()
                .hasMessage("It must be one of BROADCAST, NONE.");
    }

    private CamelContext start() throws Exception {
        CamelContext context = contexts.create();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("classpath:kamelet-routes.yaml"));
        context.start();
        return context;
    }
}
