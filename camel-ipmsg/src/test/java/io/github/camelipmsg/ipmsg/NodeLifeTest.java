/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.net.InetSocketAddress;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a node joins and when it leaves. */
class NodeLifeTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext announcingTo(RawPeer peer) throws Exception {
        CamelContext context = contexts.create();
        Contexts.configuration(context).setDiscoveryAddresses(peer.address());
        Contexts.add(context, route -> route.from("ipmsg:bot").routeId("bot").to("mock:bot"));
        context.start();
        return context;
    }

    @Test
    void joinsWithItsFirstConsumer() throws Exception {
        RawPeer peer = contexts.peer("peer");
        announcingTo(peer);
        assertThat(peer.await(RawPeer.BR_ENTRY).text()).isEqualTo("bot");
    }

    @Test
    void joinsWithItsFirstProducer() throws Exception {
        RawPeer peer = contexts.peer("peer").confirming();
        CamelContext context = contexts.create();
        context.start();
        assertThat(contexts.threads()).isEmpty();
        send(context, "ipmsg:bot?to=" + peer.address() + "&discoveryAddresses=" + peer.address(), "x");
        assertThat(peer.await(RawPeer.BR_ENTRY).text()).isEqualTo("bot");
    }

    @Test
    void leavesWhenTheContextStops() throws Exception {
        RawPeer peer = contexts.peer("peer");
        CamelContext context = announcingTo(peer);
        peer.await(RawPeer.BR_ENTRY);
        context.stop();
        assertThat(peer.await(RawPeer.BR_EXIT).user()).isEqualTo("bot");
        soon().untilAsserted(() -> assertThat(contexts.threads()).isEmpty());
    }

    @Test
    void staysForAWhileAfterItsLastRoute() throws Exception {
        RawPeer peer = contexts.peer("peer").confirming();
        CamelContext context = announcingTo(peer);
        InetSocketAddress node = address(context, "bot");
        context.getRouteController().stopRoute("bot");
        context.removeRoute("bot");

        peer.enter(node, "Peer", "");
        peer.await(RawPeer.ANSENTRY);
        assertThat(peer.heard(RawPeer.BR_EXIT)).isEmpty();
        assertThat(send(context, "ipmsg:bot?to=" + peer.address(), "x").getException())
                .isNull();
        assertThat(peer.await(RawPeer.SENDMSG).from().getPort()).isEqualTo(node.getPort());
    }

    @Test
    void confirmsNothingAfterItsLastRoute() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer peer = contexts.peer("peer");
        InetSocketAddress node = address(context, "bot");
        context.getRouteController().stopRoute("bot");
        peer.message(node, "x");
        Contexts.awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(peer.receipts()).isEmpty();
    }

    @Test
    void comesBackOtherwiseIfItsRouteReturnsWithOtherOptions() throws Exception {
        RawPeer peer = contexts.peer("peer");
        CamelContext context = announcingTo(peer);
        peer.await(RawPeer.BR_ENTRY);
        context.getRouteController().stopRoute("bot");
        context.removeRoute("bot");

        Contexts.add(context, route -> route.from("ipmsg:bot?nickname=New").to("mock:new"));
        peer.await(RawPeer.BR_EXIT);
        assertThat(peer.await(RawPeer.BR_ENTRY).text()).isEqualTo("New");
        peer.message(address(context, "bot"), "x");
        peer.await(RawPeer.RECVMSG);
        assertThat(bodies(context, "new", 1)).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port=%d", "userName=bot"})
    void leavesAtOnceIfItIsUnusedAndAnotherNeedsItsPortOrIdentity(String option) throws Exception {
        RawPeer peer = contexts.peer("peer");
        CamelContext context = announcingTo(peer);
        peer.await(RawPeer.BR_ENTRY);
        int port = address(context, "bot").getPort();
        context.getRouteController().stopRoute("bot");
        context.removeRoute("bot");

        Contexts.add(
                context,
                route ->
                        route.from("ipmsg:other?" + String.format(option, port)).to("mock:other"));

        assertThat(peer.await(RawPeer.BR_EXIT).text()).isEqualTo("bot");
        assertThat(peer.await(RawPeer.BR_ENTRY).text()).isEqualTo("other");
    }

    @Test
    void startsAgainWithItsContext() throws Exception {
        RawPeer peer = contexts.peer("peer");
        String options = "?port=0&discovery=NONE&stateDirectory=" + contexts.stateDirectory(1);
        CamelContext context =
                contexts.start(route -> route.from("ipmsg:bot" + options).to("mock:bot"));
        context.stop();
        context.start(); // with a component of its own, which has none of the options of the first
        peer.message(address(context, "bot"), "x");
        peer.await(RawPeer.RECVMSG);
    }

    @Test
    void neverGoesBackInItsPacketNumbers() throws Exception {
        RawPeer peer = contexts.peer("peer").confirming();
        for (int run = 1; run <= 3; run++) {
            CamelContext context = contexts.create();
            Contexts.configuration(context)
                    .setStateDirectory(contexts.stateDirectory(1).toString());
            context.start();
            send(context, "ipmsg:bot?to=" + peer.address(), "run " + run);
            context.stop();
        }
        assertThat(peer.heard(RawPeer.SENDMSG).stream().map(heard -> Long.parseLong(heard.number())))
                .hasSize(3)
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
