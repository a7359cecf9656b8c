/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what a timer throws fails the test anyway
class SimulatedLoopTest {
    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedLoop loop = simulation.newLoop("bot");
    private final List<String> log = new ArrayList<>();

    @Test
    void knowsItsOwnTurn() {
        SimulatedLoop other = simulation.newLoop("other");
        List<Boolean> turns = new ArrayList<>();

        loop.execute(() -> turns.add(loop.inEventLoop()));
        loop.execute(() -> turns.add(other.inEventLoop()));
        simulation.workers().execute(() -> turns.add(loop.inEventLoop()));
        simulation.later(Duration.ofMillis(5), () -> turns.add(loop.inEventLoop()));
        simulation.advance(Duration.ofMillis(5));

        assertThat(turns).containsExactly(true, false, false, false);
        assertThat(loop.inEventLoop()).isFalse();
    }

    @Test
    void refusesOtherThreads() {
        CompletableFuture<?> stray = CompletableFuture.runAsync(() -> loop.execute(() -> log.add("never")));

        assertThat(stray)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("stray thread");
        simulation.advance(Duration.ofSeconds(1));
        assertThat(log).isEmpty();
    }

    @Test
    void runsNothingBeforeTimeIsGivenAndTimersInOrderOfTime() {
        loop.schedule(() -> log.add("second"), 2, TimeUnit.SECONDS);
        loop.schedule(() -> log.add("first"), 1, TimeUnit.SECONDS);
        loop.execute(() -> log.add("now"));
        assertThat(log).isEmpty();

        simulation.settle();
        assertThat(log).containsExactly("now");
        simulation.advance(Duration.ofMillis(1_999));
        assertThat(log).containsExactly("now", "first");
        simulation.advance(Duration.ofMillis(1));
        assertThat(log).containsExactly("now", "first", "second");
    }

    @Test
    void showsTheVirtualTimeToEverybody() {
        loop.schedule(() -> log.add(simulation.clock().elapsed().toString()), 90, TimeUnit.SECONDS);

        var before = simulation.clock().instant();
        simulation.advance(Duration.ofMinutes(10));

        assertThat(log).containsExactly("PT1M30S");
        assertThat(simulation.clock().instant()).isEqualTo(before.plusSeconds(600));
    }

    @Test
    void cancelledTimersNeverRun() {
        ScheduledFuture<?> timer = loop.schedule(() -> log.add("never"), 1, TimeUnit.SECONDS);
        assertThat(loop.timers()).isEqualTo(1);

        timer.cancel(false);
        simulation.advance(Duration.ofSeconds(2));

        assertThat(log).isEmpty();
        assertThat(loop.timers()).isZero();
        assertThat(timer.isCancelled()).isTrue();
    }

    @Test
    void repeatsUntilCancelled() {
        var timer = loop.scheduleAtFixedRate(() -> log.add("tick"), 1, 2, TimeUnit.SECONDS);
        var other = loop.scheduleWithFixedDelay(() -> log.add("tock"), 2, 2, TimeUnit.SECONDS);

        simulation.advance(Duration.ofSeconds(4));
        timer.cancel(false);
        other.cancel(false);
        simulation.advance(Duration.ofSeconds(10));

        assertThat(log).containsExactly("tick", "tock", "tick", "tock");
    }

    @Test
    void timersMayCancelThemselves() {
        List<ScheduledFuture<?>> timers = new ArrayList<>();
        timers.add(loop.scheduleAtFixedRate(() -> timers.get(0).cancel(false), 1, 1, TimeUnit.SECONDS));

        simulation.advance(Duration.ofSeconds(5));

        assertThat(loop.timers()).isZero();
    }

    @Test
    void whatATaskThrowsFailsTheTest() {
        loop.execute(() -> {
            throw new IllegalArgumentException("boom");
        });
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(simulation::settle)
                .withMessageContainingAll("loop of bot", "boom");

        loop.schedule(() -> fail("in a timer"), 1, TimeUnit.SECONDS);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> simulation.advance(Duration.ofSeconds(1)))
                .havingRootCause()
                .withMessage("in a timer");
    }

    @Test
    void timeCannotBeMovedFromWithin() {
        loop.execute(() -> assertThatIllegalStateException().isThrownBy(simulation::settle));

        simulation.settle();
    }

    @Test
    void endsLikeARealLoop() {
        loop.schedule(() -> log.add("never"), 1, TimeUnit.SECONDS);
        loop.execute(() -> log.add("queued before"));
        loop.shutdownGracefully();
        loop.execute(() -> log.add("queued meanwhile"));
        assertThat(loop.isShuttingDown()).isTrue();

        simulation.advance(Duration.ofSeconds(2));

        assertThat(log).containsExactly("queued before", "queued meanwhile");
        assertThat(loop.isTerminated()).isTrue();
        assertThat(loop.timers()).isZero();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> loop.execute(() -> {}));
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> loop.schedule(() -> {}, 1, TimeUnit.SECONDS));
    }

    @Test
    void futuresOfTheLoopCompleteInVirtualTime() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.schedule(() -> answer.complete("done"), 3, TimeUnit.SECONDS);

        assertThat(simulation.await(answer, Duration.ofSeconds(5))).isEqualTo("done");
        assertThat(simulation.clock().elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void waitingInVainFailsTheTest() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> simulation.runUntil(() -> false, Duration.ofSeconds(5)))
                .withMessageContaining("PT5S");
        assertThat(simulation.clock().elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    private static Object fail(String message) {
        throw new IllegalArgumentException(message);
    }
}
