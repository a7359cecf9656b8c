/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.lan;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An IP Messenger of its own, which knows nothing of our code: it puts the bytes together by hand and takes them apart
 * by hand. An old one: no UTF-8, no encryption. {@code RawPeer NICKNAME BROADCAST}; lines as of {@link CamelHost}.
 *
 * <pre>
 * in   write ADDRESS NUMBER HEX TIMES     deaf COUNT (the next messages are not confirmed)     leave
 * out  ready     heard ADDRESS COMMAND NUMBER REST HEX, with REST the bytes behind the fifth colon
 * </pre>
 */
public final class RawPeer {
    private static final int PORT = 2425;
    // commands of the protocol, and the one option that matters here
    private static final int BR_ENTRY = 0x01;
    private static final int BR_EXIT = 0x02;
    private static final int ANSENTRY = 0x03;
    private static final int SENDMSG = 0x20;
    private static final int RECVMSG = 0x21;
    private static final int SENDCHECKOPT = 0x100;

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final String nickname;
    private final SocketAddress everybody;
    private final DatagramSocket socket;
    private final AtomicInteger deaf = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger(1);

    private RawPeer(String nickname, String broadcast) throws IOException {
        this.nickname = nickname;
        this.everybody = address(broadcast);
        this.socket = new DatagramSocket(PORT);
        socket.setBroadcast(true);
    }

    public static void main(String[] arguments) throws IOException {
        RawPeer peer = new RawPeer(arguments[0], arguments[1]);
        Thread ears = new Thread(peer::listen);
        ears.setDaemon(true);
        ears.start();
        peer.send(BR_ENTRY, peer.nickname + "\0\0", peer.everybody);
        OUT.println("ready");
        peer.obey();
    }

    private void obey() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            switch (words[0]) {
                case "write" -> write(words);
                case "deaf" -> deaf.set(Integer.parseInt(words[1]));
                case "leave" -> send(BR_EXIT, nickname + "\0\0", everybody);
                default -> throw new IOException("What is '" + line + "'?");
            }
        }
    }

    private void write(String[] words) throws IOException {
        byte[] header = header(words[2], SENDMSG | SENDCHECKOPT);
        byte[] text = HexFormat.of().parseHex(words[3]);
        byte[] packet = Arrays.copyOf(header, header.length + text.length + 1); // a NUL ends the text
        System.arraycopy(text, 0, packet, header.length, text.length);
        for (int times = Integer.parseInt(words[4]); times > 0; times--) {
            send(packet, address(words[1]));
        }
    }

    private void send(int command, String rest, SocketAddress to) throws IOException {
        byte[] header = header(Integer.toString(number.getAndIncrement()), command);
        send((new String(header, StandardCharsets.US_ASCII) + rest).getBytes(StandardCharsets.US_ASCII), to);
    }

    private static byte[] header(String number, int command) {
        return ("1:" + number + ":raw:raw-pc:" + command + ":").getBytes(StandardCharsets.US_ASCII);
    }

    private void send(byte[] packet, SocketAddress to) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length, to));
    }

    private void listen() {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            while (true) {
                socket.receive(packet);
                heard(Arrays.copyOf(packet.getData(), packet.getLength()), packet.getSocketAddress());
            }
        } catch (IOException e) {
            OUT.println("broken\t" + e);
        }
    }

    private void heard(byte[] packet, SocketAddress from) throws IOException {
        String[] fields = new String(packet, StandardCharsets.ISO_8859_1).split(":", 6);
        long word = Long.parseLong(fields[4]);
        int command = (int) (word & 0xff);
        String rest = HexFormat.of().formatHex(fields[5].getBytes(StandardCharsets.ISO_8859_1));
        String host = ((InetSocketAddress) from).getAddress().getHostAddress();
        OUT.println(String.join(
                "\t",
                "heard",
                host,
                Integer.toString(command),
                fields[1],
                rest,
                HexFormat.of().formatHex(packet)));
        if (command == BR_ENTRY && !fields[2].equals("raw")) {
            send(ANSENTRY, nickname + "\0\0", from);
        } else if (command == SENDMSG
                && (word & SENDCHECKOPT) != 0
                && deaf.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            send(RECVMSG, fields[1] + "\0", from);
        }
    }

    private static SocketAddress address(String host) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), PORT);
    }
}
