/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what one transport hands over, for a test that waits for it; sends through the same transport. */
final class ReceivedDatagrams implements Transport.Receiver {
    private static final long PATIENCE_SECONDS = 10;

    final BlockingQueue<Datagram> datagrams = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    final Transport transport;

    ReceivedDatagrams(Transport transport) {
        this.transport = transport;
    }

    int port() {
        return transport.localAddress().getPort();
    }

    @Override
    public void received(Datagram datagram) {
        assertThat(transport.loop().inEventLoop()).isTrue();
        datagrams.add(datagram);
    }

    @Override
    public void failed(Throwable cause) {
        failures.add(cause);
    }

    void send(String host, int port, byte[] bytes) throws UnknownHostException {
        send(new InetSocketAddress(InetAddress.getByName(host), port), bytes);
    }

    void send(InetSocketAddress remote, byte[] bytes) {
        transport.send(new Datagram(remote, bytes), refusal -> {
            if (refusal != null) {
                failures.add(refusal);
            }
        });
    }

    Datagram next() throws InterruptedException {
        return present(datagrams.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no datagram");
    }

    String nextText() throws InterruptedException {
        return new String(next().bytes(), StandardCharsets.UTF_8);
    }

    Throwable nextFailure() throws InterruptedException {
        return present(failures.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no failure");
    }

    private static <T> T present(@Nullable T value, String otherwise) {
        if (value == null) {
            throw new AssertionError(otherwise + " within " + PATIENCE_SECONDS + " s");
        }
        return value;
    }
}
