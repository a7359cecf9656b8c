/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sockets that are closed from below, under a transport that did not ask for it. */
@Timeout(60)
class MendingTest {
    private static final InetAddress HERE = new InetSocketAddress("127.0.0.3", 0).getAddress();

    @RegisterExtension
    final OpenedTransports others = new OpenedTransports();

    private final BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();
    private BoundSockets sockets;
    private NettyTransport transport;
    private ReceivedDatagrams bot;
    private ReceivedDatagrams peer;

    @BeforeEach
    void opens() throws Exception {
        var networks = NettyTransport.scan(HERE);
        sockets = new PortBinder(HERE, 0).bind().withBroadcastsOf(networks.get(0));
        transport = new NettyTransport(new NioEventLoopGroup(1), sockets, HERE, networks);
        bot = new ReceivedDatagrams(transport);
        transport.start(new Transport.Receiver() {
            @Override
            public void received(Datagram datagram) {
                bot.received(datagram);
            }

            @Override
            public void failed(Throwable cause) {
                bot.failed(cause);
            }

            @Override
            public void died(Throwable cause) {
                deaths.add(cause);
            }
        });
        peer = others.listen("127.0.0.1", 0);
    }

    @AfterEach
    void closes() throws Exception {
        transport.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(deaths).as("deaths that nobody expected").isEmpty();
    }

    private Throwable nextDeath() throws InterruptedException {
        Throwable death = deaths.poll(10, TimeUnit.SECONDS);
        assertThat(death).as("a death").isNotNull();
        return death;
    }

    /** Only then does it let go of a port. */
    private void aTurnOfTheLoop() throws Exception {
        transport.loop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).get(10, TimeUnit.SECONDS);
    }

    private void bothWaysWork() throws Exception {
        peer.send("127.0.0.3", bot.port(), utf8("to the bot"));
        Datagram arrived = bot.next();
        assertThat(arrived.bytes()).isEqualTo(utf8("to the bot"));
        bot.send(arrived.remote(), utf8("and back"));
        Datagram answer = peer.next();
        assertThat(answer.bytes()).isEqualTo(utf8("and back"));
        assertThat(answer.remote()).isEqualTo(transport.localAddress());
    }

    @Test
    void aSendShowsThatTheSocketIsDeadAndIsRefused() throws Exception {
        sockets.udp().close();

        bot.send("127.0.0.1", peer.port(), utf8("into nothing"));

        assertThat(bot.nextFailure()).isInstanceOf(IOException.class);
        assertThat(nextDeath()).isInstanceOf(SocketException.class).hasMessageContaining("UDP");
        bot.send("127.0.0.1", peer.port(), utf8("into nothing again"));
        assertThat(bot.nextFailure()).isInstanceOf(IOException.class);
        assertThat(deaths).as("told once").isEmpty();
    }

    @Test
    void aScanShowsADeathThatNobodyElseNotices() throws Exception {
        sockets.udp().close();
        sockets.tcp().close();

        transport.rescan();

        nextDeath();
        nextDeath();
    }

    @Test
    void bindsTheSamePortAnew() throws Exception {
        sockets.udp().close();
        sockets.tcp().close();
        transport.rescan();
        nextDeath();
        nextDeath();
        aTurnOfTheLoop();

        transport.mend();

        bothWaysWork();
        try (Socket connection = new Socket(HERE, bot.port())) {
            connection.setSoTimeout(10_000);
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void hearsBroadcastsAgain() throws Exception {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        sockets.directedBroadcast().get(0).close();
        transport.rescan();
        nextDeath();
        aTurnOfTheLoop();

        transport.mend();

        peer.send("127.255.255.255", bot.port(), utf8("to all"));
        assertThat(bot.nextText()).isEqualTo("to all");
    }

    @Test
    void saysWhoHasThePortAndTakesItWhenItIsFreeAgain() throws Exception {
        sockets.udp().close();
        transport.rescan();
        nextDeath();
        aTurnOfTheLoop();
        try (DatagramSocket thief = new DatagramSocket(bot.port(), HERE)) {
            assertThatThrownBy(transport::mend)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.3:" + bot.port())
                    .hasMessageContaining("another program");
            assertThat(thief.isBound()).isTrue();
        }

        transport.mend();

        bothWaysWork();
    }

    @Test
    void mendingWhatLivesChangesNothing() throws Exception {
        transport.mend();
        transport.rescan();

        bothWaysWork();
        assertThat(sockets.udp().isOpen()).isTrue();
    }

    @Test
    void aClosedTransportIsNotMended() throws Exception {
        sockets.udp().close();
        transport.close().toCompletableFuture().get(10, TimeUnit.SECONDS);

        transport.mend();

        try (DatagramSocket other = new DatagramSocket(bot.port(), HERE)) {
            assertThat(other.isBound()).isTrue();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
