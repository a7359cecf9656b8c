/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.Simulation;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One message to everybody is confirmed by ten thousand: what each receipt costs must not grow with their number. */
class ManyRecipientsTest {
    private static final long NUMBER = 1_700_000_000;

    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedLoop loop = simulation.newLoop("records");
    private final DeliveryRecords records = new DeliveryRecords(loop, simulation.clock());
    private final List<Transmission> transmissions = new ArrayList<>();
    private int outcomes;
    private int looks;

    private Send sendsTo(int recipients) {
        Send send = new Send(
                simulation.clock().instant(),
                Draft.of("hello").to("10.1.0.9").message().policy(),
                (copy, delivery) -> {
                    outcomes++;
                    records.settled(copy);
                });
        send.numbered(NUMBER);
        records.add(send);
        for (int i = 0; i < recipients; i++) {
            send.copyFor(new Destination(address(i), null, Destination.Presence.HERE), 1);
        }
        for (Send.Copy copy : send.copies()) {
            Transmission transmission = copy.nextPart(NUMBER, new Content("hello", CommandWord.of(Command.SENDMSG)));
            transmissions.add(transmission);
            records.add(transmission);
            transmission.state = DeliveryState.AWAITING_RECEIPT;
        }
        return send;
    }

    private static InetSocketAddress address(int i) {
        return SimulatedNodes.socket("10." + (i >> 16) + "." + ((i >> 8) & 255) + "." + (i & 255));
    }

    private boolean look(Transmission transmission) {
        looks++;
        return transmission.state.mayBecome(DeliveryState.RECEIVED);
    }

    @Test
    void aReceiptIsLookedUpByWhereItCameFrom() {
        loop.execute(() -> {
            sendsTo(10_000);
            PacketNumber number = PacketNumber.of(NUMBER);

            assertThat(records.findAt(address(9_999), number, this::look)).contains(transmissions.get(9_999));
            assertThat(records.findAt(SimulatedNodes.socket("10.9.9.9"), number, this::look))
                    .isEmpty();

            assertThat(looks).isEqualTo(1);
        });
        simulation.settle();
        assertThat(looks).isPositive();
    }

    @Test
    void anOutcomeCostsTheSameHoweverManyRecipientsThereAre() {
        loop.execute(() -> {
            Send send = sendsTo(10_000);
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

            for (Transmission each : transmissions) {
                each.settle(DeliveryState.RECEIVED, null, "", simulation.clock().instant());
            }

            long cost = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            assertThat(send.concluded).isCompleted();
            assertThat(Duration.ofNanos(cost)).isLessThan(Duration.ofSeconds(1)); // of 5 when all were asked
        });
        simulation.settle();
        assertThat(outcomes).isEqualTo(10_000);
    }
}
