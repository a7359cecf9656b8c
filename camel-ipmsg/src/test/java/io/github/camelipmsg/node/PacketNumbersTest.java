/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.simulation.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers only ever rise, whatever happens to process and disk. */
class PacketNumbersTest {
    private static final int BLOCK = PacketNumbers.BLOCK;

    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedWorkers workers = simulation.workers();
    private final SimulatedLoop loop = simulation.newLoop("numbers");
    private final Disk disk = new Disk();
    private final List<Long> taken = new ArrayList<>();
    private final List<Exception> refused = new ArrayList<>();

    /** What would survive a crash. */
    private static final class Disk implements NumberStore {
        private long content;
        private int writes;
        private boolean full;

        @Override
        public long reserved() {
            return content;
        }

        @Override
        public void reserve(long upTo) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            writes++;
            content = upTo;
        }
    }

    @Test
    void startAtTheTimeInSeconds() throws IOException {
        take(open(), 3);

        long now = simulation.clock().instant().getEpochSecond();
        assertThat(taken).containsExactly(now, now + 1, now + 2);
    }

    @Test
    void startAboveTheTimeIfMoreWereUsedThanSecondsHavePassed() throws IOException {
        disk.content = simulation.clock().instant().getEpochSecond() + 5_000;
        take(open(), 1);

        assertThat(taken).containsExactly(disk.content - BLOCK + 1);
        assertThat(taken.get(0)).isEqualTo(simulation.clock().instant().getEpochSecond() + 5_001);
    }

    @Test
    void riseAcrossACrashAtEveryPointOfABlock() throws IOException {
        for (int used = 0; used <= BLOCK + 3; used++) {
            take(open(), used);

            open(); // the process has died: nothing was given back
        }
        take(open(), 1);

        assertThat(taken).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void riseAcrossACrashWhileTheDiskWrites() throws IOException {
        PacketNumbers numbers = open();
        workers.hold();
        take(numbers, BLOCK); // the rest of what is reserved; the next block is on its way to the disk

        List<Long> before = List.copyOf(taken);
        assertThat(before).hasSize(BLOCK);
        take(open(), 1);

        assertThat(taken.get(BLOCK)).isGreaterThan(before.get(BLOCK - 1));
    }

    @Test
    void riseAcrossARestartWithinTheSameSecondAndWasteNothing() throws IOException {
        for (int i = 0; i < 5; i++) {
            PacketNumbers numbers = open();
            take(numbers, 10);
            numbers.close();
        }

        long now = simulation.clock().instant().getEpochSecond();
        assertThat(taken).hasSize(50).startsWith(now, now + 1).endsWith(now + 49);
    }

    @Test
    void waitForTheDiskInTheOrderOfAsking() throws IOException {
        PacketNumbers numbers = open();
        workers.hold();
        take(numbers, BLOCK + 100);
        assertThat(taken).hasSize(BLOCK);

        workers.release();
        simulation.advance(Duration.ofMillis(50));

        assertThat(taken).hasSize(BLOCK + 100).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void oneWriteServesManyNumbers() throws IOException {
        PacketNumbers numbers = open();
        for (int i = 0; i < 20; i++) {
            take(numbers, 500);
        }

        assertThat(taken).hasSize(10_000).isSorted().doesNotHaveDuplicates();
        assertThat(disk.writes).isLessThanOrEqualTo(1 + 10_000 / (BLOCK / 2));
    }

    @Test
    void aFullDiskRefusesNumbersAndRecovers() throws IOException {
        PacketNumbers numbers = open();
        disk.full = true;
        take(numbers, BLOCK + 10);
        assertThat(taken).hasSize(BLOCK);
        assertThat(refused).hasSize(10).allSatisfy(cause -> assertThat(cause).hasMessageContaining("No space left"));

        disk.full = false;
        take(numbers, 10);

        assertThat(taken).hasSize(BLOCK + 10).isSorted().doesNotHaveDuplicates();
        assertThat(refused).hasSize(10);
    }

    @Test
    void workersThatRefuseAreNoReasonToStopForEver() throws IOException {
        PacketNumbers numbers = open();
        workers.refuse(true);
        take(numbers, BLOCK + 10);
        assertThat(taken).hasSize(BLOCK);
        assertThat(refused).hasSize(10);

        workers.refuse(false);
        take(numbers, 10);

        assertThat(taken).hasSize(BLOCK + 10).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFullDiskIsAnErrorAtTheStart() {
        disk.full = true;

        assertThatIOException().isThrownBy(this::open).withMessageContaining("No space left");
    }

    @Test
    void areUsedUpOneDay() throws IOException {
        disk.content = PacketNumbers.LAST - 5;
        PacketNumbers numbers = open();
        take(numbers, 10);

        assertThat(taken).hasSize(5).endsWith(PacketNumbers.LAST);
        assertThat(refused)
                .hasSize(5)
                .allSatisfy(cause -> assertThat(cause)
                        .hasMessage("all packet numbers of this identity are used up; give it another userName"));
        numbers.close();
        take(open(), 1);
        assertThat(taken).hasSize(5);
    }

    @Test
    void whoeverWaitsWhenTheNodeStopsIsRefused() throws IOException {
        PacketNumbers numbers = open();
        workers.hold();
        take(numbers, BLOCK + 10);

        loop.execute(numbers::shutdown);
        simulation.settle();

        assertThat(refused).hasSize(10);
    }

    @Test
    void aReservationThatTheDiskFinishesTooLateIsDropped() throws IOException {
        PacketNumbers numbers = open();
        workers.hold();
        take(numbers, BLOCK);
        numbers.close();
        long givenBack = disk.content;

        workers.release();
        simulation.advance(Duration.ofMillis(50));

        assertThat(disk.content).isEqualTo(givenBack).isEqualTo(taken.get(BLOCK - 1));
    }

    private PacketNumbers open() throws IOException {
        return PacketNumbers.open(disk, simulation.clock(), loop, workers);
    }

    private void take(PacketNumbers numbers, int howMany) {
        loop.execute(() -> {
            for (int i = 0; i < howMany; i++) {
                numbers.take(taken::add, refused::add);
            }
        });
        simulation.advance(Duration.ofMillis(20));
    }
}
