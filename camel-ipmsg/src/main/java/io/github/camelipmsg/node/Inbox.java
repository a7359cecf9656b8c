/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.MessageClaims.Claim;
import io.github.camelipmsg.node.MessageHandler.Slot;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.Octets;
import io.github.camelipmsg.protocol.Packet;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * <p>Confined to the loop. Bounded by {@value #MAX_ARRIVALS} messages that are not yet offered, and
 * {@value #MAX_ARRIVALS_OF_ONE_ADDRESS} of one IP address, whatever names it gives; long ones count more.
 */
final class Inbox {
    static final int MAX_ARRIVALS = 8_192;
    static final int MAX_ARRIVALS_OF_ONE_ADDRESS = 2_048;

    private static final Pattern MESSAGE_ID =
            Pattern.compile("(?<run>[0-9a-f]+)-(?<serial>[0-9a-f]{1,15})(?<sealed>s)?");
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Executor workers;
    private final MemberTable members;
    private final Receipts receipts;
    private final ReadNotices readNotices;
    private final Absence absence;
    private final Envelope envelope;
    private final MessageClaims claims;
    private final NodeCounters counters;
    private final Occasionally unreadable;
    private final Occasionally failures;
    private final String run;
    private final Map<String, MessageHandler> handlers = new LinkedHashMap<>(); // by name
    private final HalfAccepted halfAccepted;

    /** Of each sender, oldest first; they are there while their head is at work. */
    private final Map<Identity, Queue<Arrival>> arrivals = new HashMap<>();

    private final SharedRoom room = new SharedRoom(MAX_ARRIVALS, MAX_ARRIVALS_OF_ONE_ADDRESS);
    private int arrived;
    private long serial;

    private record Arrival(Packet packet, InetSocketAddress from, Instant receivedAt) {
        /** By all that it holds: a short text may have a long file list behind it. */
        int places() {
            int length = packet.version().length();
            if (packet.body() instanceof Body.Text text) {
                length += text.text().length() + length(text.sections());
            } else if (packet.body() instanceof Body.SealedText sealed) {
                length += sealed.cipherText().length() + length(sealed.sections());
            }
            return InboundMessage.places(length);
        }

        private static int length(List<Octets> sections) {
            return sections.stream().mapToInt(Octets::length).sum();
        }
    }

    Inbox(
            NodeEnvironment environment,
            EventExecutor loop,
            MemberTable members,
            Receipts receipts,
            ReadNotices readNotices,
            Absence absence,
            Envelope envelope,
            MessageClaims claims,
            NodeCounters counters) {
        this.loop = loop;
        this.clock = environment.clock();
        this.workers = environment.workers();
        this.members = members;
        this.receipts = receipts;
        this.readNotices = readNotices;
        this.absence = absence;
        this.envelope = envelope;
        this.claims = claims;
        this.counters = counters;
        this.halfAccepted = new HalfAccepted(environment.steadyClock());
        this.unreadable = new Occasionally(environment.steadyClock());
        this.failures = new Occasionally(environment.steadyClock());
        this.run = Long.toHexString(clock.millis()); // of the time of day: no run has had it before
    }

    int arrivals() {
        assert loop.inEventLoop();
        return arrived;
    }

    int remembered() {
        assert loop.inEventLoop();
        return claims.size();
    }

    int halfAccepted() {
        assert loop.inEventLoop();
        return halfAccepted.size();
    }

    void add(MessageHandler handler) {
        assert loop.inEventLoop();
        String name = handler.name();
        for (int namesake = 2; handlers.containsKey(name); namesake++) {
            name = handler.name() + "#" + namesake;
        }
        handlers.put(name, handler);
    }

    void remove(MessageHandler handler) {
        assert loop.inEventLoop();
        handlers.values().remove(handler);
    }

    /**
     * Takes a message, if there is anybody to take it for and room. One IP address cannot take the room of all others, nor
     * can those who use another's name take that one's.
     */
    void received(Packet packet, InetSocketAddress from) {
        assert loop.inEventLoop();
        receipts.arrived(packet, from);
        Arrival arrival = new Arrival(packet, from, clock.instant());
        if (!room.take(from.getAddress(), arrival.places())) {
            counters.count(Event.MESSAGE_NOT_TAKEN);
            return;
        }
        arrived++;
        @Nullable Queue<Arrival> ahead = arrivals.get(packet.sender());
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
        @Nullable Queue<Arrival> ofSender = arrivals.get(sender);
        if (ofSender == null) {
            return;
        }
        Arrival taken = ofSender.remove();
        arrived--;
        room.giveBack(taken.from().getAddress(), taken.places());
        @Nullable Arrival next = ofSender.peek();
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
                receipts.confirm(message);
            }
            case IN_PROGRESS -> LOG.debug("A copy of message {} is at work already", message.number());
        }
    }

    private void offer(InboundMessage message, MessageKey key) {
        Set<String> before = halfAccepted.by(key);
        Optional<Map<String, Slot>> reserved = reserve(message, before);
        Map<String, Slot> slots = reserved.orElse(Map.of());
        if (reserved.isEmpty() || (slots.isEmpty() && before.isEmpty())) {
            if (reserved.isPresent() && !handlers.isEmpty()) {
                receipts.notWanted(message);
            }
            notTaken(message, key, null);
            return;
        }
        readNotices.taken(message);
        receipts.offered(message, (int) handlers.entrySet().stream()
                .filter(each ->
                        slots.containsKey(each.getKey()) && each.getValue().replies())
                .count());
        Set<String> accepted = new HashSet<>(before);
        List<CompletableFuture<?>> decisions = new ArrayList<>();
        slots.forEach(
                (name, slot) -> decisions.add(accept(slot, message).thenRunAsync(() -> accepted.add(name), loop)));
        CompletionStage<Void> decided = CompletableFuture.allOf(decisions.toArray(CompletableFuture<?>[]::new));
        decided.thenComposeAsync(all -> claims.complete(key), loop)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                halfAccepted.forget(key);
                                counters.count(Event.MESSAGE_ACCEPTED);
                                if (receipts.taken(message)) { // what a stranger may get is for its receipt first
                                    absence.taken(message);
                                }
                            } else {
                                halfAccepted.remember(key, accepted);
                                notTaken(message, key, failure);
                            }
                        },
                        loop);
    }

    private static CompletableFuture<?> accept(Slot slot, InboundMessage message) {
        try {
            return slot.accept(message).toCompletableFuture();
        } catch (RuntimeException | Error e) { // that no thread can be made, for one
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

    /**
     * Room at every handler that wants the message, those excepted who have accepted an earlier copy of it; empty if one of
     * them has none.
     */
    private Optional<Map<String, Slot>> reserve(InboundMessage message, Set<String> except) {
        Map<String, Slot> slots = new LinkedHashMap<>();
        for (Map.Entry<String, MessageHandler> named : handlers.entrySet()) {
            MessageHandler handler = named.getValue();
            try {
                if (except.contains(named.getKey()) || !handler.wants(message)) {
                    continue;
                }
                Optional<Slot> slot = handler.reserve(message);
                if (slot.isPresent()) {
                    slots.put(named.getKey(), slot.get());
                    continue;
                }
            } catch (RuntimeException | Error e) { // a claim must never stay open, or the sender repeats in vain
                failures.run(
                        () -> LOG.error("A handler failed on message {}, which is not confirmed", message.number(), e));
            }
            slots.values().forEach(Slot::release);
            return Optional.empty();
        }
        return Optional.of(slots);
    }

    /**
     * A message with that id was opened.
     *
     * @throws IllegalArgumentException if no message had that id, or it was forgotten
     */
    void opened(String id) {
        assert loop.inEventLoop();
        Matcher known = MESSAGE_ID.matcher(id);
        if (!known.matches()
                || !known.group("run").equals(run)
                || Long.parseLong(known.group("serial"), 16) >= serial) {
            throw new IllegalArgumentException("No message with the id '" + id
                    + "' was received since this node started; use header CamelIpmsgMessageId of its exchange");
        }
        if (!readNotices.opened(id) && known.group("sealed") != null) {
            throw new IllegalArgumentException("The sealed message '" + id
                    + "' was received so many sealed messages ago that it was forgotten; its sender cannot be told");
        }
    }

    private String nextId(Packet packet) {
        String sealed = InboundMessage.wantsReadNotice(packet.command()) ? "s" : "";
        return run + "-" + Long.toHexString(serial++) + sealed;
    }

    private InboundMessage message(Arrival arrival, String text) {
        Packet packet = arrival.packet();
        return new InboundMessage(
                nextId(packet),
                members.named(packet.sender())
                        .orElseGet(() -> Member.unlisted(packet, arrival.from(), arrival.receivedAt())),
                arrival.from(),
                packet.number(),
                packet.command(),
                text,
                arrival.receivedAt());
    }
}
