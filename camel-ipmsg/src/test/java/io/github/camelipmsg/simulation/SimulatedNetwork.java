/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts on networks that lose, double, delay and reorder by seed.
 *
 * <p>Unicast reaches every host; broadcasts, directed ones and 255.255.255.255, reach the hosts of the sender's own
 * network, the sender included. What a host sends to itself arrives always and at once. Confined to the simulation's
 * thread.
 */
public final class SimulatedNetwork {
    private static final InetAddress ALL_HOSTS = Addresses.of("255.255.255.255");
    private static final int MOST_BYTES = 65_507;
    private static final long NANOS_UNTIL_REPEATED = 1_000_000_000;
    private static final long NANOS_WITHIN_A_HOST = 20_000;
    private static final long MOST_EXTRA_NANOS_WHEN_HELD_BACK = 20_000_000;

    private final SimulatedTime time;
    private final RandomGenerator random;
    private final Map<InetAddress, SimulatedHost> hosts = new LinkedHashMap<>();
    private final Map<Link, LinkQuality> qualities = new HashMap<>();
    private final Map<Link, Long> lastArrivals = new HashMap<>();
    private final Set<SimulatedHost> partitioned = new HashSet<>();
    private final Set<InetAddress> refused = new HashSet<>();
    private final List<Transmission> tap = new ArrayList<>();
    private final List<Consumer<Transmission>> listeners = new ArrayList<>();
    private final List<BiConsumer<InetAddress, Transmission>> arrivalListeners = new ArrayList<>();
    private final List<BiConsumer<InetSocketAddress, InetSocketAddress>> connectionListeners = new ArrayList<>();
    private Predicate<Transmission> filter = transmission -> false;
    private LinkQuality quality = LinkQuality.LAN;
    private long sent;
    private long delivered;
    private long lost;
    private long duplicated;
    private long reordered;
    private long unclaimed;

