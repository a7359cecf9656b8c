/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Transport;
import io.github.camelipmsg.transport.TransportFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One machine of a {@link SimulatedNetwork}: its addresses and what is bound to its ports.
 *
 * <p>It is the {@link TransportFactory} of the nodes that run on it; several may, as on a real machine, with different
 * ports or bind addresses.
 */
public final class SimulatedHost implements TransportFactory {
    private static final int FIRST_FREE_PORT = 49_152;
    private static final LocalNetwork LOOPBACK = new LocalNetwork("lo", Addresses.of("127.0.0.1"), 8, null);

    private final SimulatedNetwork network;
    private final SimulatedTime time;
    private final List<SimulatedSocket> sockets = new ArrayList<>();
    private final Set<Integer> portsTakenByTcp = new HashSet<>();
    private List<LocalNetwork> interfaces;
    private int nextFreePort = FIRST_FREE_PORT;
    private int refusedBinds;
    private Duration handoverTakes = Duration.ZERO;

    SimulatedHost(SimulatedNetwork network, SimulatedTime time, String... addresses) {
        this.network = network;
        this.time = time;
        this.interfaces = Addresses.interfaces(addresses);
    }

    /** Gives the machine other addresses, as DHCP or a cable would; transports see them after their next rescan. */
    public void readdress(String... addresses) {
        network.moved(this, () -> interfaces = Addresses.interfaces(addresses));
    }

    /** The first address. */
    public InetAddress address() {
        return interfaces.get(0).address();
    }

    /** Another program listens on this port with TCP only. */
    public void takeByTcp(int port) {
        portsTakenByTcp.add(port);
    }

    /** The operating system closes the sockets of every transport, which must bind them anew. */
    public void breakSockets() {
        List.copyOf(sockets).forEach(socket -> {
            if (socket instanceof SimulatedTransport transport) {
                transport.die();
            }
        });
    }

    /** How often a port was asked for that another socket had. */
    public int refusedBinds() {
        return refusedBinds;
    }

    /** Its nodes are told that late from now on whether the operating system has taken a datagram, as on a busy machine. */
    public void handoverTakes(Duration duration) {
        handoverTakes = duration;
    }

    Duration handoverTakes() {
        return handoverTakes;
    }

    /** How many transports are open here: zero once every node has been closed. */
    public int openTransports() {
        return (int)
                sockets.stream().filter(SimulatedTransport.class::isInstance).count();
    }

    /** Pulls the power plug: all transports and their loops end at once, and nobody says goodbye. */
    public void crash() {
        List.copyOf(sockets).forEach(socket -> {
            if (socket instanceof SimulatedTransport transport) {
                transport.losePower();
            }
        });
    }

    @Override
    public Transport open(String name, @Nullable InetAddress bindAddress, int port) throws IOException {
        if (time.isOnSomeLoop()) {
            throw new AssertionError("a transport was opened on a loop, where it must not block");
        }
        int number = port == 0 ? freePort() : port;
        SimulatedTransport transport =
                new SimulatedTransport(this, new InetSocketAddress(bindAddress, number), new SimulatedLoop(time, name));
        bind(transport);
        return transport;
    }

    void bind(SimulatedSocket socket) throws BindException {
        String where = (socket.boundTo() == null ? "*" : socket.boundTo().getHostAddress()) + ":" + socket.port();
        InetAddress address = socket.boundTo();
        if (address != null && !owns(address)) {
            throw new BindException("cannot bind UDP " + where + ": no address of this machine; set bindAddress");
        }
        String cause = ": address already in use by another program; set port or bindAddress";
        if (sockets.stream().anyMatch(other -> conflict(socket, other))) {
            refusedBinds++;
            throw new BindException("cannot bind UDP " + where + cause);
        }
        if (portsTakenByTcp.contains(socket.port()) && socket instanceof SimulatedTransport) {
            throw new BindException("cannot bind TCP " + where + cause);
        }
        sockets.add(socket);
    }

    void unbind(SimulatedSocket socket) {
        sockets.remove(socket);
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedTime time() {
        return time;
    }

    List<LocalNetwork> interfaces() {
        return interfaces;
    }

    /** What {@link Transport#networks()} of a socket bound to {@code bindAddress} tells. */
    List<LocalNetwork> networksOf(@Nullable InetAddress bindAddress) {
        return Stream.concat(Stream.of(LOOPBACK), interfaces.stream())
                .filter(each -> bindAddress == null || each.address().equals(bindAddress))
                .toList();
    }

    boolean owns(InetAddress address) {
        return address.isLoopbackAddress()
                || interfaces.stream().anyMatch(each -> each.address().equals(address));
    }

    /** The sockets that hear what is sent to {@code to} on the network {@code via}. */
    List<SimulatedSocket> listeners(InetSocketAddress to, @Nullable LocalNetwork via) {
        return sockets.stream()
                .filter(socket -> socket.port() == to.getPort())
                .filter(socket -> {
                    InetAddress bound = socket.boundTo();
                    return bound == null || bound.equals(via == null ? to.getAddress() : via.address());
                })
                .toList();
    }

    private static boolean conflict(SimulatedSocket one, SimulatedSocket other) {
        InetAddress bound = one.boundTo();
        return one.port() == other.port()
                && (bound == null || other.boundTo() == null || bound.equals(other.boundTo()));
    }

    private int freePort() {
        while (portsTakenByTcp.contains(nextFreePort)
                || sockets.stream().anyMatch(socket -> socket.port() == nextFreePort)) {
            nextFreePort++;
        }
        return nextFreePort++;
    }

    @Override
    public String toString() {
        return address().getHostAddress();
    }
}
