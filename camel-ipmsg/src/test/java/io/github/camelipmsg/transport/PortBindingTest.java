/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PortBindingTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @RegisterExtension
    final OpenedTransports transports = new OpenedTransports();

    @Test
    void anyPortIsOneThatBothProtocolsHold() throws IOException {
        int port = transports.open("127.0.0.1", 0).localAddress().getPort();

        assertThat(port).isPositive();
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bindUdp(port));
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bindTcp(port));
    }

    @Test
    void givenPortIsTaken() throws IOException {
        int port = freePort();

        InetSocketAddress local = transports.open("127.0.0.1", port).localAddress();

        assertThat(local).isEqualTo(new InetSocketAddress(LOOPBACK, port));
    }

    @Test
    void allInterfacesAreUsedUnlessOneIsChosen() throws IOException {
        Transport transport = transports.open(null, 0);

        assertThat(transport.localAddress().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(transport.networks()).extracting(LocalNetwork::address).contains(LOOPBACK);
    }

    @Test
    void portInUseForUdpIsToldAndLeavesTcpFree() throws IOException {
        try (DatagramSocket other = bindUdp(0)) {
            int port = other.getLocalPort();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> transports.open("127.0.0.1", port))
                    .withMessageContainingAll("UDP 127.0.0.1:" + port, "another program", "set port or bindAddress");
            bindTcp(port).close();
        }
    }

    @Test
    void portInUseForTcpIsToldAndLeavesUdpFree() throws IOException {
        try (ServerSocket other = bindTcp(0)) {
            int port = other.getLocalPort();

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> transports.open("127.0.0.1", port))
                    .withMessageContainingAll("TCP 127.0.0.1:" + port, "another program", "set port or bindAddress");
            bindUdp(port).close();
        }
    }

    @Test
    void wildcardConflictIsToldWithoutAnAddress() throws IOException {
        int port = transports.open(null, 0).localAddress().getPort();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> transports.open(null, port))
                .withMessageContaining("UDP port " + port + " on all interfaces");
    }

    @Test
    void addressOfAnotherMachineIsToldAsSuch() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> transports.open("198.51.100.77", 0))
                .withMessageContainingAll("198.51.100.77", "no interface of this machine", "set bindAddress");
    }

    @Test
    void failureToBindStartsNoThread() throws IOException {
        try (DatagramSocket other = bindUdp(0)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> transports.open("127.0.0.1", other.getLocalPort()));
        }

        assertThat(transports.threadsMade()).isZero();
    }

    @Test
    void portIsFreeAgainOnceClosed() throws Exception {
        Transport transport = transports.open("127.0.0.1", 0);

        transport.close().toCompletableFuture().get();

        int port = transport.localAddress().getPort();
        bindUdp(port).close();
        bindTcp(port).close();
    }

    private static int freePort() throws SocketException {
        try (DatagramSocket socket = bindUdp(0)) {
            return socket.getLocalPort();
        }
    }

    private static DatagramSocket bindUdp(int port) throws SocketException {
        return new DatagramSocket(new InetSocketAddress(LOOPBACK, port));
    }

    private static ServerSocket bindTcp(int port) throws IOException {
        return new ServerSocket(port, 1, LOOPBACK);
    }
}
