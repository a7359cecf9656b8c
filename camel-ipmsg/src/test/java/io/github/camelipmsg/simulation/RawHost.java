/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket in the hand of a test script: sends any bytes, keeps what arrives. It belongs to no loop; call it from the
 * script or from {@link #onArrival}. Confined to the simulation's thread.
 */
public final class RawHost implements SimulatedSocket {
    private final SimulatedHost host;
    private final InetSocketAddress local;
    private final List<Transmission> received = new ArrayList<>();
    private Consumer<Transmission> reaction = arrival -> {};
    private int taken;
    private boolean listens;

    RawHost(SimulatedHost host, InetSocketAddress local) {
        this.host = host;
        this.local = local;
    }

    /** Where others see it. */
    public InetSocketAddress address() {
        return local;
    }

    /** Sends to {@code 10.1.0.1}, which means port 2425, or to {@code 10.1.0.1:2426}. */
    public void send(String to, byte[] bytes) {
        send(Addresses.socket(to), bytes);
    }

    public void send(InetSocketAddress to, byte[] bytes) {
        try {
            host.network().transmit(host, this, to, bytes);
        } catch (IOException e) {
            throw new AssertionError(this + " cannot send to " + to, e);
        }
    }

    /** Sends to every host of its network, itself included, at its own port number. */
    public void broadcast(byte[] bytes) {
        InetAddress all = host.interfaces().get(0).broadcast().orElseThrow();
        send(new InetSocketAddress(all, local.getPort()), bytes);
    }

    /** Everything that has arrived, oldest first. */
    public List<Transmission> received() {
        return List.copyOf(received);
    }

    /** The oldest arrival that was not taken yet; fails the test if there is none. */
    public Transmission take() {
        if (taken == received.size()) {
            throw new AssertionError("nothing more has arrived at " + this);
        }
        return received.get(taken++);
    }

    /** Arrivals that were not taken yet. */
    public int waiting() {
        return received.size() - taken;
    }

    /** From now on calls {@code reaction} with each arrival, to answer as the script likes. */
    public void onArrival(Consumer<Transmission> reaction) {
        this.reaction = reaction;
    }

    /** From now on, as every client, takes connections with TCP at the same port, and ends them at once. */
    public void listen() {
        listens = true;
    }

    @Override
    public boolean listens() {
        return listens;
    }

    /** Frees the port. */
    public void close() {
        host.unbind(this);
    }

    @Override
    public @Nullable InetAddress boundTo() {
        return null;
    }

    @Override
    public int port() {
        return local.getPort();
    }

    @Override
    public void arrived(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        Transmission arrival = new Transmission(host.time().instant(), from, to, bytes);
        received.add(arrival);
        reaction.accept(arrival);
    }

    @Override
    public String toString() {
        return "raw host " + local;
    }
}
