/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who asks is told, and never on the loop. */
class LoopDoorTest {
    private static final Duration SOON = Duration.ofMillis(50);

    private final Simulation simulation = Simulation.withSeed(1);
    private final SimulatedLoop loop = simulation.newLoop("loop");
    private final SimulatedWorkers callbacks = simulation.newWorkers();
    private final LoopDoor door = new LoopDoor(loop, callbacks);
    private final List<String> told = new ArrayList<>();

    private void ask(String what) {
        CompletionStage<?> unused = door.ask(() -> CompletableFuture.completedFuture(what))
                .thenAccept(answer -> told.add(answer + (loop.inEventLoop() ? " on the loop" : "")));
    }

    @Test
    void tellsALittleLaterIfThereIsNoThread() {
        callbacks.takeBetween(Duration.ZERO, Duration.ZERO);
        callbacks.refuse(true);
        ask("first");
        ask("second");
        simulation.advance(SOON);
        assertThat(told).isEmpty();

        callbacks.refuse(false);
        simulation.advance(SOON);

        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void tellsAfterTheEndOfTheLoopIfThereIsNoThreadUntilThen() {
        callbacks.refuse(true);
        ask("first");
        ask("second");
        simulation.advance(SOON);
        assertThat(told).isEmpty();

        door.end();

        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void tellsOfErrorsToo() {
        CompletableFuture<String> answer = door.<String>ask(() -> {
                    throw new StackOverflowError("planned");
                })
                .toCompletableFuture();
        simulation.advance(SOON);

        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join).hasRootCauseInstanceOf(StackOverflowError.class);
    }
}
