/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.proof.Complaints.Wrong;
import io.github.camelipmsg.simulation.SimulatedNetwork;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.simulation.Transmission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's eyes on the wire: what left our hosts and what reached them, as raw bytes. It checks numbers, repetitions,
 * receipts and what strangers get at the moment when it sees them.
 */
final class Watch {
    private static final int PORT = 2425;
    private static final int MOST_TO_STRANGERS = 700;

    private final InstantSource now;
    private final Complaints complaints;
    private final Runs runs;
    private final Map<InetAddress, Ours> ours = new HashMap<>();
    private final Map<InetAddress, String> others = new HashMap<>();
    private final Set<InetAddress> strangers = new HashSet<>();
    private final MessageDigest digest;

    /** What was seen of one of our hosts. */
    private static final class Ours {
        final String name;
        final Map<Long, String> things = new HashMap<>(); // by number: what it stood for
        final Map<Long, Integer> messages = new HashMap<>(); // by number
        final Map<String, Long> numbers = new HashMap<>(); // by key
        final Map<Copy, Sent> sent = new HashMap<>();
        final Map<InetSocketAddress, Long> last = new HashMap<>(); // by recipient, of messages
        final Map<Copy, Map<String, Instant>> arrived = new HashMap<>(); // last of each key, by sender and number
        final Map<InetSocketAddress, Integer> credit = new HashMap<>(); // of strangers
        long highest;
        long highestBefore; // of the starts before this one

        Ours(String name) {
            this.name = name;
        }
    }

    private record Copy(InetSocketAddress peer, long number) {}

    private static final class Sent {
        final byte[] bytes;
        int times;

