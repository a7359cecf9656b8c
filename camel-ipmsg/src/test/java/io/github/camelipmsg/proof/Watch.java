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
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's eyes on the wire: what left our hosts and what reached them, as raw bytes. It checks numbers, repetitions,
 * receipts and what strangers get at the moment when it sees them.
 */
final class Watch {
    private static final byte BROADCAST = (byte) 255;

    private final InstantSource now;
    private final Complaints complaints;
    private final Runs runs;
    private final IntFunction<Message.@Nullable Kind> kindOf; // a message
    private final IntPredicate isOwnAccord; // a message leaves because a route wants it, and nobody else
    private final Map<InetAddress, Ours> ours = new HashMap<>();
    private final Map<InetAddress, String> others = new HashMap<>();
    private final Map<InetSocketAddress, InetSocketAddress> impostors = new HashMap<>(); // and whose name each has
    private final Strangers strangers;
    private final Set<InetSocketAddress> iptux = new HashSet<>();
    private final History history = new History();
    private final MessageDigest digest;
    private long heldToStrangers;

    /** What was seen of one of our hosts. */
    private static final class Ours {
        final String name;
        final Map<Long, String> things = new HashMap<>(); // by number: what it stood for
        final Map<Long, Integer> messages = new HashMap<>(); // by number
        final Map<String, Long> numbers = new HashMap<>(); // by key
        final Map<Copy, Sent> sent = new HashMap<>();
        final Order order;
        final Set<Long> notices = new HashSet<>(); // numbers of what says that something was opened
        int life;
        final Map<Copy, Map<String, Instant>> arrived = new HashMap<>(); // last of each key, by sender and number
        long highest;
        long highestBefore; // of the starts before this one

        Ours(String name, InstantSource now) {
            this.name = name;
            this.order = new Order(now);
        }
    }

    private record Copy(InetSocketAddress peer, long number) {}

    private static final class Sent {
        final byte[] bytes;
        final int life; // of its sender
        int times;

        Sent(byte[] bytes, int life) {
            this.bytes = bytes;
            this.life = life;
        }
    }

    Watch(
            Simulation simulation,
            Complaints complaints,
            Runs runs,
            IntFunction<Message.@Nullable Kind> kindOf,
            IntPredicate isOwnAccord) {
        this.now = simulation.clock();
        this.strangers = new Strangers(now);
        SimulatedNetwork network = simulation.network();
        this.complaints = complaints;
        this.runs = runs;
        this.kindOf = kindOf;
        this.isOwnAccord = isOwnAccord;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        network.onTransmission(this::left);
        network.onArrival(this::arrived);
        network.onConnection((from, to) -> strangers.reached(from.getAddress(), to));
    }

    void addOurs(InetAddress address, String name) {
        ours.put(address, new Ours(name, now));
    }

    void addOther(InetAddress address, String name) {
        others.put(address, name);
    }

    void addImpostor(InetSocketAddress there, InetSocketAddress here) {
        impostors.put(there, here);
    }

    /** Who is meant by that address: the member whose name somebody there has taken, or who is there. */
    InetSocketAddress memberAt(InetSocketAddress address) {
        return impostors.getOrDefault(address, address);
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
        host.life++;
        host.notices.clear();
        host.order.booted();
        strangers.booted(address);
    }

    // ---- what leaves ---------------------------------------------------------------------------------------------

    private void left(Transmission seen) {
        digest.update((seen.at() + " " + seen.from() + " " + seen.to()).getBytes(StandardCharsets.US_ASCII));
        digest.update(seen.bytes());
        Ours host = ours.get(seen.from().getAddress());
        if (host == null || seen.from().getPort() != CamelHost.PORT) {
            return;
        }
        Wire packet = Wire.read(seen.bytes()).orElseThrow(() -> new AssertionError("not a packet: " + seen));
        history.left(seen.at(), seen.from().getAddress(), seen.to(), packet, seen.bytes().length);
        checkNumber(host, packet, seen);
        switch (packet.mode()) {
            case Wire.SENDMSG -> checkMessage(host, packet, seen);
            case Wire.RECVMSG -> checkReceipt(host, packet, seen);
            case Wire.READMSG -> checkNotice(host, packet, seen);
            default -> {
                // no promise is made by it
            }
        }
        checkStranger(host, packet, seen);
    }

