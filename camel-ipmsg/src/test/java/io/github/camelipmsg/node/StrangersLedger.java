/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps an account of its own of what a node may send to strangers: to an address that has never echoed a number of the
 * node's, one datagram of at most 700 bytes for each of its own. What a route sends by itself is not counted, nor what goes
 * to everybody, nor the entries that iptux has to answer before it gets the message of a route: no more than one a second,
 * and only while such a message may still wait for its turn.
 */
final class StrangersLedger {
    /** What a reply says, which counts as any other answer. */
    static final String REPLY = "reply";

    private static final int MOST_BYTES = 700;
    /** What everybody hears when a route goes away or comes back, or asks who is here. */
    private static final Set<Command> TOLD = Set.of(Command.NOOPERATION, Command.BR_ABSENCE, Command.BR_ENTRY);

    private static final Duration BETWEEN_ENTRIES = Duration.ofSeconds(1);
    /** The time for a receipt, in which a message must have had its turn, and somewhat more. */
    private static final Duration MAY_WAIT_FOR = Duration.ofSeconds(16);

    private static final PacketCodec CODEC = new PacketCodec(NodeOptions.DEFAULT_PORT);

    private final InetSocketAddress node;
    private final InetSocketAddress everybody;
    private final Map<InetSocketAddress, Integer> credits = new HashMap<>();
    private final Map<InetSocketAddress, Set<Integer>> numbers = new HashMap<>();
    private final Set<InetSocketAddress> proven = new HashSet<>();
    private final Set<InetSocketAddress> iptux = new HashSet<>();
    private final Map<InetSocketAddress, Instant> entered = new HashMap<>();
    private final Map<Told, Integer> told = new HashMap<>(); // how often
    private Instant mayWaitUntil = Instant.MIN;
    private int tells;

    private record Told(InetSocketAddress to, Command command) {}

    StrangersLedger(InetSocketAddress node, InetSocketAddress everybody) {
        this.node = node;
        this.everybody = everybody;
    }

    /** A route sends something, and if it is for iptux, that may be asked to forget before it gets it. */
    void routeSends(Instant now) {
        mayWaitUntil = now.plus(MAY_WAIT_FOR);
    }

    /** A route wants everybody to hear that we are away or here, or asks who is here: once to each. */
    void routeTells() {
        tells++;
    }

    /** A datagram has left somebody. */
    void sent(Transmission datagram) {
        if (datagram.from().equals(node)) {
            if (!datagram.to().equals(everybody)) {
                left(datagram);
            }
        } else if (datagram.to().equals(node)) {
            credits.merge(datagram.from(), 1, Integer::sum);
            echoed(datagram);
            if (new String(datagram.bytes(), ISO_8859_1).contains("_iptux")) {
                iptux.add(datagram.from());
            }
        }
    }

    private void left(Transmission datagram) {
        InetSocketAddress to = datagram.to();
        Packet packet = CODEC.decode(datagram.bytes(), LockstepPeer.CP932);
        numbers.computeIfAbsent(to, any -> new HashSet<>()).add(packet.number().low32());
        if (isOfARoute(packet) || proven.contains(to) || letsForget(packet, datagram) || isTold(packet, to)) {
            return;
        }
        assertThat(datagram.bytes()).as("%s to the stranger %s", packet, to).hasSizeLessThanOrEqualTo(MOST_BYTES);
        int left = credits.merge(to, -1, Integer::sum);
        assertThat(left)
                .as("what may still go to the stranger %s after %s", to, packet)
                .isNotNegative();
    }

    private boolean letsForget(Packet packet, Transmission datagram) {
        Instant last = entered.getOrDefault(datagram.to(), Instant.MIN);
        boolean excused = iptux.contains(datagram.to())
                && packet.command().command() == Command.BR_ENTRY
                && !datagram.at().isAfter(mayWaitUntil)
                && (last.equals(Instant.MIN) || !datagram.at().isBefore(last.plus(BETWEEN_ENTRIES)));
        if (excused) {
            entered.put(datagram.to(), datagram.at());
        }
        return excused;
    }

    private boolean isTold(Packet packet, InetSocketAddress to) {
        Command command = packet.command().command();
        Told thing = new Told(to, command);
        boolean excused = TOLD.contains(command) && told.getOrDefault(thing, 0) < tells;
        if (excused) {
            told.merge(thing, 1, Integer::sum);
        }
        return excused;
    }

    private void echoed(Transmission datagram) {
        reference(datagram)
                .filter(number ->
                        numbers.getOrDefault(datagram.from(), Set.of()).contains(number))
                .ifPresent(number -> proven.add(datagram.from()));
    }

    private static Optional<Integer> reference(Transmission datagram) {
        try {
            Packet packet = CODEC.decode(datagram.bytes(), LockstepPeer.CP932);
            return packet.body() instanceof Body.Reference reference
                    ? Optional.of(reference.number().low32())
                    : Optional.empty();
        } catch (MalformedPacketException e) {
            return Optional.empty();
        }
    }

    private static boolean isOfARoute(Packet packet) {
        Command command = packet.command().command();
        return command == Command.GETINFO
                || command == Command.GETABSENCEINFO
                || (packet.body() instanceof Body.Text text
                        && !text.text().equals(REPLY)
                        && !packet.command().has(MessageOption.AUTORETOPT));
    }
}
