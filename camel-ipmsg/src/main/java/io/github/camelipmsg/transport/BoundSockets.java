/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one node, bound and set up but not yet read: UDP and TCP on one port, and ears for broadcasts.
 *
 * <p>Linux and macOS do not give broadcasts to a socket that is bound to a unicast address. So a node that uses one
 * interface listens on the broadcast addresses too, with sockets that only receive. All sending goes through
 * {@code udp}.
 *
 * @param udp the one socket that sends; broadcasts are allowed
 * @param tcp listens on the same address and port
 * @param directedBroadcast bound to the interface's broadcast address: empty or one socket
 * @param limitedBroadcast bound to 255.255.255.255, so it hears all interfaces: empty or one socket
 */
record BoundSockets(
        DatagramChannel udp,
        ServerSocketChannel tcp,
        List<DatagramChannel> directedBroadcast,
        List<DatagramChannel> limitedBroadcast) {
    private static final Logger LOG = LoggerFactory.getLogger(BoundSockets.class);
    private static final int[] RECEIVE_BUFFERS = {4 << 20, 256 << 10};
    private static final int[] SEND_BUFFERS = {256 << 10, 128 << 10};
    /** Holds a burst of a thousand: the kernel counts about 2.3 KiB for each, and doubles what it was asked for. */
    private static final int ENOUGH_FOR_A_BURST = 1_200_000;

    /** Prepares the socket that datagrams leave from: every broadcast is allowed, nobody may share its port. */
    static DatagramChannel tune(DatagramChannel udp) throws IOException {
        udp.setOption(StandardSocketOptions.SO_BROADCAST, true);
        ask(udp, StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFERS);
        ask(udp, StandardSocketOptions.SO_SNDBUF, SEND_BUFFERS);
        int granted = udp.getOption(StandardSocketOptions.SO_RCVBUF);
        if (granted < ENOUGH_FOR_A_BURST) {
            LOG.warn(
                    "The operating system grants {} bytes to receive into, of {}: a burst of a thousand datagrams may lose"
                            + " some, which are then waited for. On Linux, sysctl -w net.core.rmem_max={} helps",
                    granted,
                    RECEIVE_BUFFERS[0],
                    RECEIVE_BUFFERS[0]);
        }
        return udp;
    }

    /** Adds the ears for the broadcasts of {@code network}; where there are none to be had, says so and goes on. */
    BoundSockets withBroadcastsOf(LocalNetwork network) {
        if (!(network.address() instanceof Inet4Address)
                || System.getProperty("os.name").startsWith("Windows")) {
            return this;
        }
        InetAddress directed = network.address().isLoopbackAddress()
                ? network.subnet().last()
                : network.broadcast().orElse(null);
        InetAddress limited = new Subnet(network.address(), 0).last();
        return new BoundSockets(udp, tcp, directed == null ? List.of() : ears(directed), ears(limited));
    }

    private List<DatagramChannel> ears(InetAddress broadcast) {
        InetSocketAddress where = new InetSocketAddress(broadcast, tcp.socket().getLocalPort());
        try {
            return List.of(ear(where));
        } catch (IOException e) {
            LOG.info("Broadcasts to {} will not be heard: {}", where, e.getMessage());
            return List.of();
        }
    }

    /** A socket that hears what is sent to a broadcast address and a port, beside others that do. */
    static DatagramChannel ear(InetSocketAddress where) throws IOException {
        // Of both families: the JDK lets no plain IPv4 socket bind 255.255.255.255 or 127.255.255.255 on Linux.
        DatagramChannel ear = DatagramChannel.open();
        try {
            ear.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            ask(ear, StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFERS);
            return ear.bind(where);
        } catch (IOException e) {
            close(List.of(ear));
            throw e;
        }
    }

    /** Asks for the first size that the operating system does not refuse; it may silently give less. */
    private static void ask(NetworkChannel socket, SocketOption<Integer> option, int[] sizes) {
        for (int size : sizes) {
            try {
                socket.setOption(option, size);
                return;
            } catch (IOException e) {
                LOG.debug("{} of {} bytes refused: {}", option, size, e.getMessage());
            }
        }
    }

    void close() {
        List<Channel> all = new ArrayList<>(List.of(udp, tcp));
        all.addAll(directedBroadcast);
        all.addAll(limitedBroadcast);
        close(all);
    }

    static void close(List<? extends Channel> channels) {
        for (Channel each : channels) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.debug("{} did not close cleanly", each, e);
            }
        }
    }
}
