/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Confirms messages to their senders: RECVMSG (draft 14). Whoever is not in the member list and wants no receipt is asked
 * for an entry instead, unless it is a one-shot tool (official client 4.99).
 *
 * <p>Confined to the loop. Bounded by what {@link Inbox} takes.
 */
final class Receipts {
    /** A route that only opens a message has done so by then; its sender repeats after a second. */
    static final Duration OPENED_WITHIN = Duration.ofMillis(300);

    private final Timers timers;
    private final PacketSender packets;
    private final AnswerBudget budget;
    private final MemberTable members;
    private final Announcer announcer;

    Receipts(EventExecutor loop, PacketSender packets, AnswerBudget budget, MemberTable members, Announcer announcer) {
        this.timers = new Timers(loop);
        this.packets = packets;
        this.budget = budget;
        this.members = members;
        this.announcer = announcer;
    }

    /** A message came. If it wants no receipt, what may go to a stranger is free for our entry. */
    void arrived(Packet message, InetSocketAddress from) {
        CommandWord options = message.command();
        boolean wantsNoEntry = options.has(MessageOption.NOADDLISTOPT) || !InboundMessage.isPersonal(options);
        boolean hasItsReceiptToGet = options.has(MessageOption.SENDCHECKOPT);
        if (!wantsNoEntry
                && !hasItsReceiptToGet
                && members.named(message.sender()).isEmpty()) {
            announcer.introduce(from);
        }
    }

    /**
     * A message was taken. If it is a stranger's and only one datagram may go there, its read notice comes first: the
     * answer to that proves the stranger, and then the receipt is free.
     */
    void taken(InboundMessage message) {
        if (message.wantsReceipt() && message.wantsReadCheck() && budget.isNearlySpent(message.from())) {
            timers.after(OPENED_WITHIN, () -> confirm(message));
        } else {
            confirm(message);
        }
    }

    /** Confirms it, if its sender wants that. */
    void confirm(InboundMessage message) {
        if (message.wantsReceipt()) {
            packets.answer(CommandWord.of(Command.RECVMSG), new Body.Reference(message.number()), message.from());
        }
    }
}
