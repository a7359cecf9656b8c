/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.MessageClaims.Claim;
import io.github.camelipmsg.node.MessageHandler.Slot;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message into the node, in the order of its steps: open it, ask whether it is new, offer it to every
 * handler that wants it, and confirm it once all have accepted.
 *
 * <p>The messages of one sender take these steps one after the other, so that handlers get them in order; those of
 * different senders do not wait for each other. A message that nobody takes is dropped and not confirmed: the sender's
 * repetition is our queue.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_ARRIVALS} messages that are not yet offered.
 */
final class Inbox {
    static final int MAX_ARRIVALS = 8_192;
    static final int MAX_ARRIVALS_OF_ONE_SENDER = 2_048;

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Executor workers;
    private final MemberTable members;
    private final PacketSender packets;
    private final Announcer announcer;
    private final Envelope envelope;
    private final MessageClaims claims;
    private final NodeCounters counters;
    private final Occasionally unreadable;
    private final Occasionally failures;
    private final String idPrefix;
    private final List<MessageHandler> handlers = new ArrayList<>();
    private final Map<Identity, Queue<Arrival>> arrivals =
            new HashMap<>(); // a queue is there while its head is at work
    private int arrived;
    private long serial;

    private record Arrival(Packet packet, InetSocketAddress from, Instant receivedAt) {}

    Inbox(
            NodeEnvironment environment,
            EventExecutor loop,
            MemberTable members,
            PacketSender packets,
            Announcer announcer,
            Envelope envelope,
            MessageClaims claims,
            NodeCounters counters) {
        this.loop = loop;
        this.clock = environment.clock();
        this.workers = environment.workers();
        this.members = members;
        this.packets = packets;
        this.announcer = announcer;
        this.envelope = envelope;
        this.claims = claims;
        this.counters = counters;
        this.unreadable = new Occasionally(environment.steadyClock());
        this.failures = new Occasionally(environment.steadyClock());
        this.idPrefix = Long.toHexString(clock.millis()) + "-"; // of the time of day: no run has had it before
    }

    void add(MessageHandler handler) {
        assert loop.inEventLoop();
        handlers.add(handler);
    }

    void remove(MessageHandler handler) {
        assert loop.inEventLoop();
        handlers.remove(handler);
    }

    /**
     * Takes a message, if there is anybody to take it for and room. One sender cannot take the room of all others.
     */
    void received(Packet packet, InetSocketAddress from) {
        assert loop.inEventLoop();
        introduceStranger(packet, from);
        @Nullable Queue<Arrival> ahead = arrivals.get(packet.sender());
        boolean full = arrived >= MAX_ARRIVALS || (ahead != null && ahead.size() >= MAX_ARRIVALS_OF_ONE_SENDER);
        if (full) {
            counters.count(Event.MESSAGE_NOT_TAKEN);
            return;
        }
        arrived++;
        Arrival arrival = new Arrival(packet, from, clock.instant());
        if (ahead != null) {
            ahead.add(arrival);
        } else {
            arrivals.put(packet.sender(), new ArrayDeque<>(List.of(arrival)));
            take(arrival);
        }
    }

