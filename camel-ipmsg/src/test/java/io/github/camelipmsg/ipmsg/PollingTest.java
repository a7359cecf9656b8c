/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are asked for, one at a time. */
class PollingTest {
    private static final int PATIENCE = 10_000;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void givesAMessageToAConsumerTemplate() throws Exception {
        CamelContext context = contexts.create();
        context.start();
        RawPeer peer = contexts.peer("peer");
        ConsumerTemplate template = context.createConsumerTemplate();
        CompletableFuture<Exchange> received =
                CompletableFuture.supplyAsync(() -> template.receive("ipmsg:bot", PATIENCE));
        repeatUntilTaken(context, peer);

        Exchange exchange = received.get(PATIENCE, TimeUnit.MILLISECONDS);
        assertThat(exchange.getMessage().getBody()).isEqualTo("polled");
        assertThat(exchange.getMessage().getHeader("CamelIpmsgSenderUser")).isEqualTo("peer");
        template.doneUoW(exchange);
        template.stop();
    }

    @Test
    void enrichesAnExchangeByTheNextMessage() throws Exception {
        CamelContext context = contexts.start(route ->
                route.from("direct:ask").pollEnrich("ipmsg:bot", PATIENCE).to("mock:enriched"));
        RawPeer peer = contexts.peer("peer");
        CompletableFuture<Object> asked = context.createProducerTemplate().asyncSendBody("direct:ask", "question");
        repeatUntilTaken(context, peer);

        asked.get(PATIENCE, TimeUnit.MILLISECONDS);
        assertThat(bodies(context, "enriched", 1)).containsExactly("polled");
    }

    /** As a real client does: it does not know when somebody begins to listen. */
    private static void repeatUntilTaken(CamelContext context, RawPeer peer) throws Exception {
        int number = peer.nextNumber();
        while (peer.receipts().isEmpty()) {
            long seen = Contexts.count(context, "bot", Event.RECEIVED);
            peer.packet(address(context, "bot"), number, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "polled");
            Contexts.awaitCount(context, "bot", Event.RECEIVED, seen + 1);
        }
    }
}
