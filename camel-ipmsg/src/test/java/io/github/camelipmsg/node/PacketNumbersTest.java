/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.NumberStore.Reservation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers rise, whatever happens to process and disk. */
class PacketNumbersTest extends NumbersTest {
    @Test
    void startAtTheTimeInSeconds() throws IOException {
        take(open(), 3);

        long now = simulation.clock().instant().getEpochSecond();
        assertThat(taken).containsExactly(now, now + 1, now + 2);
    }

    @Test
    void startAtTenDigitsWhereTheClockIsNotSet() throws IOException {
        take(PacketNumbers.open(disk, () -> Instant.ofEpochSecond(17), loop, workers), 2);

        assertThat(taken).containsExactly(1_000_000_000L, 1_000_000_001L);
    }

    @Test
    void startAboveTheTimeIfMoreWereUsedThanSecondsHavePassed() throws IOException {
        disk.content = new Reservation(now() + 5_000, simulation.clock().instant());
        take(open(), 1);

        assertThat(taken).containsExactly(now() + 5_001);
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
    void riseAcrossACrashAtEveryPointOfAReservation() throws IOException {
        for (int used = 0; used <= 2 * BLOCK; used += 7) {
            takeAndDie(used, () -> workers.hold()); // before the disk is told
            takeAndDie(used, () -> disk.full = true); // while it writes, so that the old file stays
            takeAndDie(used, () -> disk.diesAfterWriting = true); // the new one is there, and nobody knows
        }

        assertThat(taken).isSorted().doesNotHaveDuplicates();
    }

    private void takeAndDie(int used, Runnable trouble) throws IOException {
        PacketNumbers numbers = open();
        take(numbers, used);
        trouble.run();
        take(numbers, BLOCK); // as many as it gives while it cannot reserve
        disk.full = false;
        disk.diesAfterWriting = false;
        workers.dieHolding();
        workers.release();
        take(open(), 1);
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
    void aDiskThatThrowsErrorsRefusesNumbersAndRecovers() throws IOException {
        PacketNumbers numbers = open();
        disk.throwsErrors = true;
        take(numbers, BLOCK + 10);
        assertThat(refused).hasSize(10).allSatisfy(cause -> assertThat(cause).hasMessageContaining("no such method"));

        disk.throwsErrors = false;
        take(numbers, 10);

        assertThat(taken).hasSize(BLOCK + 10).isSorted().doesNotHaveDuplicates();
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
    void aDiskThatDoesNotAnswerRefusesNumbersAndRecovers() throws IOException {
        PacketNumbers numbers = open();
        workers.hold();
        take(numbers, BLOCK + 10);
        simulation.advance(PacketNumbers.PATIENCE);
        assertThat(refused).hasSize(10).allSatisfy(cause -> assertThat(cause).hasMessageContaining("does not answer"));
        take(numbers, 10);
        assertThat(refused).as("those who came later do not wait either").hasSize(20);

        workers.release();
        simulation.advance(Duration.ofMillis(50));
        take(numbers, 10);

        assertThat(taken).hasSize(BLOCK + 10).isSorted().doesNotHaveDuplicates();
        assertThat(refused).hasSize(20);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void oneWhoFailsWithItsNumberIsNoReasonToKeepOthersWaiting() throws IOException {
        PacketNumbers numbers = open();
        workers.hold();
        take(numbers, BLOCK);
        loop.execute(() -> numbers.take(
                number -> {
                    throw new IllegalStateException("as the test wants");
                },
                refused::add));
        take(numbers, 10);
        workers.release();

        assertThatThrownBy(() -> simulation.advance(Duration.ofMillis(50))).hasRootCauseMessage("as the test wants");
        simulation.advance(Duration.ofMillis(50));

        assertThat(taken).hasSize(BLOCK + 10).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aFullDiskIsAnErrorAtTheStart() {
        disk.full = true;

        assertThatIOException().isThrownBy(this::open).withMessageContaining("No space left");
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
        Reservation givenBack = disk.content;

        workers.release();
        simulation.advance(Duration.ofMillis(50));

        assertThat(disk.content).isEqualTo(givenBack);
        assertThat(givenBack.position()).isEqualTo(taken.get(BLOCK - 1));
    }
}
