/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Somebody on the network who sends bytes and looks at bytes. Knows the protocol from its text alone, not from our codec,
 * and stays silent unless told otherwise. Thread-safe.
 */
final class RawPeer implements AutoCloseable {
    static final int BR_ENTRY = 0x01;
    static final int BR_EXIT = 0x02;
    static final int ANSENTRY = 0x03;
    static final int SENDMSG = 0x20;
    static final int RECVMSG = 0x21;
    static final int READMSG = 0x30;
    static final int ANSREADMSG = 0x32;
    static final int SENDCHECKOPT = 0x100;
    static final int SECRETOPT = 0x200;
    static final int READCHECKOPT = 0x0010_0000;
    static final int UTF8OPT = 0x0080_0000;
    static final int CAPUTF8OPT = 0x0100_0000;
    static final String HOST = "raw-host";

    private static final Charset CP932 = Charset.forName("windows-31j");
    private static final long PATIENCE_SECONDS = 10;

    private final String user;
    private final ServerSocket files; // every client listens there; nothing is ever served
    private final DatagramSocket socket;
    private final List<Heard> all = new CopyOnWriteArrayList<>();
    private final Map<Integer, BlockingQueue<Heard>> byCommand = new ConcurrentHashMap<>();
    private volatile boolean confirms;
    private volatile boolean answersReadNotices;
    private int lastNumber = 1_000;

    /** One datagram that came, in its fields. */
    record Heard(InetSocketAddress from, String number, String user, String host, long word, String text) {
        int command() {
            return (int) (word & 0xff);
        }

        boolean has(int option) {
            return (word & option) != 0;
        }

        @Override
        public String toString() {
            return Long.toHexString(word) + " no. " + number + " of " + user + ": " + text;
        }
    }

    RawPeer(String user, InetAddress address) throws IOException {
        this.user = user;
        this.files = new ServerSocket(0, 50, address);
        this.socket = new DatagramSocket(new InetSocketAddress(address, files.getLocalPort()));
        Thread listener = new Thread(this::listen, "RawPeer[" + user + "]");
        listener.setDaemon(true);
        listener.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** As a recipient is written. */
    String address() {
        String host = socket.getLocalAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port();
    }

    /** From now on it confirms whatever asks for it. */
    RawPeer confirming() {
        confirms = true;
        return this;
    }

    /** From now on it answers whoever tells it that a message of its was opened. */
    RawPeer answeringReadNotices() {
        answersReadNotices = true;
        return this;
    }

    // ---- speaking ------------------------------------------------------------------------------------------------

    synchronized int nextNumber() {
        return ++lastNumber;
    }

    void send(InetSocketAddress to, byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A packet of ours, in UTF-8 if its options say so. */
    int packet(InetSocketAddress to, int number, int word, String main) {
        Charset charset = (word & UTF8OPT) != 0 ? StandardCharsets.UTF_8 : CP932;
        send(to, ("1:" + number + ":" + user + ":" + HOST + ":" + word + ":" + main + "\0").getBytes(charset));
        return number;
    }

    /** Announces itself to one node, as a client that reads UTF-8. */
    void enter(InetSocketAddress node, String nickname, String group) {
        String old = "1:" + nextNumber() + ":" + user + ":" + HOST + ":" + (BR_ENTRY | CAPUTF8OPT) + ":" + nickname
                + "\0" + group + "\0";
        String tail = "\nUN:" + user + "\nHN:" + HOST + "\nNN:" + nickname + "\nGN:" + group;
        byte[] oldBytes = old.getBytes(CP932);
        byte[] tailBytes = tail.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(oldBytes, oldBytes.length + tailBytes.length);
        System.arraycopy(tailBytes, 0, bytes, oldBytes.length, tailBytes.length);
        send(node, bytes);
    }

    /** A UTF-8 message that wants a receipt. @return its number */
    int message(InetSocketAddress node, String text) {
        return packet(node, nextNumber(), SENDMSG | SENDCHECKOPT | UTF8OPT | CAPUTF8OPT, text);
    }

    void confirm(Heard message) {
        packet(message.from(), nextNumber(), RECVMSG, message.number());
    }

    /** Tells that a message was opened, and wants to be heard. */
    int open(Heard message) {
        return packet(message.from(), nextNumber(), READMSG | READCHECKOPT, message.number());
    }

    // ---- listening -----------------------------------------------------------------------------------------------

    /** The next packet with this command that no earlier call has returned. */
    Heard await(int command) {
        try {
            Heard heard = queue(command).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(heard)
                    .as("a packet 0x%x to %s, who heard %s", command, user, all)
                    .isNotNull();
            return heard;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that has come so far with this command. */
    List<Heard> heard(int command) {
        return all.stream().filter(heard -> heard.command() == command).toList();
    }

    /** Everything that has come so far, in its order. */
    List<Heard> everything() {
        return List.copyOf(all);
    }

    /** The numbers of the messages that were confirmed to us so far, in order. */
    List<String> receipts() {
        return heard(RECVMSG).stream().map(Heard::text).toList();
    }

    private void listen() {
        DatagramPacket datagram = new DatagramPacket(new byte[65_535], 65_535);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(65_535);
                socket.receive(datagram);
                hear(datagram);
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void hear(DatagramPacket datagram) {
        byte[] bytes = Arrays.copyOf(datagram.getData(), datagram.getLength());
        String[] fields = new String(bytes, StandardCharsets.ISO_8859_1).split(":", 6);
        String main = fields[5].indexOf('\0') < 0 ? fields[5] : fields[5].substring(0, fields[5].indexOf('\0'));
        long word = Long.parseLong(fields[4]);
        Charset charset = (word & UTF8OPT) != 0 ? StandardCharsets.UTF_8 : CP932;
        Heard heard = new Heard(
                (InetSocketAddress) datagram.getSocketAddress(),
                fields[1],
                fields[2],
                fields[3],
                word,
                new String(main.getBytes(StandardCharsets.ISO_8859_1), charset));
        all.add(heard);
        queue(heard.command()).add(heard);
        if (confirms && heard.command() == SENDMSG && heard.has(SENDCHECKOPT)) {
            confirm(heard);
        }
        if (answersReadNotices && heard.command() == READMSG && heard.has(READCHECKOPT)) {
            packet(heard.from(), nextNumber(), ANSREADMSG, heard.number());
        }
    }

    private BlockingQueue<Heard> queue(int command) {
        return byCommand.computeIfAbsent(command, any -> new LinkedBlockingQueue<>());
    }

    @Override
    public void close() {
        socket.close();
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
