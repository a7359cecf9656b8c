/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class NettyTransportTest {
    private static final int LARGEST_PAYLOAD = 65_507;

    @RegisterExtension
    final OpenedTransports transports = new OpenedTransports();

    @Test
    void carriesADatagramAndTellsWhoSentIt() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        ReceivedDatagrams bob = transports.listen("127.0.0.2", 0);

        alice.send("127.0.0.2", bob.port(), utf8("hello"));

        Datagram arrived = bob.next();
        assertThat(arrived.bytes()).isEqualTo(utf8("hello"));
        assertThat(arrived.remote()).isEqualTo(alice.transport.localAddress());
    }

    @Test
    void reachesWhoeverListensWithTcpAndSendsThemNothing() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        try (ServerSocket bob = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            assertThat(reaches(alice, bob.getLocalPort())).isTrue();
            try (Socket connection = bob.accept()) {
                assertThat(connection.getInetAddress()).isEqualTo(InetAddress.getLoopbackAddress());
                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void doesNotReachWhereNobodyListensWithTcp() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            assertThat(reaches(alice, deaf.getLocalPort())).isFalse();
        }
    }

    private static boolean reaches(ReceivedDatagrams alice, int port) throws Exception {
        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        alice.transport
                .loop()
                .execute(() -> alice.transport // asked there, it cannot answer before it is listened to
                        .reaches(new InetSocketAddress("127.0.0.2", port))
                        .whenComplete((answer, failure) -> {
                            onLoop.complete(alice.transport.loop().inEventLoop());
                            reached.complete(answer);
                        }));
        assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();
        return reached.get(10, TimeUnit.SECONDS);
    }

    @Test
    void carriesTheLargestDatagramWhole() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        byte[] bytes = new byte[LARGEST_PAYLOAD];
        new Random(1).nextBytes(bytes);

        alice.send("127.0.0.1", alice.port(), bytes);

        assertThat(alice.next().bytes()).isEqualTo(bytes);
    }

    @Test
    void takesAnEmptyDatagramAndSendsNone() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        try (DatagramSocket other = new DatagramSocket()) {
            other.send(new DatagramPacket(new byte[0], 0, alice.transport.localAddress()));
        }
        assertThat(alice.next().bytes()).isEmpty();

        alice.send("127.0.0.1", alice.port(), new byte[0]);
        assertThat(alice.nextFailure()).hasMessageContaining("nothing to send");
    }

    @Test
    void takesABurstOfAThousandWhole() throws Exception {
        assumeThat(receiveBufferOf(4 << 20))
                .as("bytes of SO_RCVBUF that we get")
                .isGreaterThanOrEqualTo(2 << 20);
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        ReceivedDatagrams bob = transports.listen("127.0.0.1", 0);

        for (int number = 0; number < 1_000; number++) {
            byte[] bytes = new byte[500];
            ByteBuffer.wrap(bytes).putInt(number);
            alice.send("127.0.0.1", bob.port(), bytes);
        }

        for (int number = 0; number < 1_000; number++) {
            Datagram arrived = bob.next();
            assertThat(arrived.bytes()).hasSize(500);
            assertThat(ByteBuffer.wrap(arrived.bytes()).getInt()).isEqualTo(number);
        }
    }

    @Test
    void bytesStayWhatTheyWereWhenMoreArrives() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        alice.send("127.0.0.1", alice.port(), utf8("first"));
        Datagram first = alice.next();

        for (int i = 0; i < 100; i++) {
            alice.send("127.0.0.1", alice.port(), utf8("later"));
            assertThat(alice.nextText()).isEqualTo("later");
        }

        assertThat(first.bytes()).isEqualTo(utf8("first"));
    }

    @Test
    void survivesAReceiverThatThrows() throws Exception {
        Transport transport = transports.open("127.0.0.1", 0);
        ReceivedDatagrams kept = new ReceivedDatagrams(transport);
        transport.start(new Transport.Receiver() {
            @Override
            public void received(Datagram datagram) {
                kept.received(datagram);
                throw new AssertionError("at " + new String(datagram.bytes(), StandardCharsets.UTF_8));
            }

            @Override
            public void failed(Throwable cause) {
                kept.failed(cause);
                throw new IllegalStateException("again");
            }
        });

        kept.send("127.0.0.1", kept.port(), utf8("one"));
        kept.send("127.0.0.1", kept.port(), utf8("two"));

        assertThat(kept.nextFailure()).hasMessage("at one");
        assertThat(kept.nextFailure()).hasMessage("at two");
        assertThat(kept.datagrams).hasSize(2);
    }

    @Test
    void tellsOnTheLoopWhatCannotBeSent() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);

        alice.send("127.0.0.1", alice.port(), new byte[LARGEST_PAYLOAD + 1]);
        assertThat(alice.nextFailure()).isInstanceOf(IOException.class);

        alice.send(InetSocketAddress.createUnresolved("nobody.invalid", 2425), utf8("x"));
        assertThat(alice.nextFailure()).isInstanceOf(IOException.class).hasMessageContaining("nobody.invalid");

        CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
        alice.transport.send(
                new Datagram(new InetSocketAddress(ip("::1"), 2425), utf8("x")), // an IPv4 socket cannot
                cause -> onLoop.complete(alice.transport.loop().inEventLoop()));
        assertThat(onLoop.get(10, TimeUnit.SECONDS)).isTrue();

        alice.send("127.0.0.1", alice.port(), utf8("still works"));
        assertThat(alice.nextText()).isEqualTo("still works");
    }

    @Test
    void tellsOnceAndOnTheLoopWhatWasTaken() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Datagram datagram = new Datagram(alice.transport.localAddress(), utf8("hello"));

        alice.transport.loop().execute(() -> {
            alice.transport.send(
                    datagram,
                    refusal -> told.add(
                            refusal + ", on the loop: " + alice.transport.loop().inEventLoop()));
            told.add("the call has returned");
        });

        assertThat(alice.nextText()).isEqualTo("hello");
        alice.transport.loop().submit(() -> {}).sync();
        assertThat(told).containsExactly("the call has returned", "null, on the loop: true");
    }

    @Test
    void neverTellsAFailureFromWithinTheCall() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        CompletableFuture<Boolean> returned = new CompletableFuture<>();
        CompletableFuture<Boolean> toldAfterReturn = new CompletableFuture<>();
        Datagram tooLong = new Datagram(new InetSocketAddress(ip("127.0.0.1"), 9), new byte[LARGEST_PAYLOAD + 1]);

        alice.transport.loop().execute(() -> {
            alice.transport.send(tooLong, cause -> toldAfterReturn.complete(returned.isDone()));
            returned.complete(true);
        });

        assertThat(toldAfterReturn.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void refusesToQueueWithoutLimit() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        CountDownLatch release = new CountDownLatch(1);
        alice.transport.loop().execute(() -> await(release));

        for (int i = 0; i < 200; i++) {
            alice.send("127.0.0.1", 9, new byte[60_000]);
        }
        release.countDown();

        assertThat(alice.nextFailure()).isInstanceOf(IOException.class).hasMessageContaining("wait to be sent");
        alice.send("127.0.0.1", alice.port(), utf8("drained"));
        assertThat(alice.nextText()).isEqualTo("drained");
    }

    @Test
    void loopbackBroadcastReachesEveryTransportOfAPort() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        ReceivedDatagrams bob = transports.listen("127.0.0.2", alice.port());

        alice.send("127.255.255.255", alice.port(), utf8("to all"));

        assertThat(bob.nextText()).isEqualTo("to all");
        assertThat(alice.nextText()).isEqualTo("to all");
        assertThat(bob.datagrams).isEmpty();
    }

    @Test
    void broadcastReachesATransportOnAllInterfaces() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        ReceivedDatagrams everywhere = transports.listen(null, 0);
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);

        alice.send("127.255.255.255", everywhere.port(), utf8("to all"));

        Datagram arrived = everywhere.next();
        assertThat(arrived.bytes()).isEqualTo(utf8("to all"));
        assertThat(arrived.remote()).isEqualTo(alice.transport.localAddress());
    }

    @Test
    void listsOnlyTheChosenInterface() throws Exception {
        Transport transport = transports.open("127.0.0.2", 0);
        InetAddress chosen = ip("127.0.0.2");

        transport.rescan();

        assertThat(transport.networks()).singleElement().satisfies(network -> {
            assertThat(network.address()).isEqualTo(chosen);
            assertThat(network.subnet().contains(ip("127.0.0.1"))).isTrue();
            assertThat(network.broadcast()).isEmpty();
        });
    }

    @Test
    void closesTcpConnectionsAtOnce() throws Exception {
        Transport transport = transports.open("127.0.0.1", 0);

        for (int i = 0; i < 3; i++) {
            try (Socket socket =
                    new Socket(ip("127.0.0.1"), transport.localAddress().getPort())) {
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void speaksIpv6() throws Exception {
        InetAddress loopback = ip("::1");
        assumeThat(NetworkInterface.getByInetAddress(loopback))
                .as("interface of ::1")
                .isNotNull();
        ReceivedDatagrams alice = transports.listen("::1", 0);
        ReceivedDatagrams everywhere = transports.listen(null, 0);

        alice.send("::1", everywhere.port(), utf8("over IPv6"));
        assertThat(everywhere.nextText()).isEqualTo("over IPv6");
        everywhere.send("::1", alice.port(), utf8("and back"));
        assertThat(alice.nextText()).isEqualTo("and back");
        everywhere.send("127.0.0.1", everywhere.port(), utf8("over IPv4"));
        assertThat(everywhere.next().remote().getAddress()).isEqualTo(ip("127.0.0.1"));
    }

    @Test
    void sendsWhatWasAskedForBeforeItCloses() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);
        ReceivedDatagrams bob = transports.listen("127.0.0.1", 0);

        alice.send("127.0.0.1", bob.port(), utf8("farewell"));
        alice.transport.close();

        assertThat(bob.nextText()).isEqualTo("farewell");
    }

    @Test
    void closesOnceAndEndsItsThread() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);

        for (var closed : Arrays.asList(alice.transport.close(), alice.transport.close())) {
            closed.toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        alice.send("127.0.0.1", 9, utf8("too late"));

        assertThat(transports.threadsMade()).isEqualTo(1);
        assertThat(transports.survivors()).isEmpty();
        assertThat(alice.transport.loop().isTerminated()).isTrue();
        assertThat(alice.failures).isEmpty();
    }

    @Test
    void startsOnlyOnce() throws Exception {
        ReceivedDatagrams alice = transports.listen("127.0.0.1", 0);

        assertThatIllegalStateException().isThrownBy(() -> alice.transport.start(alice));
    }

    private static int receiveBufferOf(int wanted) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setReceiveBufferSize(wanted);
            return socket.getReceiveBufferSize();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InetAddress ip(String literal) throws UnknownHostException {
        return InetAddress.getByName(literal);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
