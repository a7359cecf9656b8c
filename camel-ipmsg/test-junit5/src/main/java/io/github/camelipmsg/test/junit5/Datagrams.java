/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * A UDP socket on loopback with a port of its own, and the thread that reads it. {@link #send} is thread-safe; what comes is
 * told on that thread. As every client does, it listens on that port with TCP, too, where nodes see that it is really
 * there; no file is ever served.
 */
final class Datagrams implements AutoCloseable {
    private static final int LARGEST = 65_535;

    private static final long LAST_MOMENTS_MILLIS = 1_000;
    private static final int PORTS_TRIED = 20;
    private static final int BACKLOG = 50;

    private final ServerSocket files;
    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final Thread reader;

    Datagrams(String name, PacketFormat format, BiConsumer<Packet, InetSocketAddress> receiver) {
        try {
            files = new ServerSocket();
            socket = bindBoth(files);
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free on loopback for UDP and TCP", e);
        }
        address = (InetSocketAddress) socket.getLocalSocketAddress();
        reader = new Thread(() -> read(format, receiver), "IpmsgTestPeer[" + name + "]");
        reader.setDaemon(true);
        reader.start();
    }

    private static DatagramSocket bindBoth(ServerSocket files) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int tried = 1; true; tried++) {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
            try {
                files.bind(socket.getLocalSocketAddress(), BACKLOG);
                return socket;
            } catch (BindException e) { // somebody else has that port with TCP
                socket.close();
                if (tried == PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    /** Once closed, too. */
    InetSocketAddress address() {
        return address;
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

    private void read(PacketFormat format, BiConsumer<Packet, InetSocketAddress> receiver) {
        DatagramPacket datagram = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!socket.isClosed()) {
            datagram.setLength(LARGEST);
            try {
                socket.receive(datagram);
            } catch (IOException e) {
                continue; // closed, or an ICMP error of a node that has gone
            }
            format.parse(Arrays.copyOf(datagram.getData(), datagram.getLength()))
                    .ifPresent(packet -> receiver.accept(packet, (InetSocketAddress) datagram.getSocketAddress()));
        }
    }

    /** When it returns the port is free and the thread is gone. */
    @Override
    public void close() {
        socket.close();
        try {
            files.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            reader.join(LAST_MOMENTS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
