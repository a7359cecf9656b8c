/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.producer;
import static io.github.camelipmsg.ipmsg.Contexts.sendAsync;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A thousand messages as fast as sockets take them, each sent once: whatever is lost stays lost. */
@Timeout(60)
class BurstTest {
    private static final int BURST = 1_000;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private final Set<String> run = ConcurrentHashMap.newKeySet();

    private CamelContext bot() throws Exception {
        return contexts.start(route -> route.from("ipmsg:bot")
                .process(exchange -> assertThat(run.add(exchange.getMessage().getBody(String.class)))
                        .as("run once")
                        .isTrue()));
    }

    @Test
    void ofOnePeerIsReceivedWhole() throws Exception {
        CamelContext context = bot();
        InetSocketAddress node = address(context, "bot");
        RawPeer peer = contexts.peer("peer");

        burst(List.of(peer), node);

        soon().untilAsserted(() -> assertThat(run).hasSize(BURST));
        soon().untilAsserted(() -> assertThat(peer.receipts()).hasSize(BURST));
    }

    @Test
    void ofFiftyPeersIsReceivedWhole() throws Exception {
        CamelContext context = bot();
        InetSocketAddress node = address(context, "bot");
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            peers.add(contexts.peer("peer-" + i));
        }

        burst(peers, node);

        soon().untilAsserted(() -> assertThat(run).hasSize(BURST));
        soon().untilAsserted(() -> assertThat(
                        peers.stream().mapToInt(peer -> peer.receipts().size()).sum())
                .isEqualTo(BURST));
    }

    @Test
    void doesNotStarveTheReceiptsOfWhatTheNodeItselfSends() throws Exception {
        CamelContext context = bot();
        InetSocketAddress node = address(context, "bot");
        RawPeer busy = contexts.peer("busy");
        RawPeer friend = contexts.peer("friend").confirming();
        AsyncProducer producer = producer(context, "ipmsg:bot?to=" + friend.address());
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();

        for (int part = 0; part < 10; part++) {
            for (int i = 0; i < 10; i++) {
                sent.add(sendAsync(context, producer, "message " + part + i));
            }
            for (int i = 0; i < BURST / 10; i++) {
                busy.message(node, "busy " + part + "/" + i);
            }
        }

        for (CompletableFuture<Exchange> each : sent) {
            assertThat(each.get(20, TimeUnit.SECONDS).getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS))
                    .isEqualTo("RECEIVED");
        }
        soon().untilAsserted(() -> assertThat(run).hasSize(BURST));
    }

    private static void burst(List<RawPeer> peers, InetSocketAddress node) {
        for (int i = 0; i < BURST; i++) {
            peers.get(i % peers.size()).message(node, "message " + i);
        }
    }
}
