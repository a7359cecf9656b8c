/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Some dozens of clients that share none of our code, on one thread: they enter under ever new names, write, repeat,
 * confirm or stay silent, leave with a goodbye or without; regulars, who are away for a while and come back under their
 * names; and somebody who throws garbage. Not thread-safe, but for what
 * they have heard.
 */
final class SoakPeers implements AutoCloseable {
    private static final int REGULARS = 24;
    private static final int BR_ENTRY = 0x01;
    private static final int BR_EXIT = 0x02;
    private static final int ANSENTRY = 0x03;
    private static final int SENDMSG = 0x20;
    private static final int RECVMSG = 0x21;
    private static final int SENDCHECKOPT = 0x100;
    private static final int SECRETOPT = 0x200;
    private static final int UTF8OPT = 0x0080_0000;
    private static final int CAPUTF8OPT = 0x0100_0000;
    private static final int[] QUESTIONS = {0x40, 0x50, 0x12, 0x16, 0x30, 0x72, 0x60, 0x20, 0xdd};

    private final SocketAddress node;
    private final SplittableRandom random;
    private final Selector selector = Selector.open();
    private final List<Peer> peers = new ArrayList<>();
    private final List<Peer> regulars = new ArrayList<>();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicInteger receipts = new AtomicInteger();
    private int messages;
    private long number = 1;

    /** A socket, and who uses it at the time. */
    private final class Peer {
        final int place;
        final DatagramChannel socket;
        volatile String name = "";
        volatile boolean away; // hears nothing
        final boolean confirms;

        Peer(int place, InetSocketAddress address) throws IOException {
            this.place = place;
            this.confirms = place % 3 > 0; // always: receipts count by address, whoever has moved in meanwhile
            this.socket = DatagramChannel.open();
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
            socket.bind(address).configureBlocking(false).register(selector, SelectionKey.OP_READ, this);
        }

        void enter(int generation) {
            name = (confirms ? "peer" : "silent") + place + "x" + generation;
            say(BR_ENTRY | CAPUTF8OPT, name + "\0group" + place % 5);
        }

        void enterAsRegular() {
            name = (confirms ? "regular" : "silentRegular") + place;
            away = false;
            say(BR_ENTRY | CAPUTF8OPT, name + "\0regulars");
        }

        void say(int command, String rest) {
            send(socket, packet(name, number++, command, rest));
        }
    }

