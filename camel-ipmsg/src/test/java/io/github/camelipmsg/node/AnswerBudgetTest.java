/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much a forged source address can make us send: one small datagram for each of its own, and not for ever. */
class AnswerBudgetTest {
    private static final Identity TARO = new Identity("taro", "pc-of-taro");
    private static final InetSocketAddress STRANGER = SimulatedNodes.socket("10.1.0.9");

    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedLoop loop = simulation.newLoop("budget");
    private final AnswerBudget budget = new AnswerBudget(loop, simulation.clock());

    @Test
    void whoHasSentNothingGetsNothing() {
        assertThat(spent(STRANGER, 1, 1)).isZero();
    }

    @Test
    void aStrangerGetsOneDatagramForEachOfItsOwn() {
        hears(STRANGER, 3);

        assertThat(spent(STRANGER, 10, 100)).isEqualTo(3);
        hears(STRANGER, 1);
        assertThat(spent(STRANGER, 10, 100)).isEqualTo(1);
    }

    @Test
    void anotherPortIsAnotherStranger() {
        hears(STRANGER, 3);

        assertThat(spent(SimulatedNodes.socket("10.1.0.9:2426"), 1, 100)).isZero();
    }

    @Test
    void aStrangerGetsNothingLongerThanSevenHundredBytes() {
        hears(STRANGER, 2);

        assertThat(spent(STRANGER, 1, 701)).isZero();
        assertThat(spent(STRANGER, 2, 700)).isEqualTo(2);
    }

    @Test
    void whoHasEchoedANumberGetsWhateverIsToBeSaid() {
        run(() -> budget.proven(STRANGER));

        assertThat(spent(STRANGER, 100, 8000)).isEqualTo(100);
    }

    @Test
    void whoHasAnsweredAHandshakeGetsOneMessageAndItsRepetitionsBeside() {
        hears(STRANGER, 1);
        run(() -> budget.reached(STRANGER));

        assertThat(spent(STRANGER, 1, 100)).isEqualTo(1); // for its own
        assertThat(spent(STRANGER, 10, 8000)).isEqualTo(AnswerBudget.AFTER_HANDSHAKE);
        run(() -> budget.reached(STRANGER));
        run(() -> budget.reached(STRANGER));
        assertThat(spent(STRANGER, 10, 100)).isEqualTo(AnswerBudget.AFTER_HANDSHAKE);
    }

    @Test
    void anEchoIsRecentForAsLongAsItIsAskedFor() {
        run(() -> budget.provenAt(STRANGER, TARO));
        assertProven(true);
        simulation.advance(Duration.ofMinutes(10).minusMillis(1));
        assertProven(true);
        simulation.advance(Duration.ofMillis(1));
        assertProven(false);
    }

    @Test
    void anEchoProvesOneMemberUntilAnotherSpeaks() {
        run(() -> budget.proven(STRANGER));
        assertProven(false);
        run(() -> budget.provenAt(STRANGER, new Identity("jiro", "pc-of-jiro")));
        assertProven(false);
        run(() -> budget.provenAt(STRANGER, TARO));
        run(() -> budget.spoke(TARO, STRANGER));
        assertProven(true);
        run(() -> budget.spoke(new Identity("jiro", "pc-of-jiro"), STRANGER));
        assertProven(false);

        assertThat(spent(STRANGER, 100, 8000)).as("it is there, whoever it is").isEqualTo(100);
    }

    @Test
    void anAddressThatFloodsUsGetsNoEndlessFloodBack() {
        int answers = 0;
        for (int second = 0; second < 20; second++) {
            for (int burst = 0; burst < 10; burst++) {
                hears(STRANGER, 1_000);
                answers += spent(STRANGER, 1_000, 100);
                simulation.advance(Duration.ofMillis(100));
            }
        }

        assertThat(answers).isBetween(20 * 1_000, 20 * 2_500).isLessThan(20 * 10_000 / 2);
    }

    @Test
    void aFloodFromForgedAddressesGetsNoEndlessFloodBack() {
        int answers = 0;
        for (int i = 0; i < 40_000; i++) {
            InetSocketAddress forged = SimulatedNodes.socket("10." + i / 250 + ".1." + i % 250);
            run(() -> budget.heard(forged));
            answers += spent(forged, 1, 100);
        }

        assertThat(answers).isLessThan(20_000);
    }

    private void assertProven(boolean expected) {
        run(() -> assertThat(budget.provenAt(STRANGER, Duration.ofMinutes(10)))
                .matches(proven -> proven.equals(Optional.of(TARO)) == expected));
    }

    private void hears(InetSocketAddress from, int datagrams) {
        run(() -> {
            for (int i = 0; i < datagrams; i++) {
                budget.heard(from);
            }
        });
    }

    /** How many of so many answers of that size go out. */
    private int spent(InetSocketAddress to, int answers, int bytes) {
        AtomicInteger sent = new AtomicInteger();
        run(() -> {
            for (int i = 0; i < answers; i++) {
                if (budget.spend(to, bytes)) {
                    sent.incrementAndGet();
                }
            }
        });
        return sent.get();
    }

    private void run(Runnable task) {
        loop.execute(task);
        simulation.settle();
    }
}
