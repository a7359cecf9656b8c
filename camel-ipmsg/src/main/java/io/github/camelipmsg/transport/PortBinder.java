/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes one port for UDP and TCP, both or neither, and tells people what stands in the way. Blocks briefly.
 *
 * @param address where to bind, null for all interfaces
 * @param port 0 for any number that is free for both
 */
record PortBinder(@Nullable InetAddress address, int port) {
    private static final int ATTEMPTS_AT_ANY_PORT = 20;
    private static final int BACKLOG = 100;

    BoundSockets bind() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return bindBoth();
            } catch (BindException e) {
                if (port != 0 || attempt == ATTEMPTS_AT_ANY_PORT) {
                    throw e;
                }
            }
        }
    }

    private BoundSockets bindBoth() throws IOException {
        List<Channel> opened = new ArrayList<>();
        try {
            DatagramChannel udp = bindUdp();
            opened.add(udp);
            return new BoundSockets(udp, bindTcp(udp.socket().getLocalPort()), List.of(), List.of());
        } catch (IOException | RuntimeException e) {
            BoundSockets.close(opened);
            throw e;
        }
    }

    DatagramChannel bindUdp() throws IOException {
        DatagramChannel udp = address == null ? DatagramChannel.open() : DatagramChannel.open(family(address));
        try {
            return BoundSockets.tune(udp).bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            BoundSockets.close(List.of(udp));
            throw explained("UDP", port, e);
        }
    }

    ServerSocketChannel bindTcp(int number) throws IOException {
        ServerSocketChannel tcp =
                address == null ? ServerSocketChannel.open() : ServerSocketChannel.open(family(address));
        try {
            tcp.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return tcp.bind(new InetSocketAddress(address, number), BACKLOG);
        } catch (IOException e) {
            BoundSockets.close(List.of(tcp));
            throw explained("TCP", number, e);
        }
    }

    private static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private BindException explained(String protocol, int number, IOException cause) {
        String where = address == null ? "port " + number + " on all interfaces" : hostAndPort(address, number);
        BindException explained = new BindException(
                "Cannot bind " + protocol + " " + where + " (" + cause.getMessage() + "): " + likelyReason(cause));
        explained.initCause(cause);
        return explained;
    }

    private String likelyReason(IOException cause) {
        if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("permission")) {
            return "the operating system does not allow this port to us; set port";
        }
        if (address != null && !isOurs(address)) {
            return "no interface of this machine has that address; set bindAddress";
        }
        return "another program, such as a desktop IP Messenger, or another node uses it; set port or bindAddress";
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String hostAndPort(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (address instanceof Inet4Address ? host : "[" + host + "]") + ":" + port;
    }
}
