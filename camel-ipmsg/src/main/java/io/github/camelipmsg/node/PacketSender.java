/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.transport.Datagram;
import io.github.camelipmsg.transport.Transport;
import io.github.camelipmsg.transport.Transport.Handover;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out for every datagram of a node: numbered, in our name, counted.
 *
 * <p>Confined to the loop, except the two {@code encode}, which are thread-safe.
 */
final class PacketSender {
    private static final Logger LOG = LoggerFactory.getLogger(PacketSender.class);

    private final NodeOptions options;
    private final Identity self;
    private final Charset charset;
    private final MemberTable members;
    private final PeerCharsets charsets;
    private final PacketNumbers numbers;
    private final PacketCodec codec;
    private final Transport transport;
    private final AnswerBudget budget;
    private final NodeCounters counters;
    private final Occasionally failures;
    private boolean silent;

    PacketSender(
            NodeOptions options,
            PacketNumbers numbers,
            PacketCodec codec,
            Transport transport,
            MemberTable members,
            PeerCharsets charsets,
            AnswerBudget budget,
            NodeCounters counters,
            InstantSource clock) {
        this.options = options;
        this.self = options.identity();
        this.charset = options.charset();
        this.members = members;
        this.charsets = charsets;
        this.numbers = numbers;
        this.codec = codec;
        this.transport = transport;
        this.budget = budget;
        this.counters = counters;
        this.failures = new Occasionally(clock);
    }

    /** Takes a number for a packet that the caller sends itself; see {@link PacketNumbers#take}. */
    void number(LongConsumer use, Consumer<Exception> refused) {
        numbers.take(use, refused);
    }

    Packet packet(long number, CommandWord command, Body body) {
        return Packet.of(PacketNumber.of(number), self, command, body);
    }

    /** For everybody. */
    byte[] encode(Packet packet) {
        return encode(packet, charset);
    }

    /** In that charset, unless the packet says that it is UTF-8. */
    byte[] encode(Packet packet, Charset legacy) {
        return codec.encode(packet, legacy);
    }

    private Stream<InetSocketAddress> allowed(Collection<InetSocketAddress> targets, byte[] bytes) {
        return targets.stream().filter(target -> isOurChoice(target) || budget.spend(target, bytes.length));
    }

    private boolean isOurChoice(InetSocketAddress target) {
        return options.discoveryAddresses().contains(target)
                || transport.networks().stream()
                        .anyMatch(network -> target.getAddress().equals(network.broadcastAddress()));
    }

    private byte[] encodeFor(InetSocketAddress to, Packet packet) {
        return encode(packet, charsets.legacyOf(to.getAddress(), members.at(to).orElse(null)));
    }

    /** The same packet, with one number, to each of them, because a route wants it. */
    void send(CommandWord command, Body body, Collection<InetSocketAddress> targets) {
        encoded(command, body, bytes -> targets.forEach(target -> send(new Datagram(target, bytes))));
    }

    /**
     * The same, because it is time for it: to our networks and to whom the user has named, and to members, who may not be
     * who they say they are, as far as the budget allows it.
     */
    void sendUnasked(CommandWord command, Body body, Collection<InetSocketAddress> targets) {
        encoded(command, body, bytes -> allowed(targets, bytes).forEach(target -> send(new Datagram(target, bytes))));
    }

    /** The same, and from now on nothing else leaves: whoever has heard a goodbye must hear nothing after it. */
    void sendLast(CommandWord command, Body body, Collection<InetSocketAddress> targets) {
        silent = true;
        encoded(
                command,
                body,
                bytes -> allowed(targets, bytes)
                        .forEach(target -> transmit(new Datagram(target, bytes), logged(target))));
    }

    /** To one of them, in its charset. */
    void send(CommandWord command, Body body, InetSocketAddress to) {
        withNumber(command, number -> send(new Datagram(to, encodeFor(to, packet(number, command, body)))));
    }

    /**
     * To somebody who may not be who they say they are: only if the budget allows it, and only if there is a number at
     * once. What is not sent will be asked for again.
     *
     * @return the number under which it was sent; empty if it was not
     */
    OptionalLong answer(CommandWord command, Body body, InetSocketAddress to) {
        long number = numbers.peek();
        byte[] bytes = encodeFor(to, packet(number, command, body));
        boolean sent = answerIf(budget.spend(to, bytes.length) && numbers.takeNow(), new Datagram(to, bytes));
        return sent ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** The same, with bytes that have their number already. */
    boolean answer(Datagram datagram) {
        return answerIf(budget.spend(datagram.remote(), datagram.bytes().length), datagram);
    }

    private boolean answerIf(boolean allowed, Datagram datagram) {
        if (allowed) {
            send(datagram);
        } else {
            counters.count(Event.ANSWER_WITHHELD);
        }
        return allowed;
    }

    private void send(Datagram datagram) {
        send(datagram, logged(datagram.remote()));
    }

    private Handover logged(InetSocketAddress to) {
        return refusal -> {
            if (refusal != null) {
                failures.run(() -> LOG.warn("Cannot send to {}: {}", SocketAddresses.format(to), refusal.toString()));
            }
        };
    }

    void send(Datagram datagram, Handover handover) {
        if (!silent) {
            transmit(datagram, handover);
        }
    }

    private void transmit(Datagram datagram, Handover handover) {
        counters.count(Event.SENT);
        transport.send(datagram, refusal -> {
            if (refusal != null) {
                counters.count(Event.SEND_FAILED);
            }
            handover.ended(refusal);
        });
    }

    /** What everybody gets, under one number. */
    private void encoded(CommandWord command, Body body, Consumer<byte[]> use) {
        withNumber(command, number -> use.accept(encode(packet(number, command, body))));
    }

    private void withNumber(CommandWord command, LongConsumer use) {
        numbers.take(use, refused -> {
            counters.count(Event.SEND_FAILED);
            failures.run(() -> LOG.warn("Cannot send {}: {}", command, refused.toString()));
        });
    }
}