    /**
     * Whatever leaves because of what came from somewhere, where nothing shows that anybody is: answers, replies, entries,
     * and what was held. Left out is what routes send of their own accord, and the entries that iptux must have answered
     * before it gets such a message.
     */
    private void checkStranger(Ours host, Wire packet, Transmission seen) {
        InetAddress from = seen.from().getAddress();
        boolean toMany = isToAll(seen);
        boolean letsForget = packet.mode() == Wire.BR_ENTRY && iptux.contains(seen.to());
        boolean called = packet.mode() != Wire.SENDMSG || !isOwnAccord.test(messageIn(packet));
        if (toMany || letsForget || !called || from.equals(seen.to().getAddress())) {
            return;
        }
        if (mayBeHeld(packet) && strangers.isStranger(from, seen.to())) {
            heldToStrangers++;
        }
        if (!strangers.mayLeave(from, seen.to(), seen.bytes().length)) {
            complaints.add(
                    Wrong.STRANGER_GOT_TOO_MUCH,
                    seen.bytes().length + " bytes from " + host.name + " to " + seen.to() + ": "
                            + Wire.key(packet.body()).orElse(seen.text().strip()) + history(seen));
        }
    }

    private String history(Transmission seen) {
        return history.between(seen.from().getAddress(), seen.to());
    }

    private void checkNumber(Ours host, Wire packet, Transmission seen) {
        long number = packet.number();
        String thing = packet.mode() == Wire.SENDMSG
                ? "message " + messageIn(packet)
                : "command " + packet.mode() + " " + (packet.mode() < Wire.SENDMSG ? "" : packet.main());
        String before = host.things.putIfAbsent(number, thing);
        if (before == null) {
            host.highest = Math.max(host.highest, number);
            if (number <= host.highestBefore && !mayBeHeld(packet)) {
                complaints.add(
                        Wrong.NUMBER_WENT_BACK,
                        number + " of " + host.name + " is not above " + host.highestBefore + " of its earlier life"
                                + history(seen));
            }
        } else if (!before.equals(thing)) {
            complaints.add(
                    Wrong.NUMBER_USED_TWICE,
                    number + " of " + host.name + ": " + before + " and " + thing + history(seen));
        }
        if (number > Integer.MAX_VALUE) {
            complaints.add(Wrong.NUMBER_WENT_BACK, number + " of " + host.name + " is beyond 31 bits");
        }
    }

    private boolean mayBeHeld(Wire packet) {
        return packet.mode() == Wire.SENDMSG && kindOf.apply(messageIn(packet)) == Message.Kind.HOLD;
    }

    /** 0 if it carries none of ours. */
    private static int messageIn(Wire packet) {
        return Wire.key(packet.body()).map(Wire::message).orElse(0);
    }

    static boolean isToAll(Transmission seen) {
        return seen.to().getAddress().getAddress()[3] == BROADCAST;
    }

    private void checkMessage(Ours host, Wire packet, Transmission seen) {
        String key = Wire.key(packet.body()).orElse("#0~0");
        long number = packet.number();
        host.messages.put(number, Wire.message(key));
        Long before = host.numbers.putIfAbsent(key, number);
        if (before != null && before != number) {
            complaints.add(
                    Wrong.NEW_NUMBER_ON_RETRY,
                    key + " of " + host.name + " as " + before + " and " + number + history(seen));
        }
        Copy copy = new Copy(seen.to(), number);
        byte[] bytes = withoutPadding(seen.bytes());
        Sent sent = host.sent.get(copy);
        if (sent == null) {
            sent = new Sent(bytes, host.life);
            host.sent.put(copy, sent);
            checkOrder(host, key, packet, seen);
        } else if (!Arrays.equals(sent.bytes, bytes)) {
            complaints.add(Wrong.OTHER_BYTES_ON_RETRY, key + " of " + host.name + history(seen));
        }
        sent.times++;
    }

