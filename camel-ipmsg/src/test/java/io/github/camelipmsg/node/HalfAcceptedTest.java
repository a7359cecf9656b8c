/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.PacketNumber;
import org.junit.jupiter.api.Test;

/** Messages that one handler has accepted and another has not. */
class HalfAcceptedTest extends NodeAndPeerTest {
    @Test
    void whoHasAcceptedItIsNotOfferedTheRepetitionThatAnotherNeeds() {
        Mailbox content = bot.mailbox();
        Mailbox failing = bot.mailbox();
        failing.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        soon();
        failing.decide(false);
        soon();

        peer.repeats();
        soon();
        failing.decide(false);
        soon();
        peer.repeats();
        soon();
        failing.decide(true);

        peer.hearsReceiptFor(number);
        assertThat(content.texts()).containsExactly("hello");
        assertThat(failing.texts()).containsExactly("hello", "hello", "hello");
        peer.repeats();
        peer.hearsReceiptFor(number);
        assertThat(content.texts()).hasSize(1);
        assertThat(failing.texts()).hasSize(3);
    }

    @Test
    void isConfirmedOnceTheOneWhoRefusedItHasGone() {
        Mailbox content = bot.mailbox();
        Mailbox failing = bot.mailbox();
        failing.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        soon();
        failing.decide(false);
        bot.node.unsubscribe(failing);
        soon();

        peer.repeats();

        peer.hearsReceiptFor(number);
        assertThat(content.texts()).containsExactly("hello");
    }

    @Test
    void whoHasAcceptedItAndWasRestartedIsNotOfferedItAgain() {
        Mailbox content = named("content");
        Mailbox failing = named("failing");
        failing.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        soon();
        failing.decide(false);
        bot.node.unsubscribe(content);
        Mailbox restarted = named("content");

        peer.repeats();
        soon();
        failing.decide(true);

        peer.hearsReceiptFor(number);
        assertThat(content.texts()).containsExactly("hello");
        assertThat(restarted.texts()).isEmpty();
        assertThat(failing.texts()).hasSize(2);
    }

    @Test
    void whoHasAcceptedItIsForgottenAsMessagesAre() {
        Mailbox content = named("content");
        Mailbox failing = named("failing");
        failing.hesitate();
        peer.says("hello", SENDCHECKOPT);
        soon();
        failing.decide(false);
        simulation.advance(RememberedMessages.EXPIRES_AFTER);
        peer.listensAfresh();

        peer.repeats();
        soon();
        failing.decide(true);
        soon();

        assertThat(content.texts()).containsExactly("hello", "hello");
    }

    @Test
    void twoOfOneNameAreTwo() {
        Mailbox one = named("same");
        Mailbox other = named("same");
        other.hesitate();
        PacketNumber number = peer.says("hello", SENDCHECKOPT);
        soon();
        other.decide(false);
        peer.repeats();
        soon();
        other.decide(true);

        peer.hearsReceiptFor(number);
        assertThat(one.texts()).hasSize(1);
        assertThat(other.texts()).hasSize(2);
    }

    private Mailbox named(String name) {
        Mailbox mailbox = new Mailbox().named(name);
        bot.node.subscribe(mailbox);
        simulation.settle();
        return mailbox;
    }
}
