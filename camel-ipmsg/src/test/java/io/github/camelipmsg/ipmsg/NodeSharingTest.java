/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.configuration;
import static io.github.camelipmsg.ipmsg.Contexts.saying;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One node for each name: where its options may stand, and what it cannot share. */
class NodeSharingTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private static void assertFails(ThrowingCallable start, String... saying) {
        assertThatThrownBy(start).satisfies(saying(saying));
    }

    private ThrowingCallable starting(LambdaRouteBuilder routes) {
        return () -> contexts.start(routes);
    }

    /** How a peer that writes to the node comes to see it: it answers an entry by its own names. */
    private static String appearance(RawPeer peer, InetSocketAddress node) {
        peer.enter(node, "Peer", "");
        RawPeer.Heard answer = peer.await(RawPeer.ANSENTRY);
        return answer.user() + "@" + answer.host() + " " + answer.text();
    }

    @Test
    void usesOnePortForAllEndpointsOfAName() throws Exception {
        RawPeer peer = contexts.peer("peer").confirming();
        CamelContext context = contexts.startBot();
        send(context, "ipmsg:bot?to=" + peer.address(), "x");
        send(context, "ipmsg:bot?confirmation=NONE&to=" + peer.address(), "x");
        send(context, "ipmsg:other?to=" + peer.address(), "x");

        assertThat(peer.heard(RawPeer.SENDMSG).stream()
                        .map(heard -> heard.from().getPort()))
                .startsWith(
                        address(context, "bot").getPort(),
                        address(context, "bot").getPort())
                .last()
                .isEqualTo(address(context, "other").getPort())
                .isNotEqualTo(address(context, "bot").getPort());
    }

    @Test
    void takesNodeOptionsFromTheComponentAndFromAnyEndpoint() throws Exception {
        CamelContext context = contexts.create();
        configuration(context).setHostName("from-component");
        configuration(context).setUserName("from-component");
        Contexts.add(context, route -> {
            route.from("ipmsg:bot?nickname=From endpoint").to("mock:bot");
            route.from("direct:out").to("ipmsg:bot?userName=from-other-endpoint");
        });
        context.start();

        assertThat(appearance(contexts.peer("peer"), address(context, "bot")))
                .isEqualTo("from-other-endpoint@from-component From endpoint");
    }

    @Test
    void takesFromEndpointsOnlyWhatTheComponentLacksIfThatOverrides() throws Exception {
        CamelContext context = contexts.create();
        context.getComponent("ipmsg", IpmsgComponent.class).setOverrideNodeOptions(true);
        configuration(context).setHostName("from-component");
        configuration(context).setUserName("from-component");
        Contexts.add(context, route -> {
            route.from("ipmsg:bot?userName=from-endpoint&nickname=From endpoint")
                    .to("mock:bot");
            route.from("direct:out").to("ipmsg:bot?userName=from-other-endpoint");
        });
        context.start();
        RawPeer peer = contexts.peer("peer").confirming();

        assertThat(appearance(peer, address(context, "bot"))).isEqualTo("from-component@from-component From endpoint");
        send(context, "ipmsg:bot?userName=from-late-endpoint&to=" + peer.address(), "x");
        assertThat(peer.await(RawPeer.SENDMSG).user()).isEqualTo("from-component");
        assertFails(
                () -> send(context, "ipmsg:bot?nickname=From late endpoint&to=" + peer.address(), "x"),
                "Option nickname of node 'bot'");
    }

    @Test
    void itsServiceIsWhereItIsBound() {
        CamelContext context = contexts.create();
        configuration(context).setPort(2427);
        configuration(context).setBindAddress("127.0.0.1");
        IpmsgEndpoint endpoint = context.getEndpoint("ipmsg:bot?port=2426", IpmsgEndpoint.class);
        assertThat(endpoint.getServiceUrl()).isEqualTo("127.0.0.1:2426");

        endpoint.getComponent().setOverrideNodeOptions(true);

        assertThat(endpoint.getServiceUrl()).isEqualTo("127.0.0.1:2427");
    }

    @Test
    void appearsUnderItsNameByDefault() throws Exception {
        CamelContext context = contexts.startBot();
        assertThat(appearance(contexts.peer("peer"), address(context, "bot")))
                .startsWith("bot@")
                .endsWith(" bot");
    }

    @Test
    void refusesEndpointsThatContradictEachOther() {
        assertFails(
                starting(route -> {
                    route.from("ipmsg:bot?group=Sales").to("mock:bot");
                    route.from("ipmsg:bot?group=Support").to("mock:bot");
                }),
                "Option group of node 'bot'",
                "ipmsg://bot?group=Sales",
                "ipmsg://bot?group=Support",
                "give it one value, or another name");
    }

    @Test
    void acceptsEndpointsThatSayTheSame() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.from("ipmsg:bot?group=Sales&maxInFlight=1").to("mock:bot");
            route.from("ipmsg:bot?group=Sales&maxInFlight=2").to("mock:bot");
        });
        assertThat(context.getStatus().isStarted()).isTrue();
    }

    @Test
    void refusesADynamicEndpointThatContradictsTheRunningNode() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.from("ipmsg:bot?group=Sales").to("mock:bot");
            route.from("direct:out").toD("ipmsg:bot?group=${header.group}&to=127.0.0.1");
        });
        Exchange sent = send(context, "direct:out", "x", Map.of("group", "Support"));

        assertThat(sent.getException())
                .satisfies(
                        saying("Option group of node 'bot'", "ipmsg://bot?group=Support", "ipmsg://bot?group=Sales"));
    }

    @Test
    void refusesADynamicEndpointThatContradictsADefaultOfTheRunningNode() throws Exception {
        CamelContext context = contexts.startBot();
        assertFails(
                () -> send(context, "ipmsg:bot?maxMembers=5&to=127.0.0.1", "x"),
                "Option maxMembers of node 'bot' is '5'",
                "but '10000' by the component or the default");
    }

    @Test
    void namesBothNodesThatWantOnePort() throws Exception {
        CamelContext context = contexts.startBot();
        int port = address(context, "bot").getPort();
        assertFails(
                () -> Contexts.add(
                        context, route -> route.from("ipmsg:late?port=" + port).to("mock:late")),
                "Node 'late'",
                "port " + port,
                "Node 'bot' of this Camel context uses that port",
                "set port or bindAddress");
    }

    @Test
    void saysThatAnotherProgramUsesThePort() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0)) {
            assertFails(
                    starting(route ->
                            route.from("ipmsg:bot?port=" + other.getLocalPort()).to("mock:bot")),
                    "port " + other.getLocalPort(),
                    "another program");
        }
    }

    @Test
    void namesBothNodesThatWantOneIdentity() {
        assertFails(
                starting(route -> {
                    route.from("ipmsg:one?userName=bot&hostName=h").to("mock:bot");
                    route.from("ipmsg:two?userName=BOT&hostName=H").to("mock:bot");
                }),
                "'one'",
                "'two'",
                "set another userName or hostName");
    }

    @Test
    void refusesAnIdentityThatAnotherContextHas() throws Exception {
        contexts.startBot();
        CamelContext second = contexts.create();
        configuration(second).setStateDirectory(contexts.stateDirectory(1).toString());
        Contexts.add(second, route -> route.from("ipmsg:bot").to("mock:bot"));

        assertFails(
                second::start,
                "Node 'bot' cannot be user 'bot'",
                "because node 'bot' of process " + ProcessHandle.current().pid() + " is",
                contexts.stateDirectory(1).toString(),
                "userName, hostName or stateDirectory");
    }

    @Test
    void leavesNothingBehindWhenItCannotStart() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0)) {
            CamelContext context = contexts.create();
            context.start();
            String taken = "ipmsg:bot?nickname=Bot&port=" + other.getLocalPort();
            assertFails(
                    () -> Contexts.add(
                            context, route -> route.from(taken).routeId("bot").to("mock:bot")),
                    "Node 'bot' cannot start");
            assertThat(contexts.threads()).isEmpty();
            context.removeRoute("bot");
        }
    }
}
