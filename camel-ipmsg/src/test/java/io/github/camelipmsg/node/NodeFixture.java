/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.simulation.SimulatedHost;
import io.github.camelipmsg.simulation.SimulatedWorkers;
import io.github.camelipmsg.simulation.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One open node, with what a test wants to know of it and to do with it. */
final class NodeFixture {
    private static final Duration ANSWER_COMES_WITHIN = Duration.ofMinutes(2);

    final Node node;
    final SimulatedWorkers workers;
    private final Simulation simulation;
    private final SimulatedHost host;

    NodeFixture(Simulation simulation, Node node, SimulatedHost host, SimulatedWorkers workers) {
        this.simulation = simulation;
        this.node = node;
        this.host = host;
        this.workers = workers;
    }

    /** Where others see it. */
    InetSocketAddress address() {
        return new InetSocketAddress(host.address(), node.localAddress().getPort());
    }

    CompletableFuture<DeliveryResult> send(Draft draft) {
        return node.send(draft.message()).toCompletableFuture();
    }

    /** Sends, and leaves the outcome to itself. */
    void begins(Draft draft) {
        CompletableFuture<DeliveryResult> unused = send(draft);
    }

    DeliveryResult await(CompletableFuture<DeliveryResult> sent) {
        return simulation.await(sent, ANSWER_COMES_WITHIN);
    }

    /** Sends and waits for the outcome. */
    DeliveryResult deliver(Draft draft) {
        return await(send(draft));
    }

    /** Sends to one recipient and waits for what became of it. */
    Delivery deliverOne(Draft draft) {
        List<Delivery> deliveries = deliver(draft).deliveries();
        assertThat(deliveries).hasSize(1);
        return deliveries.get(0);
    }

    /** Sends and waits for the failure of the whole send. */
    Throwable fails(Draft draft) {
        Throwable thrown = catchThrowable(() -> deliver(draft));
        assertThat(thrown).as("a failure").isInstanceOf(CompletionException.class);
        return thrown.getCause();
    }

    /** How that send stands. */
    DeliveryResult confirmation(long number) {
        return simulation.await(node.confirmation(number), ANSWER_COMES_WITHIN);
    }

    List<Member> members() {
        return simulation.await(node.members(), ANSWER_COMES_WITHIN);
    }

    List<String> nicknames() {
        return members().stream().map(Member::nickname).toList();
    }

    Member member(String nickname) {
        return members().stream()
                .filter(member -> member.nickname().equals(nickname))
                .findFirst()
                .orElseThrow(() -> new AssertionError(nickname + " is not among " + members()));
    }

    /** From now on it accepts whatever comes. */
    Mailbox mailbox() {
        Mailbox mailbox = new Mailbox();
        node.subscribe(mailbox);
        simulation.settle();
        return mailbox;
    }

    long count(Event event) {
        return node.counters().total(event);
    }

    void close() {
        simulation.await(node.close(), Duration.ofSeconds(2));
    }
}
