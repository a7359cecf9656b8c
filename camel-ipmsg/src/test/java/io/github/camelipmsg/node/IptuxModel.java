/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays iptux 0.8.3 as far as it remembers packet numbers: it confirms first, then drops a message unless its number is
 * above the last one from that IP address; entries, answers to them and absence notices let it forget that one, and
 * nothing but a message sets it. Its own numbers begin at 1.
 */
final class IptuxModel {
    private static final PacketCodec CODEC = new PacketCodec(NodeOptions.DEFAULT_PORT);

    private final RawHost socket;
    private final Identity identity;
    private final Map<InetAddress, Long> lastNumbers = new HashMap<>();
    private final List<String> shown = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private long nextNumber = 1;
    private byte[] lastAnswer = {};
    private InetSocketAddress lastAnswered = new InetSocketAddress(0);

    IptuxModel(SimulatedNodes nodes, String user, String address) {
        this.socket = nodes.network.raw(address);
        this.identity = new Identity(user, "pc-of-" + user);
        socket.onArrival(this::arrived);
    }

    /** The texts of all messages that its user has seen, oldest first. */
    List<String> shown() {
        return List.copyOf(shown);
    }

    /** The texts of all messages that it dropped, whether or not it has confirmed them. */
    List<String> dropped() {
        return List.copyOf(dropped);
    }

    /** What it has received, to count or to look into. */
    long received(Command command) {
        return socket.received().stream()
                .filter(arrival -> decode(arrival).command().command() == command)
                .count();
    }

    InetSocketAddress address() {
        return socket.address();
    }

    /** Starts, as if it had not run before. */
    void joins() {
        lastNumbers.clear();
        nextNumber = 1;
        entersAgain();
    }

    /** Its user wants to know who is there; it forgets nothing by that. */
    void entersAgain() {
        socket.broadcast(encode(CommandWord.of(Command.BR_ENTRY, PresenceOption.ABSENCEOPT), presence()));
    }

    /** Its user writes to a node. */
    void says(String text, InetSocketAddress node) {
        socket.send(node, encode(CommandWord.of(Command.SENDMSG, MessageOption.SENDCHECKOPT), Body.Text.of(text)));
    }

    /** A node sends it a message, which must be confirmed and shown. */
    Delivery shows(NodeFixture node, String text) {
        String ip = socket.address().getAddress().getHostAddress();
        Delivery delivery = node.deliverOne(Draft.of(text).to(ip));
        assertThat(delivery.status()).as(text).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(shown).as("shown by iptux").contains(text);
        return delivery;
    }

    static Packet decode(Transmission transmission) {
        return CODEC.decode(transmission.bytes(), StandardCharsets.UTF_8);
    }

    static boolean is(Command command, Transmission transmission) {
        return decode(transmission).command().command() == command;
    }

    /** A datagram comes; also for a test that has one come late. */
    void arrived(Transmission arrival) {
        if (arrival.from().equals(socket.address())) {
            return; // its own broadcast
        }
        Packet packet = decode(arrival);
        InetSocketAddress from = arrival.from();
        switch (packet.command().command()) {
            case BR_ENTRY -> {
                lastNumbers.remove(from.getAddress());
                answer(from, CommandWord.of(Command.ANSENTRY, PresenceOption.ABSENCEOPT), presence());
            }
            case ANSENTRY, BR_ABSENCE -> lastNumbers.remove(from.getAddress());
            case SENDMSG -> message(packet, from);
            default -> {
                // nothing that concerns numbers
            }
        }
    }

    private void message(Packet packet, InetSocketAddress from) {
        if (packet.command().has(MessageOption.SENDCHECKOPT)) {
            answer(
                    from,
                    CommandWord.of(Command.RECVMSG, MessageOption.SENDCHECKOPT),
                    new Body.Reference(packet.number()));
        }
        long number = Long.parseLong(packet.number().digits());
        String text = ((Body.Text) packet.body()).text();
        if (number <= lastNumbers.getOrDefault(from.getAddress(), 0L)) {
            dropped.add(text);
        } else {
            lastNumbers.put(from.getAddress(), number);
            shown.add(text);
        }
    }

    /** The network has doubled its last answer, and the second copy took its time. */
    void repeatsItsLastAnswer() {
        socket.send(lastAnswered, lastAnswer);
    }

    /** The network brings a copy of something that it has sent before. */
    void repeats(Transmission sent) {
        socket.send(sent.to(), sent.bytes());
    }

    private void answer(InetSocketAddress to, CommandWord command, Body body) {
        lastAnswered = to;
        lastAnswer = encode(command, body);
        socket.send(to, lastAnswer);
    }

    private Body presence() {
        return new Body.Presence(identity.user(), "", null, "utf-8", null);
    }

    private byte[] encode(CommandWord command, Body body) {
        PacketNumber number = PacketNumber.of(nextNumber++);
        return CODEC.encode(new Packet("1_iptux 0.8.3", number, identity, command, body), StandardCharsets.UTF_8);
    }
}
