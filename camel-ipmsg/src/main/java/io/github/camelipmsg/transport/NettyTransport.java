/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Transport} on real sockets. Thread-safe; its handlers run on its one loop.
 *
 * <p>A socket is dead once it is closed from below, or when it gives nothing but errors: then it is closed, and waits to
 * be {@linkplain #mend() bound anew}.
 */
final class NettyTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int DATAGRAMS_PER_READ = 32;
    private static final long MOST_BYTES_WAITING = 8 << 20;
    private static final int OVERHEAD_OF_A_DATAGRAM = 256;
    private static final long SHUTDOWN_LIMIT_SECONDS = 5;
    private static final long PAUSE_AFTER_FAILED_ACCEPT_SECONDS = 1;
    private static final int ERRORS_OF_A_DEAD_SOCKET = 16;
    private static final int FAILED_ACCEPTS_OF_A_DEAD_SOCKET = 5;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final RebindableSocket udp;
    private final List<RebindableSocket> sockets = new ArrayList<>();
    private final InetSocketAddress localAddress;
    private final @Nullable InetAddress chosen;
    private final AtomicLong bytesWaiting = new AtomicLong();
    private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private volatile List<LocalNetwork> networks;

    /**
     * Begins to read from the sockets and owns them and the group from now on.
     *
     * @param chosen the one address that is bound, null for all
     */
    NettyTransport(
            EventLoopGroup group, BoundSockets sockets, @Nullable InetAddress chosen, List<LocalNetwork> networks)
            throws IOException {
        this.group = group;
        this.loop = group.next();
        this.chosen = chosen;
        this.networks = networks;
        this.localAddress = (InetSocketAddress) sockets.udp().getLocalAddress();
        PortBinder again = new PortBinder(chosen, localAddress.getPort());
        this.udp = own("UDP", reading(sockets.udp(), source -> true), () -> reading(again.bindUdp(), source -> true));
        sockets.directedBroadcast().forEach(ear -> own(ear, source -> true));
        sockets.limitedBroadcast().forEach(ear -> own(ear, this::isNeighbour));
        own("TCP", accepting(sockets.tcp()), () -> accepting(again.bindTcp(localAddress.getPort())));
        group.terminationFuture().addListener(done -> closed.complete(null));
    }

    private void own(DatagramChannel ear, Predicate<InetAddress> sources) {
        InetSocketAddress where = (InetSocketAddress) ear.socket().getLocalSocketAddress();
        own("UDP for broadcasts", reading(ear, sources), () -> reading(BoundSockets.ear(where), sources));
    }

    private RebindableSocket own(String protocol, Channel bound, RebindableSocket.Binder binder) {
        RebindableSocket socket = new RebindableSocket("The socket of " + protocol, loop, binder, this::died);
        socket.use(bound);
        sockets.add(socket);
        return socket;
    }

    private Channel reading(DatagramChannel socket, Predicate<InetAddress> sources) {
        NioDatagramChannel channel = new NioDatagramChannel(socket);
        channel.config()
                .setRecvByteBufAllocator(
                        new FixedRecvByteBufAllocator(LARGEST_DATAGRAM).maxMessagesPerRead(DATAGRAMS_PER_READ));
        channel.pipeline().addLast(new Reader(sources));
        return channel;
    }

    private Channel accepting(ServerSocketChannel socket) {
        NioServerSocketChannel channel = new NioServerSocketChannel(socket);
        channel.pipeline().addLast(new Acceptor());
        return channel;
    }

    /** The addresses that a transport bound to {@code chosen} has; null means all. Blocks. */
    static List<LocalNetwork> scan(@Nullable InetAddress chosen) throws SocketException {
        return chosen == null ? LocalNetworks.all() : LocalNetworks.of(chosen);
    }

    @Override
    public EventExecutor loop() {
        return loop;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public void start(Receiver receiver) {
        if (!this.receiver.compareAndSet(null, receiver)) {
            throw new IllegalStateException("started twice");
        }
    }

    @Override
    public void send(Datagram datagram, Handover handover) {
        InetSocketAddress remote = datagram.remote();
        int cost = datagram.bytes().length + OVERHEAD_OF_A_DATAGRAM;
        if (remote.isUnresolved()) {
            refuse(handover, new SocketException("Cannot send to " + remote + ", which is no address"));
        } else if (datagram.bytes().length == 0) {
            refuse(handover, new SocketException("Cannot send to " + remote + ": nothing to send"));
        } else if (bytesWaiting.addAndGet(cost) > MOST_BYTES_WAITING) {
            bytesWaiting.addAndGet(-cost);
            refuse(
                    handover,
                    new SocketException("Cannot send to " + remote + ": over " + MOST_BYTES_WAITING
                            + " bytes wait to be sent already"));
        } else {
            onLoop(() -> write(datagram, cost, handover));
        }
    }

    /** In a turn of its own, so that who is told is never told from within {@link #send}. */
    private void write(Datagram datagram, int cost, Handover handover) {
        udp.channel()
                .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram.bytes()), datagram.remote()))
                .addListener(written -> {
                    bytesWaiting.addAndGet(-cost);
                    if (!closing.get()) {
                        if (!written.isSuccess()) {
                            udp.check();
                        }
                        handover.ended(written.cause());
                    }
                });
    }

    private void refuse(Handover handover, Throwable refusal) {
        onLoop(() -> handover.ended(refusal));
    }

    /** Gives the loop one more task, unless it is closed: then nobody is left to care. */
    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("{} is closed", this, e);
        }
    }

    @Override
    public CompletionStage<Boolean> reaches(InetSocketAddress address) {
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        onLoop(() -> connect(address, reached));
        return reached;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do with a connection whose closing fails
    private void connect(InetSocketAddress address, CompletableFuture<Boolean> reached) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECTS_WITHIN.toMillis())
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address, chosen == null ? null : new InetSocketAddress(chosen, 0));
        connecting.addListener(ended -> {
            connecting.channel().close();
            if (!closing.get()) {
                reached.complete(ended.isSuccess());
            }
        });
    }

    @Override
    public List<LocalNetwork> networks() {
        return networks;
    }

    @Override
    public void rescan() {
        sockets.forEach(RebindableSocket::check);
        try {
            networks = scan(chosen);
        } catch (SocketException e) {
            LOG.warn("The network interfaces cannot be read; what was known of them stands", e);
        }
    }

    @Override
    public synchronized void mend() throws IOException {
        @Nullable IOException inTheWay = null;
        for (RebindableSocket socket : sockets) {
            try {
                if (socket.isDead() && !closing.get()) {
                    socket.bindAnew();
                }
            } catch (IOException e) {
                inTheWay = inTheWay == null ? e : inTheWay; // the others have their chance all the same
            }
        }
        if (inTheWay != null) {
            throw inTheWay;
        }
    }

    private void died(Throwable cause) {
        Receiver receiver = this.receiver.get();
        if (receiver != null && !closing.get()) {
            receiver.died(cause);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the group's termination tells it all
    public CompletionStage<Void> close() {
        if (closing.compareAndSet(false, true)) {
            onLoop(() -> {
                sockets.forEach(socket -> socket.channel().close());
                group.shutdownGracefully(0, SHUTDOWN_LIMIT_SECONDS, TimeUnit.SECONDS);
            });
        }
        return closed.minimalCompletionStage();
    }

    /** Where serving files will begin. Nothing serves any yet, so who connects is told so at once. */
    private static void accepted(Channel connection) {
        connection.unsafe().closeForcibly();
    }

    private boolean isNeighbour(InetAddress source) {
        return networks.stream().anyMatch(each -> each.subnet().contains(source));
    }

    private void handOver(Datagram datagram) {
        Receiver receiver = this.receiver.get();
        if (receiver != null) {
            try {
                receiver.received(datagram);
            } catch (Throwable e) {
                report(e);
            }
        }
    }

    private void report(Throwable cause) {
        Receiver receiver = this.receiver.get();
        if (receiver == null) {
            LOG.debug("{} failed before it was started", this, cause);
            return;
        }
        try {
            receiver.failed(cause);
        } catch (Throwable e) {
            e.addSuppressed(cause);
            LOG.error("{} could not hand over a failure", this, e);
        }
    }

    @Override
    public String toString() {
        return "transport at " + localAddress;
    }

    /** Copies datagrams out of Netty's buffers, on the loop. */
    private final class Reader extends ChannelInboundHandlerAdapter {
        private final Predicate<InetAddress> sources;
        private int errorsInARow;

        Reader(Predicate<InetAddress> sources) {
            this.sources = sources;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            errorsInARow = 0;
            DatagramPacket packet = (DatagramPacket) message;
            Datagram datagram;
            try {
                datagram = new Datagram(packet.sender(), ByteBufUtil.getBytes(packet.content()));
            } finally {
                packet.release();
            }
            if (sources.test(datagram.remote().getAddress())) {
                handOver(datagram);
            }
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // who waits for the end of the socket is told
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            errorsInARow++;
            report(cause);
            if (errorsInARow >= ERRORS_OF_A_DEAD_SOCKET) {
                context.close();
            }
        }
    }

    /** Takes connections on the loop; rests after a failure, as when the process has no file handles left. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        private int failuresInARow;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            failuresInARow = 0;
            accepted((Channel) message);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // setting a flag does not fail, and the end of the socket is told
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Channel listener = context.channel();
            failuresInARow++;
            if (failuresInARow >= FAILED_ACCEPTS_OF_A_DEAD_SOCKET && RebindableSocket.moreCanBeOpened()) {
                report(cause);
                listener.close();
                return;
            }
            listener.config().setAutoRead(false);
            context.executor()
                    .schedule(
                            () -> listener.config().setAutoRead(true),
                            PAUSE_AFTER_FAILED_ACCEPT_SECONDS,
                            TimeUnit.SECONDS);
            report(cause);
        }
    }
}
