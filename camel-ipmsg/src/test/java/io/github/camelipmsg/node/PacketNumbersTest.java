/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.camelipmsg.node.NumberStore.Reservation;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.simulation.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Numbers rise, whatever happens to process and disk, and come again only when nobody remembers them. */
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
        private Reservation content = Reservation.NONE;
        private int writes;
        private boolean full;
        private boolean diesAfterWriting;

        @Override
        public Reservation reserved() {
            return content;
        }

        @Override
        public void reserve(Reservation reservation) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            writes++;
            content = reservation;
            if (diesAfterWriting) {
                throw new IOException("nobody hears of it");
            }
        }
    }

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
    void beginAnewAfterTheLastAndSaySo() throws IOException {
        List<Long> rounds = new ArrayList<>();
        PacketNumbers numbers = openAt(PacketNumbers.LAST - 2);
        numbers.onNewRound(() -> rounds.add((long) taken.size()));
        take(numbers, 5);

        assertThat(taken)
                .containsExactly(
                        PacketNumbers.LAST - 1,
                        PacketNumbers.LAST,
                        PacketNumbers.FIRST,
                        PacketNumbers.FIRST + 1,
                        PacketNumbers.FIRST + 2);
        assertThat(rounds).containsExactly(2L);
        numbers.close();
        take(open(), 1);
        assertThat(taken.get(5)).isEqualTo(PacketNumbers.FIRST + 3);
        assertThat(rounds).hasSize(1);
    }

    @Test
    void whatNeedNotBeSentBeginsAnewToo() throws IOException {
        PacketNumbers numbers = openAt(PacketNumbers.LAST - 1);
        loop.execute(() -> {
            for (int i = 0; i < 3; i++) {
                taken.add(numbers.peek());
                assertThat(numbers.takeNow()).isTrue();
            }
        });
        simulation.settle();

        assertThat(taken).containsExactly(PacketNumbers.LAST, PacketNumbers.FIRST, PacketNumbers.FIRST + 1);
    }

    @Test
    void passOverWhatSomebodyStillWaitsWith() throws IOException {
        Set<Long> used = Set.of(PacketNumbers.FIRST, PacketNumbers.FIRST + 1, PacketNumbers.FIRST + 3);
        PacketNumbers numbers = openAt(PacketNumbers.LAST - 1);
        numbers.passOver(used::contains);
        take(numbers, 3);

        assertThat(taken).containsExactly(PacketNumbers.LAST, PacketNumbers.FIRST + 2, PacketNumbers.FIRST + 4);
    }

    @Test
    void riseAfterTheDirectoryWasLostWhereFewerThanOneASecondWereUsed() throws IOException {
        PacketNumbers numbers = open();
        for (int i = 0; i < 50; i++) {
            simulation.advance(Duration.ofSeconds(1));
            take(numbers, 1);
        }
        disk.content = Reservation.NONE;
        take(open(), 1);

        assertThat(taken).isSorted().doesNotHaveDuplicates();
    }

    /** What cannot be helped: nothing but the directory knows that there were more. {@link IptuxMemoryTest} goes on. */
    @Test
    void goBackToTheTimeAfterTheDirectoryOfABusyNodeWasLost() throws IOException {
        take(openAt(now() + 1_000_000), 1);
        disk.content = Reservation.NONE;
        take(open(), 1);

        assertThat(taken).containsExactly(now() + 1_000_001, now());
    }

    @Test
    void anOldCopyOfTheDirectoryOfABusyNodeRepeatsNothingUpToAThousandASecond() throws IOException {
        Reservation copy = new Reservation(now() + 10_000_000, simulation.clock().instant());
        long perDay = Duration.ofDays(1).toMillis();
        long used = copy.position() + 3 * perDay; // in the three days after the copy was made
        simulation.advance(Duration.ofDays(3));
        disk.content = copy;
        take(open(), 1);
        assertThat(taken.get(0)).isGreaterThan(used);

        used += perDay; // and in the day after it was restored
        simulation.advance(Duration.ofDays(1));
        disk.content = copy;
        take(open(), 1);
        assertThat(taken.get(1)).isGreaterThan(used);
    }

    @Test
    void leaveNothingOutAfterAPauseOfANodeThatIsNotAheadOfTime() throws IOException {
        PacketNumbers numbers = open();
        take(numbers, 700);
        numbers.close();
        simulation.advance(Duration.ofDays(2));
        take(open(), 1);

        assertThat(taken.get(700)).isEqualTo(now());
    }

    @Test
    void aClockThatGoesBackTakesNothingBack() throws IOException {
        disk.content = new Reservation(now() + 5_000, simulation.clock().instant().plus(Duration.ofDays(900)));
        take(open(), 1);

        assertThat(taken).containsExactly(now() + 5_001);
    }

    /**
     * A gateway that uses a thousand numbers a second for a year, and whose process dies every hour. Of each hour the
     * first two thousand are taken one by one, the rest as the reservations that its process would have written.
     */
    @Test
    void outlastAYearAtAThousandASecond() throws IOException {
        long perHour = Duration.ofHours(1).toMillis();
        List<Range> lastDays = new ArrayList<>(); // the numbers of each of the last hours
        long rounds = 0;
        long before = now() - 1;
        for (int hour = 0; hour < 365 * 24; hour++) {
            taken.clear();
            take(open(), 2_000);
            assertThat(taken).allSatisfy(number -> assertThat(number).isBetween(1_000_000_000L, 2_147_483_647L));
            long end = before + perHour;
            List<Range> thisHour = Range.of(before + 1, end);
            assertThat(thisHour).anyMatch(range -> range.first <= taken.get(0) && taken.get(0) <= range.last);
            assertThat(thisHour).anyMatch(range -> range.first <= taken.get(1_999) && taken.get(1_999) <= range.last);
            for (Range range : thisHour) {
                assertThat(lastDays).noneMatch(range::overlaps);
                lastDays.add(range);
                rounds += range.first == PacketNumbers.FIRST ? 1 : 0;
            }
            while (lastDays.size() > 12 * 24) {
                lastDays.remove(0);
            }
            simulation.advance(Duration.ofHours(1).minus(Duration.ofMillis(20)));
            disk.content = new Reservation(end, simulation.clock().instant());
            before = end;
        }

        assertThat(rounds).isBetween(26L, 28L);
    }

    /** Numbers on the wire, both ends included; worked out apart from the code under test. */
    private record Range(long first, long last) {
        static List<Range> of(long firstPosition, long lastPosition) {
            long first = 1_000_000_000 + Math.floorMod(firstPosition - 1_000_000_000, 1_147_483_648L);
            long last = 1_000_000_000 + Math.floorMod(lastPosition - 1_000_000_000, 1_147_483_648L);
            return first <= last
                    ? List.of(new Range(first, last))
                    : List.of(new Range(first, 2_147_483_647), new Range(1_000_000_000, last));
        }

        boolean overlaps(Range other) {
            return first <= other.last && other.first <= last;
        }
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

    private long now() {
        return simulation.clock().instant().getEpochSecond();
    }

    private PacketNumbers openAt(long lastPosition) throws IOException {
        disk.content = new Reservation(lastPosition, simulation.clock().instant());
        return open();
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
