/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The order in which messages are run, without threads: tasks run when the test says so. */
class WorkQueuesTest {
    private static final int WAITING = 4_096;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<String> begun = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final Map<String, Runnable> atWork = new HashMap<>();

    private WorkQueues queues(int maxInFlight) {
        return new WorkQueues(maxInFlight, WAITING, tasks::add, later::add);
    }

    /** What has the same first letter is in order. */
    private final class Step implements WorkQueues.Work {
        private final String name;

        Step(String name) {
            this.name = name;
        }

        @Override
        public Object orderedBy() {
            return name.substring(0, 1);
        }

        @Override
        public void run(Runnable done) {
            begun.add(name);
            atWork.put(name, done);
        }

        @Override
        public void dropped() {
            dropped.add(name);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void add(WorkQueues queues, String... texts) {
        for (String text : texts) {
            Step step = new Step(text);
            assertThat(queues.reserve(step, 1)).isTrue();
            queues.add(step);
        }
        runTasks();
    }

    private void end(String text) {
        atWork.remove(text).run();
        runTasks();
    }

    @Test
    void runsTheMessagesOfOneSenderOneAfterTheOther() {
        WorkQueues queues = queues(10);
        add(queues, "a1", "a2", "a3");
        assertThat(begun).containsExactly("a1");
        end("a1");
        assertThat(begun).containsExactly("a1", "a2");
        end("a2");
        assertThat(begun).containsExactly("a1", "a2", "a3");
    }

    @Test
    void runsTheMessagesOfDifferentSendersSideBySide() {
        add(queues(10), "a1", "b1", "c1");
        assertThat(begun).containsExactly("a1", "b1", "c1");
    }

    @Test
    void runsNoMoreAtATimeThanMaxInFlight() {
        WorkQueues queues = queues(2);
        add(queues, "a1", "b1", "c1", "d1");
        assertThat(begun).containsExactly("a1", "b1");
        assertThat(queues.waiting()).isEqualTo(2);
        end("b1");
        assertThat(begun).containsExactly("a1", "b1", "c1");
        assertThat(queues.waiting()).isEqualTo(1);
    }

    @Test
    void letsASenderThatFloodsWaitForTheOthers() {
        WorkQueues queues = queues(1);
        add(queues, "a1", "a2", "a3", "b1", "c1");
        end("a1");
        end("b1");
        end("c1");
        assertThat(begun).containsExactly("a1", "b1", "c1", "a2");
    }

    @Test
    void hasPlacesForWhatIsAtWorkAndABoundedInbox() {
        WorkQueues queues = queues(3);
        for (int place = 0; place < 3 + WAITING; place++) {
            assertThat(queues.reserve(new Object(), 1)).isTrue();
        }
        assertThat(queues.reserve(new Object(), 1)).isFalse();
        queues.release(new Object(), 1);
        assertThat(queues.reserve(new Object(), 1)).isTrue();
        assertThat(queues.reserve(new Object(), 1)).isFalse();
    }

    @Test
    void givesThePlaceOfAMessageBackWhenItIsDone() {
        WorkQueues queues = queues(1);
        add(queues, "a1");
        while (queues.reserve(new Object(), 1)) {
            // until it is full
        }
        end("a1");
        assertThat(queues.reserve(new Object(), 1)).isTrue();
        assertThat(queues.reserve(new Object(), 1)).isFalse();
    }

    /** Of somebody who gives each of them another name. */
    private record Of(Object holder, Step step) implements WorkQueues.Work {
        @Override
        public Object orderedBy() {
            return step.orderedBy();
        }

        @Override
        public void run(Runnable done) {
            step.run(done);
        }

        @Override
        public void dropped() {
            step.dropped();
        }
    }

    private int fill(WorkQueues queues, Object holder) {
        int places = 0;
        while (queues.reserve(holder, 1)) {
            places++;
        }
        return places;
    }

    private Executor untilShutDown(boolean[] shutDown) {
        return task -> {
            if (shutDown[0]) {
                throw new RejectedExecutionException();
            }
            tasks.add(task);
        };
    }

    @Test
    void letsNobodyHaveMoreThanHalfOfThePlaces() {
        WorkQueues queues = queues(4);

        assertThat(fill(queues, "flood")).isEqualTo((4 + WAITING) / 2);
        assertThat(fill(queues, "other")).isEqualTo((4 + WAITING) / 2);
        assertThat(queues.reserve("third", 1)).isFalse();
    }

    @Test
    void countsForEachHolderWhatIsWaitingOrAtWorkAndNothingThatIsOver() {
        boolean[] shutDown = {false};
        WorkQueues queues = new WorkQueues(1, 7, untilShutDown(shutDown), later::add);
        for (String name : List.of("a1", "b1", "c1", "d1")) {
            assertThat(queues.reserve("flood", 1)).isTrue();
            queues.add(new Of("flood", new Step(name)));
        }
        runTasks();
        assertThat(queues.reserve("flood", 1)).isFalse();

        assertThat(queues.drop()).isEqualTo(3);
        assertThat(fill(queues, "flood")).isEqualTo(3); // a1 is at work
        queues.release("flood", 3);
        end("a1");
        assertThat(fill(queues, "flood")).isEqualTo(4);
        queues.release("flood", 3);

        shutDown[0] = true;
        queues.add(new Of("flood", new Step("e1")));
        assertThat(dropped).endsWith("e1");
        assertThat(fill(queues, "flood")).isEqualTo(4);
    }

    @Test
    void isIdleWhenEverythingHasBeenRun() {
        WorkQueues queues = queues(1);
        assertThat(queues.idle().toCompletableFuture()).isCompleted();
        add(queues, "a1", "a2", "b1");
        CompletableFuture<Void> idle = queues.idle().toCompletableFuture();
        end("a1");
        end("b1");
        assertThat(idle).isNotDone();
        end("a2");
        assertThat(idle).isCompleted();
    }

    @Test
    void tellsWhatItDropsAndLetsWhatIsAtWorkEnd() {
        WorkQueues queues = queues(1);
        add(queues, "a1", "a2", "b1");

        assertThat(queues.drop()).isEqualTo(2);

        assertThat(dropped).containsExactlyInAnyOrder("a2", "b1");
        assertThat(queues.waiting()).isZero();
        end("a1");
        add(queues, "a3");
        assertThat(begun).containsExactly("a1", "a3");
    }

    @Test
    void whatTheExecutorRefusesIsDroppedAndHoldsUpNothing() {
        boolean[] shutDown = {false};
        WorkQueues queues = new WorkQueues(1, 2, untilShutDown(shutDown), later::add);
        WorkQueues memory = queues.besides(1);
        add(queues, "a1", "a2");
        shutDown[0] = true;
        add(memory, "m1");
        CompletableFuture<Void> remembered = memory.idle().toCompletableFuture();

        end("a1");

        assertThat(dropped).containsExactlyInAnyOrder("a2", "m1");
        assertThat(remembered).isCompleted();
        add(queues, "a3");
        assertThat(dropped).contains("a3");

        shutDown[0] = false;
        add(queues, "a4", "b1", "c1");
        assertThat(begun).containsExactly("a1", "a4");
        assertThat(queues.reserve(new Object(), 1)).isFalse();
        end("a4");
        assertThat(begun).containsExactly("a1", "a4", "b1");
    }

    @Test
    void whatFindsNoThreadKeepsItsTurn() {
        boolean[] noThread = {false};
        WorkQueues queues = new WorkQueues(
                2,
                WAITING,
                task -> {
                    if (noThread[0]) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    tasks.add(task);
                },
                later::add);
        add(queues, "a1", "b1", "a2", "b2", "c1");

        noThread[0] = true;
        end("a1");
        end("b1"); // now nobody is at work who could start the next
        add(queues, "d1");
        assertThat(later).hasSize(1);
        assertThat(queues.waiting()).isEqualTo(4);
        later.remove().run();
        assertThat(later).hasSize(1);

        noThread[0] = false;
        later.remove().run();
        runTasks();
        end("c1");
        end("a2");
        assertThat(begun).containsExactly("a1", "b1", "c1", "a2", "b2", "d1");
        assertThat(dropped).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void twoKindsOfWorkShareWhatIsAtWorkInTurns() {
        WorkQueues messages = queues(2);
        WorkQueues events = messages.besides(WAITING);
        add(messages, "a1", "b1", "c1");
        add(events, "e1", "f1", "a2");
        assertThat(begun).containsExactly("a1", "b1");
        end("a1");
        end("b1");
        assertThat(begun).containsExactly("a1", "b1", "e1", "c1");
        end("c1");
        assertThat(begun).containsExactly("a1", "b1", "e1", "c1", "f1");
        assertThat(events.waiting()).isEqualTo(1);
        end("e1");
        end("f1");
        assertThat(begun).endsWith("f1", "a2");
        assertThat(messages.idle().toCompletableFuture()).isCompleted();
        assertThat(events.idle().toCompletableFuture()).isNotDone();
    }

    @Test
    void twoKindsOfWorkHavePlacesOfTheirOwn() {
        WorkQueues messages = queues(1);
        WorkQueues events = messages.besides(1);
        while (messages.reserve(new Object(), 1)) {
            // until it is full
        }

        add(events, "e1", "e2");
        assertThat(events.reserve(new Object(), 1)).isFalse();
        assertThat(events.drop()).isEqualTo(1);
        assertThat(dropped).containsExactly("e2");
        assertThat(events.reserve(new Object(), 1)).isTrue();
    }
}
