/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketNumber;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Confirms messages to their senders: RECVMSG (draft 14). Whoever is not in the member list and gets no receipt is
 * asked for an entry instead, unless it is a one-shot tool (official client 4.99).
 *
 * <p>To a stranger goes no more than {@link AnswerBudget} allows, often a single datagram. If a notice or a reply is to be
 * expected, that comes first, because its answer proves the stranger and makes the receipt free; the receipt waits for the
 * proof, or until there will be neither, or for the sender's repetition, which is worth a datagram more.
 *
 * <p>Confined to the loop. What waits is bounded by {@value #MAX_ADDRESSES} addresses and {@value #MAX_OF_ONE_ADDRESS} each;
 * what is beyond is confirmed when it is repeated.
 */
final class Receipts {
    /** A route that only opens a message has done so by then; its sender repeats after a second. */
    static final Duration OPENED_WITHIN = Duration.ofMillis(300);
    /** So long a reply is waited for: senders repeat after a second, and then they have their receipt. */
    static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);
    /** The proof comes as the receipt of our reply, which is repeated meanwhile. */
    static final Duration PROVEN_WITHIN = Duration.ofSeconds(15);

    static final int MAX_ADDRESSES = 4_096;
    static final int MAX_OF_ONE_ADDRESS = 64;

    private final Timers timers;
    private final PacketSender packets;
    private final AnswerBudget budget;
    private final MemberTable members;
    private final Announcer announcer;
    private final Map<String, Integer> repliers = BoundedMap.byAge(MAX_ADDRESSES); // by id: how many may still reply
    private final Map<InetSocketAddress, Map<PacketNumber, Waiting>> waiting =
            BoundedMap.byAge(MAX_ADDRESSES, messages -> messages.values().forEach(Waiting::end));

    /** A message that is not confirmed yet, and the timers that wait with it. */
    private static final class Waiting {
        final InboundMessage message;
        Timeout confirms = Timeout.NONE;
        Timeout forgets = Timeout.NONE;

        Waiting(InboundMessage message) {
            this.message = message;
        }

        void end() {
            confirms.cancel();
            forgets.cancel();
        }
    }

    Receipts(EventExecutor loop, PacketSender packets, AnswerBudget budget, MemberTable members, Announcer announcer) {
        this.timers = new Timers(loop);
        this.packets = packets;
        this.budget = budget;
        this.members = members;
        this.announcer = announcer;
    }

    /** A message came. If it wants no receipt, what may go to a stranger is free for our entry. */
    void arrived(Packet message, InetSocketAddress from) {
        if (!message.command().has(MessageOption.SENDCHECKOPT)) {
            introduce(message.command(), message.sender(), from);
        }
    }

    /** Nobody wants a message, and so it gets no receipt: perhaps somebody would who knew its sender's nickname or group. */
    void notWanted(InboundMessage message) {
        if (message.wantsReceipt()) {
            introduce(message.command(), message.sender().identity(), message.from());
        }
    }

    private void introduce(CommandWord options, Identity sender, InetSocketAddress from) {
        boolean wantsNoEntry = options.has(MessageOption.NOADDLISTOPT) || !InboundMessage.isPersonal(options);
        if (!wantsNoEntry && members.named(sender).isEmpty()) {
            announcer.introduce(from);
        }
    }

    /** A message is offered to so many who may reply to it. */
    void offered(InboundMessage message, int mayReply) {
        if (mayReply > 0 && message.wantsReceipt() && message.answerable() && budget.isStranger(message.from())) {
            repliers.put(message.id(), mayReply);
        }
    }

    /**
     * A message was taken.
     *
     * @return whether its receipt is out of the way: it was sent, or there is none
     */
    boolean taken(InboundMessage taken) {
        InboundMessage message = taken.withoutText(); // it may wait for long, among many
        if (!message.wantsReceipt()) {
            return true;
        }
        boolean mayBeReplied = repliers.containsKey(message.id());
        int alreadyWaiting = waiting.getOrDefault(message.from(), Map.of()).size(); // each with a datagram of its own
        int takenOtherwise = alreadyWaiting + announcer.answersDue(message.from());
        if (budget.isDownTo(1 + takenOtherwise, message.from()) && (mayBeReplied || message.wantsReadCheck())) {
            Duration patience = mayBeReplied ? ANSWERED_WITHIN : OPENED_WITHIN;
            keep(message).confirms = timers.after(patience, () -> confirmIfItWaits(message));
            return false;
        }
        if (!confirm(message)) {
            keep(message);
            return false;
        }
        return true;
    }

    /** One of those who may reply to a message has done so, or will not. */
    void answered(InboundMessage message) {
        @Nullable Integer left = repliers.remove(message.id());
        if (left != null && left > 1) {
            repliers.put(message.id(), left - 1);
        } else {
            confirmIfItWaits(message);
        }
    }

    /** A reply went to that address, or was withheld; or the address has proven itself. */
    void mayNowGo(InetSocketAddress address) {
        @Nullable Map<PacketNumber, Waiting> messages = waiting.get(address);
        if (messages != null) {
            List.copyOf(messages.values()).forEach(each -> confirmIfItWaits(each.message));
        }
    }

    /**
     * Confirms it, if its sender wants that.
     *
     * @return false if its sender must not get any more just now
     */
    boolean confirm(InboundMessage message) {
        if (!message.wantsReceipt()) {
            return true;
        }
        boolean sent = packets.answer(
                        CommandWord.of(Command.RECVMSG), new Body.Reference(message.number()), message.from())
                .isPresent();
        if (sent) {
            forget(message);
        }
        return sent;
    }

    /** How many wait, and how many may still be replied to. */
    int size() {
        return repliers.size() + waiting.values().stream().mapToInt(Map::size).sum();
    }

    /** The node stops: what was taken is confirmed, as far as that is allowed. */
    void shutdown() {
        List.copyOf(waiting.keySet()).forEach(this::mayNowGo);
        waiting.values().forEach(messages -> messages.values().forEach(Waiting::end));
        waiting.clear();
    }

    private Waiting keep(InboundMessage message) {
        forget(message);
        Waiting kept = new Waiting(message);
        waiting.computeIfAbsent(message.from(), address -> BoundedMap.byAge(MAX_OF_ONE_ADDRESS, Waiting::end))
                .put(message.number(), kept);
        kept.forgets = timers.after(PROVEN_WITHIN, () -> forget(message));
        return kept;
    }

    private void confirmIfItWaits(InboundMessage message) {
        @Nullable Map<PacketNumber, Waiting> messages = waiting.get(message.from());
        if (messages != null && messages.containsKey(message.number())) {
            confirm(message);
        }
    }

    private void forget(InboundMessage message) {
        waiting.computeIfPresent(message.from(), (address, messages) -> {
            Optional.ofNullable(messages.remove(message.number())).ifPresent(Waiting::end);
            return messages.isEmpty() ? null : messages;
        });
    }
}
