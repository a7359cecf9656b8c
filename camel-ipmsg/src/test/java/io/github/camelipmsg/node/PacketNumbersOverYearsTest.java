/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NumberStore.Reservation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Numbers come again only when nobody remembers them, whatever the load, and whatever happens to the directory. */
class PacketNumbersOverYearsTest extends NumbersTest {
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
        Reservation copy =
                new Reservation(now() + 10_000_000, simulation.clock().instant());
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
        disk.content =
                new Reservation(now() + 5_000, simulation.clock().instant().plus(Duration.ofDays(900)));
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
}
