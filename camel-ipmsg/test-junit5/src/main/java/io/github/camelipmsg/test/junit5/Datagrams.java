/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * A UDP socket on loopback with a port of its own, and the thread that reads it. {@link #send} is thread-safe; what comes is
 * told on that thread.
 */
final class Datagrams implements AutoCloseable {
    private static final int LARGEST = 65_535;

    private static final long LAST_MOMENTS_MILLIS = 1_000;

    private final DatagramSocket socket;
    private final Thread reader;

    Datagrams(String name, BiConsumer<Packet, InetSocketAddress> receiver) {
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (SocketException e) {
            throw new UncheckedIOException("No UDP port is free on loopback", e);
        }
        reader = new Thread(() -> read(receiver), "IpmsgTestPeer[" + name + "]");
        reader.setDaemon(true);
        reader.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(InetSocketAddress to, byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException("Cannot send to " + to, e);
            }
        }
    }

    private void read(BiConsumer<Packet, InetSocketAddress> receiver) {
        DatagramPacket datagram = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!socket.isClosed()) {
            datagram.setLength(LARGEST);
            try {
                socket.receive(datagram);
            } catch (IOException e) {
                continue; // closed, or an ICMP error of a node that has gone
            }
            Packet.parse(Arrays.copyOf(datagram.getData(), datagram.getLength()))
                    .ifPresent(packet -> receiver.accept(packet, (InetSocketAddress) datagram.getSocketAddress()));
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** When it returns the port is free and the thread is gone. */
    @Override
    public void close() {
        socket.close();
        try {
            reader.join(LAST_MOMENTS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
