/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.MessageOption;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node says of how much it holds. */
class NodeSizesTest extends NodeTest {
    private static NodeSizes sizes(NodeFixture node, SimulatedNodes nodes) {
        return nodes.simulation.await(node.node.sizes(), Duration.ofSeconds(1));
    }

    @Test
    void countsWhatPeersAndUsersMakeItHold() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        assertThat(sizes(bot, nodes)).isEqualTo(new NodeSizes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        LockstepPeer peer = nodes.peer("hanako", "10.1.0.9", bot);
        bot.mailbox();

        peer.presents("Hanako");
        peer.says("sealed", MessageOption.SENDCHECKOPT, MessageOption.SECRETOPT);
        bot.begins(Draft.of("never confirmed").to("Hanako"));
        bot.begins(Draft.of("to nobody").to("Nobody"));
        soon();

        assertThat(sizes(bot, nodes)).isEqualTo(new NodeSizes(1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0));
        simulation.advance(Duration.ofSeconds(20));
        assertThat(sizes(bot, nodes)).isEqualTo(new NodeSizes(1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0));

        bot.begins(Draft.of("held").to("Hanako").held());
        simulation.advance(Duration.ofSeconds(20));
        assertThat(sizes(bot, nodes)).isEqualTo(new NodeSizes(1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0));
    }

    @Test
    void countsWhatWaitsForAStrangersProofOrForTheOtherConsumer() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer stranger = nodes.peer("hanako", "10.1.0.9", bot);
        bot.mailbox();
        Mailbox failing = bot.mailbox();
        failing.hesitate();

        stranger.says("for both", MessageOption.SENDCHECKOPT);
        soon();
        failing.decide(false);
        soon();
        assertThat(sizes(bot, nodes).messagesHalfAccepted()).isOne();
        stranger.repeats();
        soon();
        failing.decide(true);
        soon();
        assertThat(sizes(bot, nodes).messagesHalfAccepted()).isZero();

        LockstepPeer other = nodes.peer("taro", "10.1.0.8", bot);
        failing.room(0);
        bot.node.unsubscribe(failing);
        other.says("sealed", MessageOption.SENDCHECKOPT, MessageOption.SECRETOPT, MessageOption.READCHECKOPT);
        simulation.advance(Duration.ofMillis(100));
        assertThat(sizes(bot, nodes).receiptsHeldBack()).isOne();
        simulation.advance(Duration.ofSeconds(20));
        assertThat(sizes(bot, nodes).receiptsHeldBack()).isZero();
    }
}
