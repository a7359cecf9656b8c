/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens real sockets, with one event loop and so one thread for each node. Any thread but a loop, because it blocks.
 *
 * @param threads makes the thread of a node, given the node's name
 */
public record NettyTransportFactory(Function<String, ThreadFactory> threads) implements TransportFactory {
    @Override
    @SuppressWarnings({
        "deprecation", // by Netty 4.2, whose replacement 4.1 lacks
        "FutureReturnValueIgnored" // what failed to open has nobody to wait for its end
    })
    public Transport open(String name, @Nullable InetAddress bindAddress, int port) throws IOException {
        InetAddress address = bindAddress == null || bindAddress.isAnyLocalAddress() ? null : bindAddress;
        BoundSockets sockets = new PortBinder(bindAddress, port).bind();
        NioEventLoopGroup group = null;
        try {
            List<LocalNetwork> networks = NettyTransport.scan(address);
            if (address != null && !networks.isEmpty()) {
                sockets = sockets.withBroadcastsOf(networks.get(0));
            }
            group = new NioEventLoopGroup(1, threads.apply(name));
            return new NettyTransport(group, sockets, address, networks);
        } catch (IOException | RuntimeException | Error e) {
            sockets.close();
            if (group != null) {
                group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            }
            throw e;
        }
    }
}