    SimulatedNetwork(SimulatedTime time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /**
     * The host with these addresses, each as {@code 10.1.0.1} (a network of 24 bits) or {@code 10.1.0.1/16}; the one that
     * already has the first of them, if any.
     */
    public SimulatedHost host(String... addresses) {
        InetAddress first = Addresses.interfaces(addresses).get(0).address();
        SimulatedHost known = hosts.get(first);
        if (known != null) {
            return known;
        }
        SimulatedHost host = new SimulatedHost(this, time, addresses);
        register(host);
        return host;
    }

    /** A script's socket at this address and port 2425, or at {@code 10.1.0.9:2426}. */
    public RawHost raw(String address) {
        InetSocketAddress local = Addresses.socket(address);
        SimulatedHost host = host(local.getAddress().getHostAddress());
        RawHost raw = new RawHost(host, local);
        try {
            host.bind(raw);
        } catch (BindException e) {
            throw new IllegalArgumentException(e);
        }
        return raw;
    }

    /** How all links are that have no quality of their own. */
    public void quality(LinkQuality quality) {
        this.quality = quality;
    }

    /** How the link from one host to another is, in this direction only. */
    public void quality(String from, String to, LinkQuality quality) {
        qualities.put(new Link(host(from), host(to)), quality);
    }

    /** Pulls the plug of a host: nothing leaves or reaches it, what is under way is lost, its sockets notice nothing. */
    public void partition(String address) {
        partitioned.add(host(address));
    }

    /** Ends {@link #partition}. */
    public void heal(String address) {
        partitioned.remove(host(address));
    }

    /** From now on the operating systems refuse to send to this address, as without a route. */
    public void refuse(String address) {
        refused.add(Addresses.of(address));
    }

    /** Loses every datagram for which {@code filter} holds, in place of an earlier filter. */
    public void loseIf(Predicate<Transmission> filter) {
        this.filter = filter;
    }

    /** Every datagram that has left a socket, also those that were lost later. A live view. */
    public List<Transmission> tap() {
        return Collections.unmodifiableList(tap);
    }

    /** Tells {@code listener} of every datagram as it leaves. */
    public void onTransmission(Consumer<Transmission> listener) {
        listeners.add(listener);
    }

    /** Tells {@code listener} of every datagram that reaches a socket, and of whose, just before it does. */
    public void onArrival(BiConsumer<InetAddress, Transmission> listener) {
        arrivalListeners.add(listener);
    }

    /** Tells {@code listener} of every connection with TCP that was answered: the ports of who asked and who answered. */
    public void onConnection(BiConsumer<InetSocketAddress, InetSocketAddress> listener) {
        connectionListeners.add(listener);
    }

    /** Carries a unicast datagram of the past once more, as a switch would that had kept it. */
    public void repeat(Transmission past) {
        SimulatedHost from = hosts.get(past.from().getAddress());
        SimulatedHost to = hosts.get(past.to().getAddress());
        if (from != null && to != null && from != to) {
            duplicated++;
            travel(new Link(from, to), past, null);
        }
    }

    /** Carries a unicast datagram whose sender is not at the address that it gives; the tap does not see it leave. */
    public void forge(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        SimulatedHost owner = hosts.get(from.getAddress());
        SimulatedHost there = hosts.get(to.getAddress());
        if (owner == null || there == null) {
            throw new IllegalArgumentException("no host at " + from + " or " + to);
        }
        sent++;
        travel(new Link(owner, there), new Transmission(time.instant(), from, to, bytes), null);
    }

    public Traffic traffic() {
        return new Traffic(sent, delivered, lost, duplicated, reordered, unclaimed);
    }

    /** How many transports are open on all hosts: zero once every node has been closed. */
    public int openTransports() {
        return hosts.values().stream()
                .distinct()
                .mapToInt(SimulatedHost::openTransports)
                .sum();
    }

    void moved(SimulatedHost host, Runnable change) {
        hosts.values().removeIf(each -> each == host);
        change.run();
        register(host);
    }

    private void register(SimulatedHost host) {
        for (LocalNetwork each : host.interfaces()) {
            SimulatedHost other = hosts.putIfAbsent(each.address(), host);
            if (other != null && other != host) {
                throw new IllegalArgumentException(each.address() + " belongs to another host");
            }
        }
    }

    /** Sends as the operating system of {@code origin} would; throws what it would report. */
    void transmit(SimulatedHost origin, SimulatedSocket socket, InetSocketAddress to, byte[] bytes) throws IOException {
        if (to.isUnresolved()) {
            throw new SocketException("Unresolved address " + to);
        }
        if (bytes.length > MOST_BYTES) {
            throw new SocketException("Message too long");
        }
        if (refused.contains(to.getAddress())) {
            throw new NoRouteToHostException("No route to host");
        }
        LocalNetwork via = broadcastNetwork(origin, socket, to.getAddress());
        InetAddress source = via == null ? source(origin, socket, to.getAddress()) : via.address();
        InetSocketAddress from = new InetSocketAddress(source, socket.port());
        Transmission transmission = new Transmission(time.instant(), from, to, bytes.clone());
        sent++;
        tap.add(transmission);
        listeners.forEach(each -> each.accept(transmission));
        if (filter.test(transmission)) {
            lost++;
        } else if (via == null) {
            SimulatedHost host = origin.owns(to.getAddress()) ? origin : hosts.get(to.getAddress());
            if (host == null) {
                unclaimed++;
            } else {
                travel(new Link(origin, host), transmission, null);
            }
        } else {
            hosts.values().stream()
                    .distinct()
                    .forEach(host ->
                            onNetwork(host, via).forEach(there -> travel(new Link(origin, host), transmission, there)));
        }
    }

    /**
     * Opens a connection with TCP, whose first segment and its answer are sent once more after a second, as operating
     * systems do, and ends it.
     */
    void connect(SimulatedHost origin, SimulatedSocket socket, InetSocketAddress to, Consumer<Boolean> answered) {
        SimulatedHost host = origin.owns(to.getAddress()) ? origin : hosts.get(to.getAddress());
        if (host == null || refused.contains(to.getAddress())) {
            time.plan(Transport.CONNECTS_WITHIN.toNanos(), () -> answered.accept(false));
            return;
        }
        Link there = new Link(origin, host);
        Link back = new Link(host, origin);
        long wait = 0;
        for (int attempt = 0; attempt < 2; attempt++) {
            long trip = trip(there);
            long way = trip < 0 ? -1 : trip(back);
            if (way >= 0) {
                time.plan(wait + trip + way, () -> {
                    boolean listens = host.listeners(to, null).stream().anyMatch(SimulatedSocket::listens);
                    if (listens) {
                        InetSocketAddress from =
                                new InetSocketAddress(source(origin, socket, to.getAddress()), socket.port());
                        connectionListeners.forEach(each -> each.accept(from, to));
                    }
                    answered.accept(listens);
                });
                return;
            }
            wait += NANOS_UNTIL_REPEATED;
        }
        time.plan(Transport.CONNECTS_WITHIN.toNanos(), () -> answered.accept(false));
    }

    /** How long one segment takes, or -1 if it is lost. */
    private long trip(Link link) {
        if (link.from == link.to) {
            return NANOS_WITHIN_A_HOST;
        }
        LinkQuality here = qualities.getOrDefault(link, quality);
        if (cut(link) || random.nextDouble() < here.loss()) {
            return -1;
        }
        long fastest = here.fastest().toNanos();
        return random.nextLong(fastest, Math.max(fastest, here.slowest().toNanos()) + 1);
    }

    /** The sender's network that {@code destination} is the broadcast address of, null for unicast. */
    private static @Nullable LocalNetwork broadcastNetwork(
            SimulatedHost origin, SimulatedSocket socket, InetAddress destination) {
        InetAddress bound = socket.boundTo();
        return origin.interfaces().stream()
                .filter(each -> bound == null || each.address().equals(bound))
                .filter(each -> destination.equals(ALL_HOSTS) || destination.equals(each.broadcastAddress()))
                .findFirst()
                .orElse(null);
    }

    private static InetAddress source(SimulatedHost origin, SimulatedSocket socket, InetAddress destination) {
        InetAddress bound = socket.boundTo();
        if (bound != null) {
            return bound;
        }
        if (origin.owns(destination)) {
            return destination;
        }
        return origin.interfaces().stream()
                .filter(each -> each.subnet().contains(destination))
                .findFirst()
                .orElse(origin.interfaces().get(0))
                .address();
    }

    private static List<LocalNetwork> onNetwork(SimulatedHost host, LocalNetwork network) {
        return host.interfaces().stream()
                .filter(each -> network.subnet().contains(each.address()))
                .limit(1)
                .toList();
    }

    private void travel(Link link, Transmission transmission, @Nullable LocalNetwork via) {
        if (link.from == link.to) {
            time.plan(NANOS_WITHIN_A_HOST, () -> arrive(link, transmission, via));
            return;
        }
        LinkQuality here = qualities.getOrDefault(link, quality);
        if (cut(link) || random.nextDouble() < here.loss()) {
            lost++;
            return;
        }
        if (random.nextDouble() < here.duplication()) {
            duplicated++;
            send(link, transmission, via, here);
        }
        send(link, transmission, via, here);
    }

    private void send(Link link, Transmission transmission, @Nullable LocalNetwork via, LinkQuality here) {
        long fastest = here.fastest().toNanos();
        long arrival = time.nanos()
                + random.nextLong(fastest, Math.max(fastest, here.slowest().toNanos()) + 1);
        if (random.nextDouble() < here.reordering()) {
            reordered++;
            arrival += random.nextLong(MOST_EXTRA_NANOS_WHEN_HELD_BACK) + 1;
        } else {
            arrival = Math.max(arrival, lastArrivals.getOrDefault(link, 0L));
            lastArrivals.put(link, arrival);
        }
        time.plan(arrival - time.nanos(), () -> arrive(link, transmission, via));
    }

    private void arrive(Link link, Transmission transmission, @Nullable LocalNetwork via) {
        InetSocketAddress to = transmission.to();
        if (link.from != link.to && cut(link)) {
            lost++;
            return;
        }
        boolean stillThere = via != null || link.to.owns(to.getAddress());
        List<SimulatedSocket> sockets = stillThere ? link.to.listeners(to, via) : List.of();
        if (sockets.isEmpty()) {
            unclaimed++;
        }
        for (SimulatedSocket each : sockets) {
            delivered++;
            arrivalListeners.forEach(listener -> listener.accept(link.to.address(), transmission));
            each.arrived(transmission.from(), to, transmission.bytes().clone());
        }
    }

    private boolean cut(Link link) {
        return partitioned.contains(link.from) || partitioned.contains(link.to);
    }

    private record Link(SimulatedHost from, SimulatedHost to) {}
}