    private void take(Arrival arrival) {
        open(arrival.packet())
                .thenComposeAsync(
                        text -> text.map(opened -> claim(arrival, opened)).orElseGet(() -> unreadable(arrival)), loop)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                failures.run(() -> LOG.error(
                                        "Cannot take the message {}, which is not confirmed",
                                        arrival.packet(),
                                        failure));
                                counters.count(Event.MESSAGE_NOT_TAKEN);
                            }
                            takeNext(arrival.packet().sender());
                        },
                        loop);
    }

    private void takeNext(Identity sender) {
        arrived--;
        @Nullable Queue<Arrival> queue = arrivals.get(sender);
        if (queue == null) {
            return;
        }
        queue.remove();
        @Nullable Arrival next = queue.peek();
        if (next == null) {
            arrivals.remove(sender);
        } else {
            take(next);
        }
    }

    private CompletionStage<Optional<Body.Text>> open(Packet packet) {
        if (packet.body() instanceof Body.Text text) {
            return CompletableFuture.completedFuture(Optional.of(text));
        }
        try {
            return CompletableFuture.supplyAsync(() -> envelope.open(packet), workers);
        } catch (RejectedExecutionException e) { // no worker is free: the next message of this sender must not wait
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> unreadable(Arrival arrival) {
        counters.count(Event.MESSAGE_UNREADABLE);
        unreadable.run(() -> LOG.warn(
                "The message {} from {} is encrypted for a key that is not ours; it is neither routed nor confirmed",
                arrival.packet(),
                SocketAddresses.format(arrival.from())));
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> claim(Arrival arrival, Body.Text opened) {
        InboundMessage message = message(arrival, opened.text());
        MessageKey key = MessageKey.of(arrival.packet().sender(), message.number(), message.text());
        return claims.claim(key).thenAcceptAsync(claim -> act(claim, message, key), loop);
    }

    private void act(Claim claim, InboundMessage message, MessageKey key) {
        switch (claim) {
            case NEW -> offer(message, key);
            case COMPLETED -> {
                counters.count(Event.MESSAGE_REPEATED);
                confirm(message);
            }
            case IN_PROGRESS -> LOG.debug("A copy of message {} is at work already", message.number());
        }
    }

    private void offer(InboundMessage message, MessageKey key) {
        List<Slot> slots = reserve(message);
        if (slots.isEmpty()) {
            notTaken(message, key, null);
            return;
        }
        CompletionStage<Void> accepted = CompletableFuture.allOf(
                slots.stream().map(slot -> accept(slot, message)).toArray(CompletableFuture<?>[]::new));
        accepted.thenComposeAsync(all -> claims.complete(key), loop)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                counters.count(Event.MESSAGE_ACCEPTED);
                                confirm(message);
                            } else {
                                notTaken(message, key, failure);
                            }
                        },
                        loop);
    }

    private static CompletableFuture<?> accept(Slot slot, InboundMessage message) {
        try {
            return slot.accept(message).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** No receipt; the sender's repetition gets a fair chance. */
    private void notTaken(InboundMessage message, MessageKey key, @Nullable Throwable failure) {
        LOG.debug("Message {} of {} was not taken", message.number(), message.sender(), failure);
        counters.count(Event.MESSAGE_NOT_TAKEN);
        claims.release(key)
                .whenCompleteAsync(
                        (released, problem) -> {
                            if (problem != null) {
                                failures.run(() -> LOG.error(
                                        "Cannot forget message {}: its repetition will be ignored",
                                        message.number(),
                                        problem));
                            }
                        },
                        loop);
    }

    /** Room at every handler that wants the message; empty if none does or one is full. */
    private List<Slot> reserve(InboundMessage message) {
        List<Slot> slots = new ArrayList<>();
        for (MessageHandler handler : handlers) {
            try {
                if (!handler.wants(message)) {
                    continue;
                }
                Optional<Slot> slot = handler.reserve();
                if (slot.isPresent()) {
                    slots.add(slot.get());
                    continue;
                }
            } catch (RuntimeException e) { // a claim must never stay open, or the sender repeats in vain
                failures.run(
                        () -> LOG.error("A handler failed on message {}, which is not confirmed", message.number(), e));
            }
            slots.forEach(Slot::release);
            return List.of();
        }
        return slots;
    }

    private void confirm(InboundMessage message) {
        if (message.wantsReceipt()) {
            packets.answer(CommandWord.of(Command.RECVMSG), new Body.Reference(message.number()), message.from());
        }
    }

    private InboundMessage message(Arrival arrival, String text) {
        Packet packet = arrival.packet();
        return new InboundMessage(
                idPrefix + serial++,
                members.named(packet.sender())
                        .orElseGet(() -> Member.unlisted(packet, arrival.from(), arrival.receivedAt())),
                arrival.from(),
                packet.number(),
                packet.command(),
                text,
                arrival.receivedAt());
    }

    /** Who writes to us without being in the list is asked for an entry, unless it is a one-shot tool (4.99). */
    private void introduceStranger(Packet packet, InetSocketAddress from) {
        boolean wantsNoEntry = packet.command().has(MessageOption.NOADDLISTOPT)
                || packet.command().has(MessageOption.BROADCASTOPT)
                || packet.command().has(MessageOption.AUTORETOPT);
        boolean hasItsReceiptToGet = packet.command().has(MessageOption.SENDCHECKOPT);
        if (!wantsNoEntry
                && !hasItsReceiptToGet
                && members.named(packet.sender()).isEmpty()) {
            announcer.introduce(from);
        }
    }
}
