/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** What the models of other clients have in common: they repeat what is not confirmed, and confirm what they get. */
abstract class ForeignPeer {
    final Simulation simulation;
    final RandomGenerator random;
    final RawHost socket;
    final Ledger ledger;
    final Runs.Place place;
    final String user;
    final String host;
    /** Sent and not confirmed, by number. */
    final Map<Long, Outgoing> outgoing = new LinkedHashMap<>();

    /** One message on its way. */
    static final class Outgoing {
        final Message message;
        final long number;
        final long options;
        final Instant begunAt;
        int attempts;

        Outgoing(Message message, long number, long options, Instant begunAt) {
            this.message = message;
            this.number = number;
            this.options = options;
            this.begunAt = begunAt;
        }
    }

    ForeignPeer(Simulation simulation, Ledger ledger, String address, String user) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.socket = simulation.network().raw(address);
        socket.listen();
        this.ledger = ledger;
        this.user = user;
        this.host = "pc-of-" + user;
        this.place = new Runs.Place(user, "window", true);
        ledger.addPeer(place, socket.address().getAddress());
        socket.onArrival(arrival -> Wire.read(arrival.bytes()).ifPresent(packet -> heard(packet, arrival)));
    }

    abstract void heard(Wire packet, Transmission arrival);

    abstract long nextNumber();

    abstract String version();

    abstract int attempts();

    /** What it writes besides the text, such as the line of one that is late. */
    String written(Outgoing outgoing) {
        return outgoing.message.text;
    }

    /** Gives up for now. */
    void unconfirmed(Outgoing outgoing) {
        outgoing.message.endings++;
        this.outgoing.remove(outgoing.number);
    }

    void send(InetSocketAddress to, long options) {
        Message message = ledger.sendsAscii(user, Message.Kind.FOREIGN);
        message.to = to;
        message.number = nextNumber();
        Outgoing sent = new Outgoing(
                message, message.number, options, simulation.clock().instant());
        outgoing.put(message.number, sent);
        attempt(sent);
    }

    long seconds() {
        return simulation.clock().instant().getEpochSecond();
    }

    void attempt(Outgoing sent) {
        if (outgoing.get(sent.number) != sent) {
            return; // confirmed meanwhile
        }
        if (sent.attempts == attempts()) {
            unconfirmed(sent);
            return;
        }
        sent.attempts++;
        transmit(sent);
        simulation.later(Duration.ofSeconds(1), () -> attempt(sent));
    }

    void transmit(Outgoing sent) {
        InetSocketAddress to = Objects.requireNonNull(sent.message.to);
        socket.send(
                to, Wire.write(version(), sent.number + "", user, host, Wire.SENDMSG | sent.options, written(sent)));
    }

    void says(InetSocketAddress to, long command, String main) {
        socket.send(to, Wire.write(version(), nextNumber() + "", user, host, command, main));
    }

    void broadcasts(long command) {
        socket.broadcast(Wire.write(version(), nextNumber() + "", user, host, command, user + "\0"));
    }

    /** A receipt counts from the address that was written to. */
    void confirmed(long number, InetSocketAddress from) {
        Outgoing sent = outgoing.get(number);
        if (sent != null && from.equals(sent.message.to)) {
            outgoing.remove(number);
            sent.message.confirmed = true;
            sent.message.endings++;
            sent.message.ambiguous = ledger.watch.isAmbiguous(
                    from.getAddress(), socket.address(), number, sent.message.id, sent.begunAt);
        }
    }
}
