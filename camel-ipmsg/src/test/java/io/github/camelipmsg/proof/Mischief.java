/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Somebody on the network who hears everything and means ill, and a switch that carries again what it carried long ago. The
 * forger has an address of its own: who can send from another's can forge its receipts, which nobody can help.
 */
final class Mischief {
    static final String FORGER = "10.1.0.66";
    private static final int REMEMBERED = 4_000;
    private static final Duration FRESH = Duration.ofSeconds(1); // for a node that waits until all has arrived
    private static final String OUTSIDER = "mallory";

    private final Simulation simulation;
    private final RandomGenerator random;
    private final RawHost forger;
    private final List<Transmission> past = new ArrayList<>(); // a ring
    private final List<InetSocketAddress> victims;
    private final InetSocketAddress iptux;
    private int heard;
    private boolean stopped;

    Mischief(Simulation simulation, List<InetSocketAddress> victims, InetSocketAddress iptux) {
        this.simulation = simulation;
        this.random = simulation.random();
        this.forger = simulation.network().raw(FORGER);
        this.victims = victims;
        this.iptux = iptux;
        simulation.network().onTransmission(this::heard);
    }

    /** What it is written to itself it never confirms: then its receipt would be a true one. */
    private void heard(Transmission seen) {
        boolean broadcast = seen.to().getAddress().getAddress()[3] == (byte) 255;
        boolean itself = seen.from().equals(forger.address()) || seen.to().equals(forger.address());
        if (broadcast || itself) {
            return;
        }
        if (past.size() < REMEMBERED) {
            past.add(seen);
        } else {
            past.set(heard++ % REMEMBERED, seen);
        }
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