        Sent(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    Watch(Simulation simulation, Complaints complaints, Runs runs) {
        this.now = simulation.clock();
        SimulatedNetwork network = simulation.network();
        this.complaints = complaints;
        this.runs = runs;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        network.onTransmission(this::left);
        network.onArrival(this::arrived);
    }

    void addOurs(InetAddress address, String name) {
        ours.put(address, new Ours(name));
    }

    void addOther(InetAddress address, String name) {
        others.put(address, name);
    }

    void addStranger(InetAddress address) {
        strangers.add(address);
    }

    /** The host there, ours or a foreign peer; null if there is none. */
    @Nullable
    String nameAt(InetAddress address) {
        Ours known = ours.get(address);
        return known == null ? others.get(address) : known.name;
    }

    void booted(InetAddress address) {
        Ours host = of(address);
        host.highestBefore = host.highest;
        host.last.clear();
        host.credit.clear(); // what a stranger is owed dies with the node
    }

    // ---- what leaves ---------------------------------------------------------------------------------------------

    private void left(Transmission seen) {
        digest.update((seen.at() + " " + seen.from() + " " + seen.to()).getBytes(StandardCharsets.US_ASCII));
        digest.update(seen.bytes());
        Ours host = ours.get(seen.from().getAddress());
        if (host == null || seen.from().getPort() != PORT) {
            return;
        }
        Wire packet = Wire.read(seen.bytes()).orElseThrow(() -> new AssertionError("not a packet: " + seen));
        checkNumber(host, packet);
        switch (packet.mode()) {
            case Wire.SENDMSG -> checkMessage(host, packet, seen);
            case Wire.RECVMSG -> checkReceipt(host, packet, seen);
            case Wire.READMSG -> checkNotice(host, packet, seen);
            default -> {
                // no promise is made by it
            }
        }
        if (strangers.contains(seen.to().getAddress())) {
            int left = host.credit.merge(seen.to(), -1, Integer::sum);
            if (left < 0 || seen.bytes().length > MOST_TO_STRANGERS) {
                complaints.add(
                        Wrong.STRANGER_GOT_TOO_MUCH,
                        seen.bytes().length + " bytes from " + host.name + ", " + -left + " more than it sent: "
                                + seen.text());
            }
        }
    }

    private void checkNumber(Ours host, Wire packet) {
        long number = packet.number();
        String thing = packet.mode() == Wire.SENDMSG
                ? "message " + Wire.key(packet.body()).map(Wire::message).orElse(0)
                : "command " + packet.mode() + " " + (packet.mode() < Wire.SENDMSG ? "" : packet.main());
        String before = host.things.putIfAbsent(number, thing);
        if (before == null) {
            host.highest = Math.max(host.highest, number);
            if (number <= host.highestBefore) {
                complaints.add(
                        Wrong.NUMBER_WENT_BACK,
                        number + " of " + host.name + " is not above " + host.highestBefore + " of its earlier life");
            }
        } else if (!before.equals(thing)) {
            complaints.add(Wrong.NUMBER_USED_TWICE, number + " of " + host.name + ": " + before + " and " + thing);
        }
        if (number > Integer.MAX_VALUE) {
            complaints.add(Wrong.NUMBER_WENT_BACK, number + " of " + host.name + " is beyond 31 bits");
        }
    }

    private void checkMessage(Ours host, Wire packet, Transmission seen) {
        String key = Wire.key(packet.body()).orElse("#0~0");
        long number = packet.number();
        host.messages.put(number, Wire.message(key));
        Long before = host.numbers.putIfAbsent(key, number);
        if (before != null && before != number) {
            complaints.add(Wrong.NEW_NUMBER_ON_RETRY, key + " of " + host.name + " as " + before + " and " + number);
        }
        Copy copy = new Copy(seen.to(), number);
        byte[] bytes = withoutPadding(seen.bytes());
        Sent sent = host.sent.get(copy);
        if (sent == null) {
            sent = new Sent(bytes);
            host.sent.put(copy, sent);
            Long last = host.last.put(seen.to(), number);
            if (last != null && last >= number) {
                complaints.add(
                        Wrong.NUMBER_WENT_BACK, number + " of " + host.name + " to " + seen.to() + " after " + last);
            }
        } else if (!Arrays.equals(sent.bytes, bytes)) {
            complaints.add(Wrong.OTHER_BYTES_ON_RETRY, key + " of " + host.name);
        }
        sent.times++;
    }

    private void checkReceipt(Ours host, Wire packet, Transmission seen) {
        Map<String, Instant> keys = host.arrived.get(new Copy(seen.to(), packet.reference()));
        if (keys == null) {
            complaints.add(Wrong.RECEIPT_FOR_NOTHING, "from " + host.name + ": " + seen.text());
        } else {
            runs.confirmed(host.name, keys.keySet()); // of a peer that has counted from 1 again there may be several
        }
    }

    private void checkNotice(Ours host, Wire packet, Transmission seen) {
        Map<String, Instant> keys = host.arrived.get(new Copy(seen.to(), packet.reference()));
        if (keys == null || keys.keySet().stream().noneMatch(key -> runs.isOpened(host.name, key))) {
            complaints.add(Wrong.NOTICE_BEFORE_OPENING, "from " + host.name + ": " + seen.text());
        }
    }

    private static byte[] withoutPadding(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    // ---- what arrives --------------------------------------------------------------------------------------------

    private void arrived(InetAddress at, Transmission seen) {
        Ours host = ours.get(at);
        if (host != null && strangers.contains(seen.from().getAddress())) {
            host.credit.merge(seen.from(), 1, Integer::sum);
        }
        String name = nameAt(at);
        if (name == null) {
            return;
        }
        Wire.read(seen.bytes())
                .filter(packet -> packet.mode() == Wire.SENDMSG)
                .ifPresent(packet -> Wire.key(packet.body()).ifPresent(key -> {
                    runs.arrived(name, key, packet.body());
                    if (host != null) {
                        host.arrived
                                .computeIfAbsent(new Copy(seen.from(), packet.number()), copy -> new HashMap<>(2))
                                .put(key, now.instant());
                    }
                }));
    }

    // ---- what it knows -------------------------------------------------------------------------------------------

    /** How many datagrams with that number left for that recipient. */
    int times(InetAddress from, InetSocketAddress to, long number) {
        Sent sent = of(from).sent.get(new Copy(to, number));
        return sent == null ? 0 : sent.times;
    }

    /** The message that went out under a number; 0 if none did. */
    int messageOf(InetAddress from, long number) {
        return of(from).messages.getOrDefault(number, 0);
    }

    /** Whether a copy of another message of that number has come since, so that a receipt may mean that one. */
    boolean isAmbiguous(InetAddress at, InetSocketAddress from, long number, int message, Instant since) {
        return of(at).arrived.getOrDefault(new Copy(from, number), Map.of()).entrySet().stream()
                .anyMatch(each -> Wire.message(each.getKey()) != message
                        && !each.getValue().isBefore(since));
    }

    /** Stands for all the traffic: the same if and only if every datagram left at the same time with the same bytes. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private Ours of(InetAddress address) {
        Ours host = ours.get(address);
        if (host == null) {
            throw new IllegalArgumentException(address + " is none of ours");
        }
        return host;
    }
}
