/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;

/** What the tests share that need a node and somebody to talk to it. */
abstract class NodeAndPeerTest extends NodeTest {
    NodeFixture bot;
    LockstepPeer peer;

    @BeforeEach
    void opensANodeAndAPeer() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
        peer = nodes.peer("taro", "10.1.0.9", bot);
    }
}
