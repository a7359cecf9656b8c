/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.transport.Datagram;
import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Passes on what goes and what comes, unless a fault changes it. */
abstract class FaultyTransport implements Transport {
    private final Transport network;

    FaultyTransport(Transport network) {
        this.network = network;
    }

    Datagram going(Datagram datagram, Wire packet) {
        return datagram;
    }

    Datagram coming(Datagram datagram, Wire packet) {
        return datagram;
    }

    /** How much that has come seems to be worth, to a node that counts what comes: one, if it is right. */
    int worth(Wire packet) {
        return 1;
    }

    /** The same packet with another number. */
    static byte[] renumbered(Wire packet, String digits) {
        return Wire.write(
                packet.version(),
                digits,
                packet.user(),
                packet.host(),
                packet.mode() | packet.options(),
                packet.body());
    }

    @Override
    public void send(Datagram datagram, Handover handover) {
        network.send(
                Wire.read(datagram.bytes())
                        .map(packet -> going(datagram, packet))
                        .orElse(datagram),
                handover);
    }

    @Override
    public void start(Receiver receiver) {
        network.start(new Receiver() {
            @Override
            public void received(Datagram datagram) {
                Optional<Wire> read = Wire.read(datagram.bytes());
                int worth = read.map(packet -> worth(packet)).orElse(1);
                for (int more = 1; more < worth; more++) {
                    Wire packet = read.orElseThrow();
                    byte[] nothing =
                            Wire.write("1", packet.digits(), packet.user(), packet.host(), Wire.NOOPERATION, "");
                    receiver.received(new Datagram(datagram.remote(), nothing));
                }
                receiver.received(read.map(packet -> coming(datagram, packet)).orElse(datagram));
            }

            @Override
            public void failed(Throwable cause) {
                receiver.failed(cause);
            }

            @Override
            public void died(Throwable cause) {
                receiver.died(cause);
            }
        });
    }

    @Override
    public EventExecutor loop() {
        return network.loop();
    }

    @Override
    public InetSocketAddress localAddress() {
        return network.localAddress();
    }

    @Override
    public CompletionStage<Boolean> reaches(InetSocketAddress address) {
        return network.reaches(address);
    }

    @Override
    public List<LocalNetwork> networks() {
        return network.networks();
    }

    @Override
    public void rescan() {
        network.rescan();
    }

    @Override
    public void mend() throws IOException {
        network.mend();
    }

    @Override
    public CompletionStage<Void> close() {
        return network.close();
    }
}
