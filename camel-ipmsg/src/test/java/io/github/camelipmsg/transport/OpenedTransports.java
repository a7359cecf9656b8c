/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Opens real transports for a test, and afterwards closes them and sees that none of their threads lives on. */
final class OpenedTransports implements AfterEachCallback {
    private final List<Transport> opened = new ArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final NettyTransportFactory factory = new NettyTransportFactory(name -> task -> {
        Thread thread = new Thread(task, "test " + name);
        threads.add(thread);
        return thread;
    });

    Transport open(@Nullable String bindAddress, int port) throws IOException {
        InetAddress address = bindAddress == null ? null : InetAddress.getByName(bindAddress);
        Transport transport = factory.open("transport " + opened.size(), address, port);
        opened.add(transport);
        return transport;
    }

    /** Open, and started with a new inbox. */
    ReceivedDatagrams listen(@Nullable String bindAddress, int port) throws IOException {
        Transport transport = open(bindAddress, port);
        ReceivedDatagrams received = new ReceivedDatagrams(transport);
        transport.start(received);
        return received;
    }

    /** Threads that were made and still run a second after they should have ended. */
    List<Thread> survivors() throws InterruptedException {
        for (Thread each : threads) {
            each.join(TimeUnit.SECONDS.toMillis(1));
        }
        return threads.stream().filter(Thread::isAlive).toList();
    }

    int threadsMade() {
        return threads.size();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (Transport each : opened) {
            each.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        List<Thread> survivors = survivors();
        if (!survivors.isEmpty()) {
            throw new AssertionError("threads outlive their transports: " + survivors);
        }
    }
}
