/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model of the official Windows client 4.99: five tries a second apart, then the message is parked and sent again, under
 * the same number, when its recipient's next entry comes, later than two minutes with a line that says so. It confirms each
 * copy and shows the first. What is sealed it opens after a while, and says so every 750 ms until that is answered.
 */
final class OfficialPeer extends ForeignPeer {
    private static final int REMEMBERED = 32;
    private static final int NOTICES = 12;

    private final Set<String> remembered = new LinkedHashSet<>();
    private final List<Outgoing> parked = new ArrayList<>();
    private final Map<Long, Message> sent = new HashMap<>();
    private final Set<Long> notices = new HashSet<>(); // that were not answered
    private long last;

    OfficialPeer(Simulation simulation, Ledger ledger, String address, String user) {
        super(simulation, ledger, address, user);
    }

    void joins() {
        broadcasts(Wire.BR_ENTRY | Wire.FILEATTACHOPT | Wire.CAPUTF8OPT);
    }

    @Override
    long nextNumber() {
        last = Math.max(seconds(), last + 1);
        return last;
    }

    @Override
    String version() {
        return "1";
    }

    @Override
    int attempts() {
        return 5;
    }

    @Override
    void send(InetSocketAddress to, long options) {
        super.send(to, options);
        outgoing.values().forEach(each -> sent.put(each.number, each.message));
    }

    @Override
    String written(Outgoing outgoing) {
        boolean late = seconds() - outgoing.begunAt.getEpochSecond() > 120;
        String padding = outgoing.attempts > 3 ? "\0".repeat(64) : "";
        return outgoing.message.text
                + (late ? "\n----\n(IPMsg Delayed Send: Mon Jan 05 18:00:00 2026)\n" : "")
                + padding;
    }

    @Override
    void unconfirmed(Outgoing outgoing) {
        super.unconfirmed(outgoing);
        parked.add(outgoing);
    }

    private void resendParked(InetSocketAddress to) {
        Iterator<Outgoing> each = parked.iterator();
        List<Outgoing> again = new ArrayList<>();
        while (each.hasNext()) {
            Outgoing next = each.next();
            if (to.equals(next.message.to)) {
                each.remove();
                again.add(next);
            }
        }
        again.forEach(next -> {
            next.attempts = 0;
            next.message.endings--; // it has not given up after all
            outgoing.put(next.number, next);
            attempt(next);
        });
    }

    @Override
    void heard(Wire packet, Transmission arrival) {
        InetSocketAddress from = arrival.from();
        if (packet.isEntry() && !packet.user().equals(user)) {
            resendParked(from);
            if (packet.mode() == Wire.BR_ENTRY) {
                Duration delay = Duration.ofMillis(random.nextInt(1024) + 5);
                simulation.later(
                        delay, () -> says(from, Wire.ANSENTRY | Wire.FILEATTACHOPT | Wire.CAPUTF8OPT, user + "\0"));
            }
        } else if (packet.mode() == Wire.SENDMSG) {
            message(packet, from);
        } else if (packet.mode() == Wire.RECVMSG) {
            confirmed(packet.reference(), from);
        } else if (packet.mode() == Wire.READMSG) {
            Message opened = sent.get(packet.reference());
            if (opened != null && from.equals(opened.to)) {
                opened.read = true;
            }
            if (packet.has(Wire.READCHECKOPT)) {
                says(from, Wire.ANSREADMSG, packet.digits());
            }
        } else if (packet.mode() == Wire.ANSREADMSG) {
            notices.remove(packet.reference());
        }
    }

    private void message(Wire packet, InetSocketAddress from) {
        if (packet.has(Wire.SENDCHECKOPT) && !packet.has(Wire.BROADCASTOPT) && !packet.has(Wire.AUTORETOPT)) {
            says(from, Wire.RECVMSG, packet.digits());
        }
        if (!remembered.add(packet.digits() + " " + packet.sender())) {
            return;
        }
        if (remembered.size() > REMEMBERED) {
            remembered.remove(remembered.iterator().next());
        }
        ledger.runs.shown(place, packet.main());
        if (packet.has(Wire.SECRETOPT) && random.nextInt(4) > 0) {
            simulation.later(Duration.ofMillis(200 + random.nextInt(15_000)), () -> opens(packet, from));
        }
    }

    private void opens(Wire packet, InetSocketAddress from) {
        Wire.key(packet.main()).ifPresent(key -> ledger.runs.opened(place.host(), key));
        long number = nextNumber();
        notices.add(number);
        notice(number, packet, from, 1);
    }

    private void notice(long number, Wire opened, InetSocketAddress from, int attempt) {
        if (attempt > NOTICES || !notices.contains(number)) {
            return;
        }
        long command = Wire.READMSG | (opened.options() & Wire.READCHECKOPT);
        socket.send(from, Wire.write(version(), number + "", user, host, command, opened.digits()));
        if (opened.has(Wire.READCHECKOPT)) {
            simulation.later(Duration.ofMillis(750), () -> notice(number, opened, from, attempt + 1));
        }
    }
}
