/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Option;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;

/**
 * Plays another client line by line: says something, then waits for exactly the next thing that the node says.
 *
 * <pre>{@code
 * peer.says("hello", SENDCHECKOPT);
 * peer.hears(Command.RECVMSG);
 * peer.hearsNothingFor(Duration.ofSeconds(10));
 * }</pre>
 */
final class LockstepPeer {
    static final Charset CP932 = Charset.forName("windows-31j");

    private static final PacketCodec CODEC = new PacketCodec(NodeOptions.DEFAULT_PORT);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Simulation simulation;
    private final RawHost socket;
    private final InetSocketAddress node;
    private Identity identity;
    private String version = Packet.VERSION;
    private long lastNumber = 1000;
    private byte[] lastBytes = {};

    /** Something that the node said. */
    record Heard(Packet packet, Transmission arrival) {
        /** The text of a message. */
        String text() {
            return ((Body.Text) packet.body()).text();
        }

        /** What a receipt, or another packet of that kind, refers to. */
        PacketNumber reference() {
            return ((Body.Reference) packet.body()).number();
        }
    }

    LockstepPeer(Simulation simulation, RawHost socket, InetSocketAddress node, Identity identity) {
        this.simulation = simulation;
        this.socket = socket;
        this.node = node;
        this.identity = identity;
    }

    /** From now on in somebody else's name. */
    LockstepPeer as(String user, String host) {
        identity = new Identity(user, host);
        return this;
    }

    /** From now on with another version field, as the clients write that are known by it. */
    LockstepPeer speaking(String versionField) {
        version = versionField;
        return this;
    }

    Identity identity() {
        return identity;
    }

    InetSocketAddress address() {
        return socket.address();
    }

    RawHost socket() {
        return socket;
    }

    /** Says it under the next number, which is returned. */
    PacketNumber says(CommandWord command, Body body) {
        return says(PacketNumber.of(++lastNumber), command, body);
    }

    PacketNumber says(PacketNumber number, CommandWord command, Body body) {
        sends(CODEC.encode(new Packet(version, number, identity, command, body), CP932));
        return number;
    }

    /** Sends a text message. */
    PacketNumber says(String text, MessageOption... options) {
        return says(CommandWord.of(Command.SENDMSG, options), Body.Text.of(text));
    }

    void sends(byte[] bytes) {
        lastBytes = bytes;
        socket.send(node, bytes);
    }

    /** The last datagram, once more. */
    void repeats() {
        socket.send(node, lastBytes);
    }

    byte[] lastBytes() {
        return lastBytes.clone();
    }

    /** Makes itself known without asking for an answer. */
    void presents(String nickname, PresenceOption... options) {
        says(CommandWord.of(Command.ANSENTRY, options), Body.Presence.of(nickname, ""));
        simulation.advance(Duration.ofMillis(1));
    }

    /** Confirms a message. */
    void confirms(Heard message) {
        says(
                CommandWord.of(Command.RECVMSG),
                new Body.Reference(message.packet().number()));
    }

    /** From now on it confirms every message as it comes. */
    void confirmsAll() {
        socket.onArrival(arrival -> {
            Heard heard = heard(arrival);
            if (heard.packet().command().command() == Command.SENDMSG) {
                confirms(heard);
            }
        });
    }

    /** Says that it has opened a message, and wants to be heard. */
    PacketNumber opens(Heard message) {
        return says(
                CommandWord.of(Command.READMSG, MessageOption.READCHECKOPT),
                new Body.Reference(message.packet().number()));
    }

    /** The next thing that the node says, which must be this, with these options and no others. */
    Heard hears(Command command, Option... options) {
        return hears(PATIENCE, command, options);
    }

    Heard hears(Duration within, Command command, Option... options) {
        Heard heard = hears(within);
        assertThat(heard.packet().command()).isEqualTo(CommandWord.of(command, options));
        return heard;
    }

    /** The next thing that the node says, whatever it is. */
    Heard hears(Duration within) {
        simulation.runUntil(() -> socket.waiting() > 0, within);
        return heard(socket.take());
    }

    private static Heard heard(Transmission arrival) {
        return new Heard(CODEC.decode(arrival.bytes(), CP932), arrival);
    }

    /** The receipt for that number. */
    Heard hearsReceiptFor(PacketNumber number) {
        Heard receipt = hears(Command.RECVMSG);
        assertThat(receipt.reference()).isEqualTo(number);
        return receipt;
    }

    void hearsNothingFor(Duration time) {
        simulation.advance(time);
        assertThat(socket.received()
                        .subList(
                                socket.received().size() - socket.waiting(),
                                socket.received().size()))
                .as("what arrived at %s", socket)
                .isEmpty();
    }

    /** None of what has arrived and was not heard yet is such a packet. */
    void hearsNothingOf(Command command) {
        while (socket.waiting() > 0) {
            assertThat(hears(Duration.ZERO).packet().command().command()).isNotEqualTo(command);
        }
    }

    /** Forgets what has arrived: it is not what the test is about. */
    void listensAfresh() {
        simulation.advance(Duration.ofMillis(1));
        while (socket.waiting() > 0) {
            socket.take();
        }
    }
}
