/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What the tests share that hold messages: a node, and a member who comes and goes. */
abstract class HoldingTest extends NodeTest {
    static final String BOT = "10.1.0.1";

    NodeFixture bot;
    News news;
    LockstepPeer peer;

    /** A node that has joined, and is listened to. */
    void opens(NodeSetup setup) throws IOException {
        bot = nodes.joined(setup);
        news = News.of(bot);
        if (peer == null) {
            peer = nodes.peer("taro", "10.1.0.9", bot);
            peer.socket().listen();
        }
        peer.listensAfresh();
    }

    void comes() {
        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Taro", "Sales"));
        simulation.advance(Duration.ofMillis(1));
    }

    /** Is here, and has heard who we are. */
    void isHere() {
        comes();
        simulation.advance(Duration.ofSeconds(5));
        peer.listensAfresh();
    }

    void goes() {
        peer.says(CommandWord.of(Command.BR_EXIT), Body.EMPTY);
        soon();
    }

    void cameAndWent() {
        isHere();
        goes();
    }

    /** The next message, past everything else. */
    Heard hears() {
        while (true) {
            Heard heard = peer.hears(Duration.ofSeconds(20));
            if (heard.packet().command().command() == Command.SENDMSG) {
                return heard;
            }
        }
    }

    static long number(Heard message) {
        return Long.parseLong(message.packet().number().digits());
    }

    /** Sends what is answered at once. */
    DeliveryResult sends(Draft draft) {
        CompletableFuture<DeliveryResult> sent = bot.send(draft);
        simulation.advance(Duration.ofMillis(50));
        assertThat(sent).isCompleted();
        return sent.join();
    }
}