    private void checkOrder(Ours host, String key, Wire packet, Transmission seen) {
        int message = Wire.message(key);
        Message.@Nullable Kind kind = kindOf.apply(message);
        long number = packet.number();
        long before = host.order.before(kind, number, seen.to());
        if (number <= before) {
            complaints.add(
                    Wrong.NUMBER_WENT_BACK,
                    key + ", " + number + " of " + host.name + " to " + seen.to() + " after " + before + history(seen));
        }
        host.order.leaves(kind, isOwnAccord.test(message), number, seen.to());
    }

    /** Whoever sent that has shown that it is there, if it names a number that this host has sent to it in this life. */
    private void heard(Ours host, InetAddress at, Wire packet, InetSocketAddress from) {
        boolean isIptux = packet.version().contains("iptux");
        host.order.heard(from, isIptux, packet.isEntry());
        if (isIptux) {
            iptux.add(from);
        }
        Sent sent = host.sent.get(new Copy(from, packet.reference()));
        boolean echoes = sent != null && (packet.mode() == Wire.RECVMSG || packet.mode() == Wire.READMSG);
        if (echoes || (packet.mode() == Wire.ANSREADMSG && host.notices.contains(packet.reference()))) {
            strangers.proven(at, from); // also by what an earlier life has sent there, and had held
        }
        boolean proves = switch (packet.mode()) {
            case Wire.RECVMSG, Wire.READMSG -> sent != null && sent.life == host.life;
            case Wire.ANSREADMSG -> host.notices.contains(packet.reference());
            default -> false;
        };
        if (proves) {
            host.order.proven(from);
        }
    }

    private void checkReceipt(Ours host, Wire packet, Transmission seen) {
        Map<String, Instant> keys = host.arrived.get(new Copy(seen.to(), packet.reference()));
        if (keys == null) {
            complaints.add(
                    Wrong.RECEIPT_FOR_NOTHING,
                    "from " + host.name + ": " + seen.text().strip() + history(seen));
        } else {
            runs.confirmed(
                    host.name,
                    keys.keySet(),
                    () -> history(seen)); // of a peer that has counted from 1 again there may be several
        }
    }

    private void checkNotice(Ours host, Wire packet, Transmission seen) {
        host.notices.add(packet.number());
        Map<String, Instant> keys = host.arrived.get(new Copy(seen.to(), packet.reference()));
        if (keys == null || keys.keySet().stream().noneMatch(key -> runs.isOpened(host.name, key))) {
            complaints.add(
                    Wrong.NOTICE_BEFORE_OPENING,
                    "from " + host.name + ": " + seen.text().strip() + history(seen));
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
        if (host != null) {
            strangers.arrived(at, seen.from());
            InetSocketAddress moved = impostors.get(seen.from());
            if (moved != null) {
                host.order.moved(moved);
            }
        }
        String name = nameAt(at);
        if (name == null) {
            return;
        }
        Optional<Wire> read = Wire.read(seen.bytes());
        if (host != null) {
            read.ifPresent(packet -> {
                history.arrived(now.instant(), at, seen.from(), packet, seen.bytes().length);
                heard(host, at, packet, seen.from());
            });
        }
        read.filter(packet -> packet.mode() == Wire.SENDMSG)
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

    /** What last went between them, a line each. */
    String history(InetAddress host, InetSocketAddress peer) {
        return history.between(host, peer);
    }

    /** How many datagrams with held messages have left for addresses that had shown nothing. */
    long heldToStrangers() {
        return heldToStrangers;
    }

    /** How many datagrams with that number left for that recipient. */
    int times(InetAddress from, InetSocketAddress to, long number) {
        Sent sent = of(from).sent.get(new Copy(to, number));
        return sent == null ? 0 : sent.times;
    }

    /** The number under which a message of one word went out first; 0 if it did not. */
    long numberOf(InetAddress from, int message) {
        return of(from).numbers.getOrDefault("#" + message + "~1", 0L);
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
