/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small run of the proof; profile {@code simulate} runs the large one. */
@ExtendWith(QuietLogs.class)
class SimulationTest {
    @TempDir
    Path disk;

    @ParameterizedTest(name = "seed {0}, {1} lost")
    @CsvSource({"1, 0", "2, 0.05", "3, 0.2", "4, 0.35", "5, 0.5"})
    void whatSendersAreToldIsTrueAndNothingRunsTwice(long seed, double loss) throws Exception {
        World world = new World(Scenario.of(seed, 800, loss, 250), disk);

        world.run();

        assertThat(world.complaints().none())
                .as(world.complaints() + "\n" + world.figures())
                .isTrue();
        assertThatItWasHard(world.figures());
    }

    private static void assertThatItWasHard(Figures figures) {
        assertThat(figures.fate(Fate.DELIVERED)).isGreaterThan(300);
        assertThat(figures.fate(Fate.RUN_UNCONFIRMED) + figures.fate(Fate.NOT_RUN))
                .isGreaterThan(20);
        assertThat(figures.heldAndDelivered).isPositive();
        assertThat(figures.restarts + figures.crashes + figures.partitions).isGreaterThan(2);
        assertThat(figures.duplicated).isGreaterThan(200);
        assertThat(figures.reordered).isGreaterThan(200);
    }

    @Test
    void theSameSeedGivesTheSameTraffic() throws Exception {
        World one = new World(Scenario.of(7, 150, 0.2, 250), disk.resolve("one"));
        World same = new World(Scenario.of(7, 150, 0.2, 250), disk.resolve("same"));
        World other = new World(Scenario.of(8, 150, 0.2, 250), disk.resolve("other"));
        one.run();
        same.run();
        other.run();

        assertThat(one.digest()).isEqualTo(same.digest()).isNotEqualTo(other.digest());
    }
}
