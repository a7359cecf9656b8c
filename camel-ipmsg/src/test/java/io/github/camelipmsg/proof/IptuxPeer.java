/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A model of iptux 0.8.3: counts from 1 at each start, tries four times, confirms every message and drops in silence what is
 * not above the last number from that address; an entry, answer or absence packet of the other side clears that memory.
 */
final class IptuxPeer extends ForeignPeer {
    private static final long ENTRY_OPTIONS = 0x100;

    private final Map<InetAddress, Long> lastNumbers = new HashMap<>();
    private long last;
    private boolean running;

    IptuxPeer(Simulation simulation, Ledger ledger, String address, String user) {
        super(simulation, ledger, address, user);
    }

    void starts() {
        running = true;
        last = 0;
        lastNumbers.clear();
        broadcasts(Wire.BR_ENTRY | ENTRY_OPTIONS);
    }

    /** What it had not got confirmed it forgets. */
    void stops() {
        running = false;
        outgoing.values().forEach(each -> each.message.endings++);
        outgoing.clear();
    }

    boolean isRunning() {
        return running;
    }

    @Override
    long nextNumber() {
        return ++last;
    }

    @Override
    String version() {
        return "1_iptux 0.8.3";
    }

    @Override
    int attempts() {
        return 4;
    }

    @Override
    void heard(Wire packet, Transmission arrival) {
        InetSocketAddress from = arrival.from();
        if (!running) {
            return;
        }
        if (packet.isEntry()) {
            lastNumbers.remove(from.getAddress());
            if (packet.mode() == Wire.BR_ENTRY && !packet.user().equals(user)) {
                simulation.later(Duration.ofMillis(random.nextInt(20)), () -> {
                    if (running) {
                        says(from, Wire.ANSENTRY | ENTRY_OPTIONS, user + "\0\0icon.png\0utf-8");
                    }
                });
            }
        } else if (packet.mode() == Wire.SENDMSG) {
            if (packet.has(Wire.SENDCHECKOPT)) {
                says(from, Wire.RECVMSG | ENTRY_OPTIONS, packet.digits());
            }
            if (packet.number() > lastNumbers.getOrDefault(from.getAddress(), 0L)) {
                lastNumbers.put(from.getAddress(), packet.number());
                ledger.runs.shown(place, packet.main());
            }
        } else if (packet.mode() == Wire.RECVMSG) {
            confirmed(packet.reference(), from);
        }
    }
}
