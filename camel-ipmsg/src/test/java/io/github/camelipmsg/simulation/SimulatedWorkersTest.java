/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedWorkersTest {
    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedWorkers workers = simulation.workers();
    private final List<Integer> log = new ArrayList<>();

    @Test
    void overtakeEachOtherAsTheSeedSays() {
        assertThat(orderBySeed(1)).isEqualTo(orderBySeed(1)).isNotEqualTo(orderBySeed(2));
        assertThat(orderBySeed(1)).isNotEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void neverRunATaskWithinTheCall() {
        workers.takeBetween(Duration.ZERO, Duration.ZERO);

        workers.execute(() -> log.add(1));

        assertThat(log).isEmpty();
        simulation.settle();
        assertThat(log).containsExactly(1);
    }

    @Test
    void keepWhatTheyAreGivenWhileHeld() {
        workers.execute(() -> log.add(1));
        workers.hold();
        workers.execute(() -> log.add(2));

        simulation.advance(Duration.ofHours(1));
        assertThat(log).isEmpty();
        assertThat(workers.pending()).isEqualTo(2);

        workers.release();
        simulation.advance(Duration.ofMillis(3));
        assertThat(log).containsExactlyInAnyOrder(1, 2);
        assertThat(workers.pending()).isZero();
    }

    @Test
    void refuseWhenTold() {
        workers.refuse(true);

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> workers.execute(() -> log.add(1)));
    }

    private static List<Integer> orderBySeed(long seed) {
        Simulation simulation = Simulation.withSeed(seed);
        List<Integer> order = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> simulation.workers().execute(() -> order.add(i)));
        simulation.advance(Duration.ofMillis(3));
        return order;
    }
}