    /** @param node whom they talk to */
    SoakPeers(InetSocketAddress node, int count, int port, SplittableRandom random) throws IOException {
        this.node = node;
        this.random = random;
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(i, new InetSocketAddress("127.0.2." + (i + 1), port)));
        }
        for (int i = 0; i < REGULARS; i++) {
            regulars.add(new Peer(i, new InetSocketAddress("127.0.3." + (i + 1), port)));
        }
        Thread ears = new Thread(this::listen, "soak peers");
        ears.setDaemon(true);
        ears.start();
    }

    long heard() {
        return heard.get();
    }

    int receipts() {
        return receipts.get();
    }

    /** How many different messages they have written. */
    int messages() {
        return messages;
    }

    /** Somebody leaves, with a goodbye or without, and comes back as somebody else. */
    void comeAndGo(int generation) {
        Peer peer = any();
        if (!peer.name.isEmpty() && random.nextBoolean()) {
            peer.say(BR_EXIT, peer.name + "\0");
        }
        peer.enter(generation);
    }

    /** All who come back are there once, so that they are known, and half of them leave. */
    void bringRegulars() {
        regulars.forEach(Peer::enterAsRegular);
        regulars.stream().filter(regular -> regular.place % 2 == 0).forEach(this::leave);
    }

    /** A regular leaves, with a goodbye or without, or comes back as who it was. */
    void comeBackOrGo() {
        Peer regular = regulars.get(random.nextInt(REGULARS));
        if (regular.away) {
            regular.enterAsRegular();
        } else {
            leave(regular);
        }
    }

    private void leave(Peer regular) {
        if (random.nextBoolean()) {
            regular.say(BR_EXIT, regular.name + "\0");
        }
        regular.away = true;
    }

    /** The name of one who is there, or will be back. */
    String someRegular() {
        return regulars.get(random.nextInt(REGULARS)).name;
    }

    /** Somebody writes, some of them twice. Each text is a number of its own. */
    void write(boolean sealed) {
        Peer peer = any();
        if (peer.name.isEmpty()) {
            peer.enter(0);
        }
        byte[] packet = packet(
                peer.name,
                number++,
                SENDMSG | SENDCHECKOPT | UTF8OPT | (sealed ? SECRETOPT : 0),
                "m" + messages++ + "\0");
        send(peer.socket, packet);
        if (random.nextInt(4) == 0) {
            send(peer.socket, packet);
        }
    }

    /** The name of one who is there, or was a moment ago. */
    String someName() {
        return any().name;
    }

    /** One hostile datagram, from an address that nobody had before. */
    void throwGarbage() {
        try (DatagramChannel stranger = DatagramChannel.open()) {
            String source =
                    "127." + (3 + random.nextInt(200)) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
            stranger.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
            send(stranger, garbage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] garbage() {
        String liar = "liar" + random.nextInt(1 << 30);
        switch (random.nextInt(6)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(2_000)];
                random.nextBytes(noise);
                return noise;
            }
            case 1 -> {
                byte[] mutated = packet(liar, number++, SENDMSG | SENDCHECKOPT, "mutated\0");
                for (int i = 0; i < 4; i++) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                }
                return mutated;
            }
            case 2 -> {
                return packet(
                        liar, number++, BR_ENTRY | (random.nextInt() & 0xffffff00), liar + "\0" + "g".repeat(500));
            }
            case 3 -> {
                return packet("peer", number++, RECVMSG, Long.toString(random.nextLong() >>> 1) + "\0");
            }
            case 4 -> {
                return ("1:" + "9".repeat(random.nextInt(1, 400)) + ":" + ":".repeat(random.nextInt(9)) + "32:x")
                        .getBytes(StandardCharsets.US_ASCII);
            }
            default -> {
                int question = QUESTIONS[random.nextInt(QUESTIONS.length)];
                return packet(liar, number++, question | (random.nextInt() & 0xffffff00), "\0".repeat(3));
            }
        }
    }

    private Peer any() {
        return peers.get(random.nextInt(peers.size()));
    }

    private static byte[] packet(String name, long number, int command, String rest) {
        return ("1:" + number + ":" + name + ":" + name + "-pc:" + Integer.toUnsignedLong(command) + ":" + rest)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void send(DatagramChannel from, byte[] bytes) {
        send(from, bytes, node);
    }

    private static void send(DatagramChannel from, byte[] bytes, SocketAddress to) {
        try {
            from.send(ByteBuffer.wrap(bytes), to); // what does not fit into the buffer is lost, as on any network
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        ByteBuffer buffer = ByteBuffer.allocate(65_535);
        try {
            while (true) {
                selector.select(key -> {
                    Peer peer = (Peer) key.attachment();
                    try {
                        SocketAddress from;
                        while ((from = peer.socket.receive(buffer.clear())) != null) {
                            hear(
                                    peer,
                                    from,
                                    StandardCharsets.UTF_8.decode(buffer.flip()).toString());
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        } catch (ClosedSelectorException e) {
            // the soak is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hear(Peer peer, SocketAddress from, String packet) {
        if (peer.away) {
            return;
        }
        heard.incrementAndGet();
        String[] fields = packet.split(":", 6);
        int word = (int) Long.parseLong(fields[4]);
        int command = word & 0xff;
        if (command == RECVMSG) {
            receipts.incrementAndGet();
        } else if (command == BR_ENTRY) {
            send(peer.socket, packet(peer.name, 1, ANSENTRY | CAPUTF8OPT, peer.name + "\0"), from);
        } else if (command == SENDMSG && (word & SENDCHECKOPT) != 0 && peer.confirms) {
            send(peer.socket, packet(peer.name, 1, RECVMSG, fields[1] + "\0"), from);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (Peer peer : peers) {
            peer.socket.close();
        }
        for (Peer regular : regulars) {
            regular.socket.close();
        }
    }

    /** Which messages a route has completed: each may be once. Thread-safe. */
    static final class Ledger {
        private final BitSet run = new BitSet();
        private int twice;

        synchronized void ran(String text) {
            if (text.matches("m\\d+")) {
                int message = Integer.parseInt(text.substring(1));
                twice += run.get(message) ? 1 : 0;
                run.set(message);
            }
        }

        synchronized int ran() {
            return run.cardinality();
        }

        synchronized int twice() {
            return twice;
        }
    }
}
