/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** The order in which messages are run, without threads: tasks run when the test says so. */
class SenderQueuesTest {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2425);

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> begun = new ArrayList<>();
    private final Map<String, Runnable> atWork = new HashMap<>();

    private SenderQueues queues(int maxInFlight) {
        return new SenderQueues(maxInFlight, tasks::add, (message, done) -> {
            begun.add(message.text());
            atWork.put(message.text(), done);
        });
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void add(SenderQueues queues, String... texts) {
        for (String text : texts) {
            assertThat(queues.reserve()).isTrue();
            queues.add(message(text.substring(0, 1), text));
        }
        runTasks();
    }

    private void end(String text) {
        atWork.remove(text).run();
        runTasks();
    }

    private static InboundMessage message(String user, String text) {
        Member sender = new Member(
                new Identity(user, "host"),
                user,
                "",
                List.of(new Member.Address(ANYWHERE, Instant.EPOCH)),
                CommandWord.of(Command.BR_ENTRY),
                ClientKind.OTHER,
                null);
        return new InboundMessage(
                text, sender, ANYWHERE, PacketNumber.of(1), CommandWord.of(Command.SENDMSG), text, Instant.EPOCH);
    }

    @Test
    void runsTheMessagesOfOneSenderOneAfterTheOther() {
        SenderQueues queues = queues(10);
        add(queues, "a1", "a2", "a3");
        assertThat(begun).containsExactly("a1");
        end("a1");
        assertThat(begun).containsExactly("a1", "a2");
        end("a2");
        assertThat(begun).containsExactly("a1", "a2", "a3");
    }

    @Test
    void runsTheMessagesOfDifferentSendersSideBySide() {
        add(queues(10), "a1", "b1", "c1");
        assertThat(begun).containsExactly("a1", "b1", "c1");
    }

    @Test
    void runsNoMoreAtATimeThanMaxInFlight() {
        SenderQueues queues = queues(2);
        add(queues, "a1", "b1", "c1", "d1");
        assertThat(begun).containsExactly("a1", "b1");
        assertThat(queues.waiting()).isEqualTo(2);
        end("b1");
        assertThat(begun).containsExactly("a1", "b1", "c1");
        assertThat(queues.waiting()).isEqualTo(1);
    }

    @Test
    void letsASenderThatFloodsWaitForTheOthers() {
        SenderQueues queues = queues(1);
        add(queues, "a1", "a2", "a3", "b1", "c1");
        end("a1");
        end("b1");
        end("c1");
        assertThat(begun).containsExactly("a1", "b1", "c1", "a2");
    }

    @Test
    void hasPlacesForWhatIsAtWorkAndABoundedInbox() {
        SenderQueues queues = queues(3);
        for (int place = 0; place < 3 + SenderQueues.INBOX; place++) {
            assertThat(queues.reserve()).isTrue();
        }
        assertThat(queues.reserve()).isFalse();
        queues.release();
        assertThat(queues.reserve()).isTrue();
        assertThat(queues.reserve()).isFalse();
    }

    @Test
    void givesThePlaceOfAMessageBackWhenItIsDone() {
        SenderQueues queues = queues(1);
        add(queues, "a1");
        while (queues.reserve()) {
            // until it is full
        }
        end("a1");
        assertThat(queues.reserve()).isTrue();
        assertThat(queues.reserve()).isFalse();
    }
}
