/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a transport: the channel that is in use, and how to bind another one when it has died. Thread-safe, but
 * only one thread at a time may {@link #bindAnew}.
 */
final class RebindableSocket {
    /** Binds a socket like the first one and gives it its handler. Blocks briefly. */
    @FunctionalInterface
    interface Binder {
        Channel bind() throws IOException;
    }

    private final String name;
    private final EventLoop loop;
    private final Binder binder;
    private final Consumer<Throwable> died;
    private volatile @Nullable Channel channel;

    /**
     * @param name for messages to people
     * @param died told on the loop of each death, once, and of the regular end, too
     */
    RebindableSocket(String name, EventLoop loop, Binder binder, Consumer<Throwable> died) {
        this.name = name;
        this.loop = loop;
        this.binder = binder;
        this.died = died;
    }

    Channel channel() {
        return Objects.requireNonNull(channel, "no channel is in use yet");
    }

    /** Begins to read from it. */
    void use(Channel bound) {
        loop.register(bound).syncUninterruptibly();
        channel = bound;
        // not channelInactive, which does not happen if the channel was closed from below
        bound.closeFuture().addListener(closed -> died.accept(new SocketException(name + " was closed")));
    }

    boolean isDead() {
        return !channel().isOpen();
    }

    /** Nobody tells of a socket that was closed from below: whoever suspects it asks. Any thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // the close future tells
    void check() {
        if (isDead()) {
            channel().close(); // does nothing if its death is known
        }
    }

    /** Blocks, and waits for the loop. */
    void bindAnew() throws IOException {
        Channel bound = binder.bind();
        try {
            use(bound);
        } catch (RejectedExecutionException | IllegalStateException e) {
            ChannelFuture unused = bound.close(); // the loop has ended
            throw new SocketException("The transport is closed");
        }
    }

    /** False if the process has no file handles left: then a socket that takes no connections is not to blame. */
    static boolean moreCanBeOpened() {
        try (DatagramChannel another = DatagramChannel.open()) {
            return another.isOpen();
        } catch (IOException e) {
            return false;
        }
    }
}
