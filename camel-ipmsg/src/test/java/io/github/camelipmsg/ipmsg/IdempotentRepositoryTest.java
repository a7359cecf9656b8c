/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Duplicates that a repository of the user knows, also after a restart. */
class IdempotentRepositoryTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @TempDir
    Path directory;

    private final AtomicInteger runs = new AtomicInteger();
    private RawPeer peer;

    @BeforeEach
    void onePeer() throws Exception {
        peer = contexts.peer("taro");
    }

    /** A context with one route that runs into {@code runs} and {@code mock:bot}. */
    private CamelContext bot(IdempotentRepository repository, Acknowledge acknowledge, String more) throws Exception {
        CamelContext context = contexts.create();
        context.getRegistry().bind("taken", repository);
        Contexts.add(
                context,
                route -> route.from(uri(acknowledge) + more)
                        .routeId("bot")
                        .process(exchange -> runs.incrementAndGet())
                        .filter(route.body().isEqualTo("fail"))
                        .throwException(new IllegalStateException("as the test wants"))
                        .end()
                        .to("mock:bot"));
        context.start();
        return context;
    }

    private static String uri(Acknowledge acknowledge) {
        return "ipmsg:bot?idempotentRepository=#taken&acknowledge=" + acknowledge;
    }

    private void send(CamelContext context, int number, String text) throws IOException {
        peer.packet(address(context, "bot"), number, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, text);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasTakenBeforeARestartIsConfirmedAndNotRunAgain(Acknowledge acknowledge) throws Exception {
        Path file = directory.resolve("taken.txt");
        CamelContext before = bot(new FileIdempotentRepository(file.toFile(), new HashMap<>()), acknowledge, "");
        send(before, 1, "hello");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(bodies(before, "bot", 1)).containsExactly("hello");
        before.stop();

        CamelContext after = bot(new FileIdempotentRepository(file.toFile(), new HashMap<>()), acknowledge, "");
        send(after, 1, "hello");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        send(after, 2, "another");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("2");

        assertThat(bodies(after, "bot", 1)).containsExactly("another");
        assertThat(runs).hasValue(2);
    }

    @Test
    void withoutOneARestartForgets() throws Exception {
        for (int run = 1; run <= 2; run++) {
            CamelContext context = contexts.startBot();
            send(context, 1, "hello");
            assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
            assertThat(bodies(context, "bot", 1)).containsExactly("hello");
            context.stop();
        }
    }

    @Test
    void theKeyIsTheSameForEveryCopyAndFitsIntoAnyTable() throws Exception {
        Recording repository = new Recording();
        for (String text : List.of("hello", "hello\n----\n(IPMsg Delayed Send: Mon Jan  5 09:00:00 2026)\n")) {
            CamelContext context = bot(repository, Acknowledge.ON_RECEIVE, "");
            send(context, 1, text);
            assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
            context.stop(); // which runs what was taken
        }

        assertThat(repository.added).hasSize(2);
        assertThat(repository.added.get(0)).matches("[0-9a-f]{64}").isEqualTo(repository.added.get(1));
        assertThat(runs).hasValue(1);
    }

    @Test
    void onReceiveAMessageIsAddedBeforeItsRouteRunsAndStaysWhenThatFails() throws Exception {
        Recording repository = new Recording();
        CamelContext context = bot(repository, Acknowledge.ON_RECEIVE, "");
        send(context, 1, "fail");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        soon().untilAsserted(() -> assertThat(runs).hasValue(1));

        assertThat(repository.calls).containsExactly("add", "confirm");
    }

    @Test
    void onCompletionAMessageIsAddedAfterItsRouteAndNotWhenThatFailed() throws Exception {
        Recording repository = new Recording();
        CamelContext context = bot(repository, Acknowledge.ON_COMPLETION, "");
        send(context, 1, "fail");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(repository.calls).containsExactly("contains");
        assertThat(peer.receipts()).isEmpty();

        send(context, 2, "hello");

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("2");
        assertThat(repository.calls).containsExactly("contains", "contains", "add", "confirm");
    }

    @ParameterizedTest
    @EnumSource
    void isAskedOnTheConsumersThreadsAndNowhereElse(Acknowledge acknowledge) throws Exception {
        Recording repository = new Recording();
        CamelContext context = contexts.create();
        context.getRegistry().bind("taken", repository);
        Contexts.add(context, route -> {
            route.from(uri(acknowledge)).to("seda:other");
            route.from("seda:other").to("mock:bot");
        });
        context.start();
        send(context, 1, "hello");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(bodies(context, "bot", 1)).containsExactly("hello");

        assertThat(repository.calls).isNotEmpty();
        assertThat(repository.threads).allSatisfy(thread -> assertThat(thread).contains("IpmsgConsumer"));
    }

    @Test
    void aSlowOneHoldsUpItsSenderAndNobodyElse() throws Exception {
        Semaphore gate = new Semaphore(0);
        Recording repository = new Recording() {
            @Override
            void called() {
                if (calls.size() == 1) {
                    gate.acquireUninterruptibly();
                }
            }
        };
        RawPeer hanako = contexts.peer("hanako");
        CamelContext context = bot(repository, Acknowledge.ON_COMPLETION, "");
        send(context, 1, "waits");
        soon().until(() -> repository.calls.size() == 1);

        hanako.packet(address(context, "bot"), 1, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "does not wait");
        assertThat(hanako.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        hanako.enter(address(context, "bot"), "Hanako", "");
        hanako.await(RawPeer.ANSENTRY); // the loop is free
        assertThat(peer.receipts()).isEmpty();
        gate.release();

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
    }

    @Test
    void oneThatFailsOnReceiptIsHeardOfByTheErrorHandler() throws Exception {
        Recording repository = new Recording();
        repository.failing = true;
        CamelContext context = contexts.create();
        context.getRegistry().bind("taken", repository);
        Contexts.add(context, route -> {
            route.onException(IllegalStateException.class).handled(true).to("mock:failed");
            route.from(uri(Acknowledge.ON_RECEIVE) + "&bridgeErrorHandler=true").to("mock:bot");
        });
        context.start();
        send(context, 1, "hello");

        soon().until(() ->
                context.getEndpoint("mock:failed", MockEndpoint.class).getReceivedCounter() == 1);
        context.getEndpoint("mock:bot", MockEndpoint.class).expectedMessageCount(0);
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void oneThatFailsBeforeTheRouteLeavesTheMessageToItsRepetition() throws Exception {
        Recording repository = new Recording();
        repository.failing = true;
        CamelContext context = bot(repository, Acknowledge.ON_COMPLETION, "");
        send(context, 1, "hello");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(runs).hasValue(0);
        repository.failing = false;

        send(context, 1, "hello");

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(1);
    }

    @Test
    void oneThatFailsAfterTheRouteMakesADuplicateAndNoLoss() throws Exception {
        Recording repository = new Recording();
        repository.failsToAdd = true;
        CamelContext context = bot(repository, Acknowledge.ON_COMPLETION, "");
        send(context, 1, "hello");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(runs).hasValue(1);
        assertThat(peer.receipts()).isEmpty();
        repository.failsToAdd = false;

        send(context, 1, "hello");

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        assertThat(runs).hasValue(2);
    }

    @Test
    void twoRoutesThatShareOneBothGetTheMessage() throws Exception {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        for (int run = 1; run <= 2; run++) {
            CamelContext context = contexts.create();
            context.getRegistry().bind("taken", repository);
            Contexts.add(context, route -> {
                route.from(uri(Acknowledge.ON_RECEIVE)).routeId("one").to("mock:one");
                route.from(uri(Acknowledge.ON_COMPLETION)).routeId("other").to("mock:other");
            });
            context.start();
            send(context, 1, "hello");
            assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
            send(context, 2, "only now");
            assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("2");
            assertThat(bodies(context, "one", 2)).containsExactly("hello", "only now");
            assertThat(bodies(context, "other", 2)).containsExactly("hello", "only now");
            context.stop(); // which also stops, and so empties, this repository
        }
    }

    @Test
    void stoppingOneRouteDoesNotStopTheRepositoryOfAnother() throws Exception {
        MemoryIdempotentRepository repository = new MemoryIdempotentRepository();
        CamelContext context = contexts.create();
        context.getRegistry().bind("taken", repository);
        Contexts.add(context, route -> {
            route.from(uri(Acknowledge.ON_RECEIVE)).routeId("one").to("mock:one");
            route.from(uri(Acknowledge.ON_COMPLETION)).routeId("other").to("mock:other");
        });
        context.start();
        send(context, 1, "hello");
        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("1");
        soon().until(() -> repository.getCacheSize() == 2);

        context.getRouteController().stopRoute("one");

        assertThat(repository.getCacheSize()).isEqualTo(2);
        assertThat(repository.isStarted()).isTrue();
    }

    @Test
    void manySendersAtOnceAreEachRunOnce() throws Exception {
        CamelContext context = bot(new MemoryIdempotentRepository(), Acknowledge.ON_COMPLETION, "&maxInFlight=4");
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            peers.add(contexts.peer("user" + i));
        }
        for (int copy = 0; copy < 3; copy++) {
            for (RawPeer each : peers) {
                for (int number = 1; number <= 5; number++) {
                    each.packet(
                            address(context, "bot"), number, RawPeer.SENDMSG | RawPeer.SENDCHECKOPT, "no. " + number);
                }
            }
        }

        bodies(context, "bot", 100);
        for (RawPeer each : peers) {
            soon().untilAsserted(() -> assertThat(each.receipts()).contains("1", "2", "3", "4", "5"));
        }
        assertThat(runs).hasValue(100);
    }

    @Test
    void manyThatCompleteElsewhereAtOnceAreAllRememberedAndConfirmed() throws Exception {
        Recording repository = new Recording();
        CamelContext context = contexts.create();
        context.getRegistry().bind("taken", repository);
        Semaphore gate = new Semaphore(0);
        Contexts.add(context, route -> {
            route.from(uri(Acknowledge.ON_COMPLETION) + "&maxInFlight=1").to("seda:other");
            route.from("seda:other?concurrentConsumers=20").process(exchange -> gate.acquire());
        });
        context.start();
        for (int number = 1; number <= 100; number++) {
            send(context, number, "no. " + number);
        }
        awaitCount(context, "bot", Event.RECEIVED, 100);
        assertThat(peer.receipts()).isEmpty();

        gate.release(100);

        soon().untilAsserted(() -> assertThat(peer.receipts()).hasSize(100));
        assertThat(repository.added).hasSize(100);
        assertThat(repository.threads).allSatisfy(thread -> assertThat(thread).contains("IpmsgConsumer"));
    }

    /** Remembers what it was asked, and fails if it is told to. */
    private static class Recording implements IdempotentRepository {
        final List<String> calls = new CopyOnWriteArrayList<>();
        final List<String> added = new CopyOnWriteArrayList<>();
        final List<String> threads = new CopyOnWriteArrayList<>();
        volatile boolean failing;
        volatile boolean failsToAdd;

        void called() {}

        private void call(String what) {
            calls.add(what);
            threads.add(Thread.currentThread().getName());
            called();
            if (failing || (failsToAdd && what.equals("add"))) {
                throw new IllegalStateException("the database is down, as the test wants");
            }
        }

        @Override
        public boolean add(String key) {
            call("add");
            boolean added = !this.added.contains(key);
            this.added.add(key);
            return added;
        }

        @Override
        public boolean contains(String key) {
            call("contains");
            return added.contains(key);
        }

        @Override
        public boolean remove(String key) {
            call("remove");
            return added.remove(key);
        }

        @Override
        public boolean confirm(String key) {
            call("confirm");
            return true;
        }

        @Override
        public void clear() {
            added.clear();
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}
    }
}
