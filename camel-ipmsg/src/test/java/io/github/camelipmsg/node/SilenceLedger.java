/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps an account of its own of what a node must not answer, or two programs would talk for ever: what is automatic or
 * went to everybody, answers, and what comes from itself, from a port of the system or from the address of a whole network.
 * Each receipt, notice, reply, piece of information and answer to an entry must have its question; and nothing at all goes
 * to the node itself.
 */
public final class SilenceLedger {
    /** What is said of an answer without a question. */
    public static final String COMPLAINT = "nobody has asked for";

    private static final int FIRST_UNPRIVILEGED_PORT = 1024;
    private static final PacketCodec CODEC = new PacketCodec(NodeOptions.DEFAULT_PORT);

    private final InetSocketAddress node;
    private final InetAddress everybody;
    private final Map<InetSocketAddress, Set<Question>> questions = new HashMap<>(); // by who asked

    /** @param number the low 32 bits */
    private record Question(Command command, int number) {}

    SilenceLedger(InetSocketAddress node, InetSocketAddress everybody) {
        this.node = node;
        this.everybody = everybody.getAddress();
    }

    /** A datagram has left somebody. */
    void sent(Transmission datagram) {
        if (datagram.from().equals(node)) {
            left(datagram.to(), CODEC.decode(datagram.bytes(), LockstepPeer.CP932));
        } else if (datagram.to().equals(node)) {
            try {
                asked(datagram.from(), CODEC.decode(datagram.bytes(), LockstepPeer.CP932));
            } catch (MalformedPacketException e) {
                // nothing that could be answered
            }
        }
    }

    private void asked(InetSocketAddress from, Packet packet) {
        Command command = packet.command().command();
        boolean mayBeAnswered = from.getPort() >= FIRST_UNPRIVILEGED_PORT
                && !from.getAddress().equals(everybody)
                && (command == Command.BR_ENTRY // which has other options
                        || (!packet.command().has(MessageOption.AUTORETOPT)
                                && !packet.command().has(MessageOption.BROADCASTOPT)));
        if (mayBeAnswered) {
            questions
                    .computeIfAbsent(from, any -> new HashSet<>())
                    .add(new Question(command, packet.number().low32()));
        }
    }

    private void left(InetSocketAddress to, Packet packet) {
        boolean toItself = to.getPort() == node.getPort()
                && (to.getAddress().equals(node.getAddress()) || to.getAddress().isLoopbackAddress());
        assertThat(toItself).as("%s to the node itself", packet).isFalse();
        boolean answersAQuestion = switch (packet.command().command()) {
            case RECVMSG, READMSG -> hasAsked(to, Command.SENDMSG, packet);
            case ANSREADMSG -> hasAsked(to, Command.READMSG, packet);
            case SENDINFO -> hasAsked(to, Command.GETINFO);
            case SENDABSENCEINFO -> hasAsked(to, Command.GETABSENCEINFO);
            case ANSENTRY -> hasAsked(to, Command.BR_ENTRY);
            case SENDMSG -> !isReaction(packet) || hasAsked(to, Command.SENDMSG);
            default -> true;
        };
        assertThat(answersAQuestion).as("%s %s to %s", COMPLAINT, packet, to).isTrue();
    }

    private static boolean isReaction(Packet packet) {
        return packet.command().has(MessageOption.AUTORETOPT)
                || (packet.body() instanceof Body.Text text && text.text().equals(StrangersLedger.REPLY));
    }

    private boolean hasAsked(InetSocketAddress who, Command command, Packet answer) {
        return answer.body() instanceof Body.Reference reference
                && questions
                        .getOrDefault(who, Set.of())
                        .contains(new Question(command, reference.number().low32()));
    }

    private boolean hasAsked(InetSocketAddress who, Command command) {
        return questions.getOrDefault(who, Set.of()).stream().anyMatch(each -> each.command() == command);
    }
}
