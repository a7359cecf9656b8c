/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What last went between each of our hosts and each other address, to be told with a complaint. */
final class History {
    private static final int KEPT = 16;

    private final Map<Pair, Deque<Line>> lines = new HashMap<>();

    private record Pair(InetAddress host, InetSocketAddress peer) {}

    private record Line(Instant at, String arrow, Wire packet, int bytes) {
        @Override
        public String toString() {
            String what = Wire.key(packet.body()).orElse(packet.main());
            return at + " " + arrow + " " + packet.user() + " " + packet.digits() + " "
                    + Integer.toHexString(packet.mode()) + " " + what.strip() + " (" + bytes + " bytes)";
        }
    }

    void left(Instant at, InetAddress host, InetSocketAddress peer, Wire packet, int bytes) {
        add(new Pair(host, peer), new Line(at, "->", packet, bytes));
    }

    void arrived(Instant at, InetAddress host, InetSocketAddress peer, Wire packet, int bytes) {
        add(new Pair(host, peer), new Line(at, "<-", packet, bytes));
    }

    private void add(Pair pair, Line line) {
        Deque<Line> last = lines.computeIfAbsent(pair, each -> new ArrayDeque<>());
        if (last.size() == KEPT) {
            last.remove();
        }
        last.add(line);
    }

    /** One line each, from old to new. */
    String between(InetAddress host, InetSocketAddress peer) {
        return lines.getOrDefault(new Pair(host, peer), new ArrayDeque<>()).stream()
                .map(line -> "\n    " + line)
                .collect(Collectors.joining());
    }
}
