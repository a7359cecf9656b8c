/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Somebody on the network who hears everything and means ill, and a switch that carries again what it carried long ago. What
 * the forger says it says from an address of its own, because who can send from another's can forge its receipts, which
 * nobody can help. But it enters in the name of whoever is absent, also from that one's address, to be sent what is held.
 */
final class Mischief {
    static final String FORGER = "10.1.0.66";
    /** In each name it speaks from a port of its own, and from none of these it confirms anything. */
    private static final int FIRST_IMPOSTOR = 40_001;

    private static final int REMEMBERED = 4_000;
    private static final Duration FRESH = Duration.ofSeconds(1); // for a node that waits until all has arrived
    private static final String OUTSIDER = "mallory";

    private final Simulation simulation;
    private final RandomGenerator random;
    private final RawHost forger;
    private final List<Transmission> past = new ArrayList<>(); // a ring
    private final List<CamelHost> hosts;
    private final List<InetSocketAddress> victims;
    private final Map<InetSocketAddress, RawHost> impostors = new HashMap<>(); // by whom they say to be
    private final Map<InetSocketAddress, Wire> entries = new HashMap<>(); // the last of each victim
    private final InetSocketAddress iptux;
    private int heard;
    private boolean stopped;

    Mischief(Simulation simulation, Ledger ledger, List<CamelHost> hosts, InetSocketAddress iptux) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.forger = simulation.network().raw(FORGER);
        this.hosts = hosts;
        this.victims = hosts.stream().map(CamelHost::socket).toList();
        this.iptux = iptux;
        for (int i = 0; i < victims.size(); i++) {
            RawHost impostor = simulation.network().raw(FORGER + ":" + (FIRST_IMPOSTOR + i));
            impostors.put(victims.get(i), impostor);
            ledger.addImpostor(impostor.address(), victims.get(i));
            if (i % 2 == 0) {
                impostor.listen();
            }
        }
        simulation.network().onTransmission(this::heard);
    }

    /** What it is written to itself it never confirms: then its receipt would be a true one. */
    private void heard(Transmission seen) {
        if (victims.contains(seen.from())) {
            Wire.read(seen.bytes())
                    .filter(packet -> packet.mode() == Wire.BR_ENTRY)
                    .ifPresent(entry -> entries.put(seen.from(), entry));
        }
        boolean broadcast = Watch.isToAll(seen);
        boolean itself = isForger(seen.from()) || isForger(seen.to());
        if (broadcast || itself) {
            return;
        }
        if (past.size() < REMEMBERED) {
            past.add(seen);
        } else {
            past.set(heard++ % REMEMBERED, seen);
        }
    }

    private boolean isForger(InetSocketAddress address) {
        return address.getAddress().equals(forger.address().getAddress());
    }

    void begins() {
        if (!stopped) {
            act();
            simulation.later(Duration.ofMillis(random.nextInt(400)), this::begins);
        }
    }

    void stops() {
        stopped = true;
    }

    private void act() {
        if (past.isEmpty()) {
            return;
        }
        List<CamelHost> absent = hosts.stream().filter(host -> !host.isUp()).toList();
        if (!absent.isEmpty() && random.nextBoolean()) {
            enters(absent.get(random.nextInt(absent.size())).socket(), victims.get(random.nextInt(victims.size())));
            return;
        }
        Transmission seen = past.get(random.nextInt(past.size()));
        InetSocketAddress victim = victims.get(random.nextInt(victims.size()));
        Wire packet = Wire.read(seen.bytes()).orElseThrow();
        switch (random.nextInt(8)) {
            case 0 -> says(victim, Wire.RECVMSG, "" + random.nextInt(Integer.MAX_VALUE));
            case 1 -> says(victim, Wire.READMSG | Wire.READCHECKOPT, "" + random.nextInt(Integer.MAX_VALUE));
            case 2 -> { // a receipt for what somebody else was sent
                if (packet.mode() == Wire.SENDMSG && victims.contains(seen.from())) {
                    says(seen.from(), random.nextBoolean() ? Wire.RECVMSG : Wire.READMSG, packet.digits());
                }
            }
            case 3 -> { // what somebody else said, in whose name it does not speak
                if (packet.mode() >= Wire.SENDMSG && victims.contains(seen.to())) {
                    forger.send(seen.to(), seen.bytes());
                }
            }
            case 4 -> forger.send(victim, "1:1:x".getBytes(StandardCharsets.US_ASCII));
            default -> again(seen, packet);
        }
    }

    /** As somebody who is down, with the very words of its last entry: what is held for that one wants to leave now. */
    private void enters(InetSocketAddress name, InetSocketAddress victim) {
        Wire entry = Objects.requireNonNull(entries.get(name));
        byte[] forged = Wire.write(
                entry.version(),
                1 + random.nextInt(1_000_000) + "",
                entry.user(),
                entry.host(),
                (random.nextBoolean() ? Wire.BR_ENTRY : Wire.ANSENTRY) | entry.options(),
                entry.body());
        if (random.nextBoolean()) {
            simulation.network().forge(name, victim, forged);
        } else {
            Objects.requireNonNull(impostors.get(name)).send(victim, forged);
        }
    }

    /**
     * An old receipt to iptux might mean a new message there, because its numbers are the same after each start. An old
     * message makes it remember that number again, so that it drops what was held under a lower one.
     */
    private void again(Transmission seen, Wire packet) {
        boolean confuses = packet.mode() == Wire.RECVMSG
                || (packet.mode() == Wire.SENDMSG
                        && seen.at().isBefore(simulation.clock().instant().minus(FRESH)));
        if (!seen.to().equals(iptux) || !confuses) {
            simulation.network().repeat(seen);
        }
    }

    private void says(InetSocketAddress to, long command, String main) {
        forger.send(to, Wire.write("1", 1 + random.nextInt(1_000_000) + "", OUTSIDER, "nowhere", command, main));
    }
}
