/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.load;

import io.github.camelipmsg.ipmsg.Discovery;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * How many confirmed messages a second go from one route to another on this machine, beside bare datagrams that are sent
 * back by a thread that does nothing else. Both keep {@value #UNDER_WAY} under way, in the same run, so their ratio says
 * more than either figure.
 */
public final class ConfirmedSends {
    private static final int WARM_UP = 20_000;
    private static final int MESSAGES = 50_000;
    private static final int UNDER_WAY = 64;
    private static final int PORT = 24_251;

    private ConfirmedSends() {}

    public static void main(String[] args) throws Exception {
        Path state = Files.createTempDirectory("camel-ipmsg-load");
        CamelContext receiver = context(state.resolve("receiver"), PORT);
        CamelContext sender = context(state.resolve("sender"), 0);
        try {
            compare(receiver, sender);
        } finally {
            sender.stop();
            receiver.stop();
        }
    }

    private static void compare(CamelContext receiver, CamelContext sender) throws Exception {
        AtomicInteger routed = new AtomicInteger();
        RouteBuilder.addRoutes(sender, route -> route.from("ipmsg:sender").process(exchange -> {}));
        RouteBuilder.addRoutes(
                receiver,
                route -> route.from("ipmsg:receiver").process(exchange -> {
                    if (routed.incrementAndGet() == 1) {
                        greet(receiver, exchange.getMessage().getHeader(IpmsgConstants.SENDER_ADDRESS));
                    }
                }));
        receiver.start();
        sender.start();
        AsyncProducer producer =
                sender.getEndpoint("ipmsg:sender?to=127.0.0.1:" + PORT).createAsyncProducer();
        sender.addService(producer, true, true);

        confirmedPerSecond(sender, producer, WARM_UP);
        double confirmed = confirmedPerSecond(sender, producer, MESSAGES);
        echoesPerSecond(WARM_UP);
        double echoed = echoesPerSecond(MESSAGES);

        print("confirmed messages a second: %,.0f (%,d sent, %,d routed)", confirmed, WARM_UP + MESSAGES, routed.get());
        print("bare datagrams echoed a second: %,.0f", echoed);
        print("ratio: %.2f", confirmed / echoed);
    }

    /** Whoever confirms this is really there, and gets its receipts without a stranger's limits. */
    @SuppressWarnings("FutureReturnValueIgnored") // if it fails the figure shows it
    private static void greet(CamelContext receiver, Object address) {
        receiver.createProducerTemplate()
                .asyncRequestBodyAndHeader("ipmsg:receiver", "hello", IpmsgConstants.TO, address);
    }

    private static CamelContext context(Path state, int port) {
        CamelContext context = new DefaultCamelContext();
        IpmsgComponent component = context.getComponent("ipmsg", IpmsgComponent.class);
        component.getConfiguration().setPort(port);
        component.getConfiguration().setDiscovery(Discovery.NONE);
        component.getConfiguration().setStateDirectory(state.toString());
        return context;
    }

    private static double confirmedPerSecond(CamelContext context, AsyncProducer producer, int messages)
            throws InterruptedException {
        Semaphore room = new Semaphore(UNDER_WAY);
        CountDownLatch left = new CountDownLatch(messages);
        long begin = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            room.acquire();
            Exchange exchange = context.getEndpoint("ipmsg:sender").createExchange();
            exchange.getMessage().setBody("message number " + i);
            producer.process(exchange, doneSync -> {
                if (!Boolean.TRUE.equals(exchange.getMessage().getHeader(IpmsgConstants.DELIVERED))) {
                    throw new IllegalStateException(
                            "not delivered: " + exchange.getMessage().getHeaders());
                }
                room.release();
                left.countDown();
            });
        }
        if (!left.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " messages have no outcome after a minute");
        }
        return perSecond(messages, begin);
    }

    private static double echoesPerSecond(int datagrams) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket here = new DatagramSocket(0, loopback);
                DatagramSocket there = new DatagramSocket(0, loopback)) {
            Thread echo = new Thread(() -> echo(there), "echo");
            echo.setDaemon(true);
            echo.start();
            byte[] bytes = "1:1795384605:sender:host:288:message number 1\0".getBytes(StandardCharsets.US_ASCII);
            DatagramPacket out = new DatagramPacket(bytes, bytes.length, loopback, there.getLocalPort());
            DatagramPacket in = new DatagramPacket(new byte[2048], 2048);
            here.setSoTimeout(10_000);
            long begin = System.nanoTime();
            for (int i = 0; i < datagrams + UNDER_WAY; i++) {
                if (i >= UNDER_WAY) {
                    here.receive(in);
                }
                if (i < datagrams) {
                    here.send(out);
                }
            }
            return perSecond(datagrams, begin);
        }
    }

    private static void echo(DatagramSocket socket) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                packet.setLength(2048);
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (SocketException closed) {
            // the measurement is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double perSecond(int count, long begin) {
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
