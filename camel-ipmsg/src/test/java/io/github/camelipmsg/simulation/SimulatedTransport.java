/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import io.github.camelipmsg.transport.Datagram;
import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sockets and the loop of one node on a {@link SimulatedHost}. Confined to the simulation's thread. */
final class SimulatedTransport implements Transport, SimulatedSocket {
    private final SimulatedHost host;
    private final InetSocketAddress local;
    private final SimulatedLoop loop;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private List<LocalNetwork> networks;
    private @Nullable Receiver receiver;
    private boolean closing;
    private boolean dead;

    SimulatedTransport(SimulatedHost host, InetSocketAddress local, SimulatedLoop loop) {
        this.host = host;
        this.local = local;
        this.loop = loop;
        this.networks = host.networksOf(boundTo());
    }

    @Override
    public EventExecutor loop() {
        return loop;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable InetAddress boundTo() {
        return local.getAddress().isAnyLocalAddress() ? null : local.getAddress();
    }

    @Override
    public int port() {
        return local.getPort();
    }

    @Override
    public void start(Receiver receiver) {
        if (this.receiver != null) {
            throw new IllegalStateException("started twice");
        }
        this.receiver = receiver;
    }

    @Override
    public void send(Datagram datagram, Handover handover) {
        if (closing) {
            return;
        }
        @Nullable IOException refusal = null;
        try {
            if (dead) {
                throw new SocketException("the socket was closed");
            }
            if (datagram.bytes().length == 0) {
                throw new SocketException("nothing to send");
            }
            host.network().transmit(host, this, datagram.remote(), datagram.bytes());
        } catch (IOException e) {
            refusal = e;
        }
        tell(handover, refusal);
    }

    private void tell(Handover handover, @Nullable IOException refusal) {
        Runnable told = () -> {
            if (!closing) {
                handover.ended(refusal);
            }
        };
        if (host.handoverTakes().isZero()) {
            loop.execute(told);
        } else {
            var unused = loop.schedule(told, host.handoverTakes().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void arrived(InetSocketAddress from, InetSocketAddress to, byte[] bytes) {
        Receiver receiver = this.receiver;
        if (receiver == null || loop.isShutdown()) {
            return;
        }
        loop.execute(() -> {
            try {
                receiver.received(new Datagram(from, bytes));
            } catch (RuntimeException e) {
                receiver.failed(e);
            }
        });
    }

    @Override
    public CompletionStage<Boolean> reaches(InetSocketAddress address) {
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        host.network().connect(host, this, address, answer -> {
            if (!closing) {
                loop.execute(() -> reached.complete(answer));
            }
        });
        return reached;
    }

    @Override
    public boolean listens() {
        return true;
    }

    @Override
    public List<LocalNetwork> networks() {
        return networks;
    }

    @Override
    public void rescan() {
        if (host.time().isOnSomeLoop()) {
            throw new AssertionError("a rescan, which may block, was asked for on a loop");
        }
        networks = host.networksOf(boundTo());
    }

    /** The operating system closes its socket. */
    void die() {
        dead = true;
        host.unbind(this);
        Receiver receiver = this.receiver;
        if (receiver != null) {
            loop.execute(() -> receiver.died(new SocketException("the socket was closed")));
        }
    }

    @Override
    public void mend() throws IOException {
        if (host.time().isOnSomeLoop()) {
            throw new AssertionError("a socket was to be bound on a loop, which must not block");
        }
        if (dead && !closing) {
            host.bind(this);
            dead = false;
        }
    }

    /** Its machine has lost its power. */
    void losePower() {
        closing = true;
        host.unbind(this);
        loop.losePower();
    }

    @Override
    public CompletionStage<Void> close() {
        if (!closing) {
            loop.execute(() -> {
                closing = true;
                host.unbind(this);
                loop.shutdownGracefully().addListener(done -> closed.complete(null));
            });
        }
        return closed.minimalCompletionStage();
    }

    @Override
    public String toString() {
        return "transport at " + local;
    }
}
