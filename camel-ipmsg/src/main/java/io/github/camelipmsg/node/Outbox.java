/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The way of a message out of the node, in the order of its steps: find the recipients, take one number for all of
 * them, have a copy sealed for each, and let {@link DeliveryTracker} see to it that it arrives.
 *
 * <p>Confined to the loop.
 */
final class Outbox {
    /** So many characters make no datagram that is too long for anybody, whatever the charset and our names. */
    private static final int FITS_ANYWHERE = 1_900;

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Executor workers;
    private final RecipientResolver resolver;
    private final PacketSender packets;
    private final Sealer sealer;
    private final DeliveryTracker deliveries;
    private final WaitingRoom waitingRoom;
    private final AnswerBudget budget;
    private final Outcomes outcomes;
    private final Set<Cutting> beingCut = new LinkedHashSet<>();
    private CompletableFuture<List<Addressed>> lastCut = CompletableFuture.completedFuture(List.of());
    private boolean closed;

    Outbox(
            NodeEnvironment environment,
            EventExecutor loop,
            RecipientResolver resolver,
            PacketSender packets,
            Sealer sealer,
            DeliveryTracker deliveries,
            WaitingRoom waitingRoom,
            AnswerBudget budget,
            Outcomes outcomes) {
        this.clock = environment.steadyClock();
        this.workers = environment.workers();
        this.loop = loop;
        this.resolver = resolver;
        this.packets = packets;
        this.sealer = sealer;
        this.deliveries = deliveries;
        this.waitingRoom = waitingRoom;
        this.budget = budget;
        this.outcomes = outcomes;
    }

    /**
     * Sends to every recipient, or to none if one cannot be found.
     *
     * @return completes on the loop when every recipient has an outcome or the message is held for it, or, if that is
     *     not awaited, when it has its number; fails with {@link RecipientException}
     */
    CompletionStage<DeliveryResult> send(OutboundMessage message) {
        assert loop.inEventLoop();
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The node is closed"));
        }
        Instant startedAt = clock.instant();
        return resolver.resolve(
                        message.recipients(),
                        message.resolveTimeout(),
                        message.policy().holds())
                .thenCompose(destinations -> cut(message, destinations))
                .thenCompose(addressed -> sendTo(addressed, message, startedAt))
                .exceptionallyCompose(failure -> ended(message, failure, startedAt));
    }

    /** A stop is the fault of no name: whoever was meant has an outcome, as all that a stop cuts short. */
    private CompletionStage<DeliveryResult> ended(OutboundMessage message, Throwable failure, Instant startedAt) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof NodeStoppedException stopped
                ? CompletableFuture.completedFuture(DeliveryResult.stopped(
                        message, Duration.between(startedAt, clock.instant()), String.valueOf(stopped.getMessage())))
                : CompletableFuture.failedFuture(cause);
    }

    /** The node stops: everything that is still on its way gets an outcome now. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        resolver.shutdown();
        List.copyOf(beingCut)
                .forEach(cutting -> cutting.result.completeExceptionally(new NodeStoppedException(
                        "the node was stopped while its text was cut into parts; nothing was sent")));
        waitingRoom.close();
        deliveries.shutdown();
    }

    /** What one recipient gets: mostly one text. */
    private record Addressed(Destination to, List<String> texts) {}

    /** What is cut on a worker just now. */
    private static final class Cutting {
        final CompletableFuture<List<Addressed>> result;

        Cutting(CompletableFuture<List<Addressed>> result) {
            this.result = result;
        }
    }

    /** Completes on the loop, in order of asking: what is cut faster must not overtake what was sent before. */
    private CompletionStage<List<Addressed>> cut(OutboundMessage message, List<Destination> destinations) {
        boolean toStranger =
                message.policy().answer() && destinations.stream().anyMatch(to -> budget.isStranger(to.address()));
        int shortest = toStranger ? AnswerBudget.MAX_BYTES : Integer.MAX_VALUE;
        CompletableFuture<List<Addressed>> cut;
        if (message.oversize() == Oversize.REJECT || (message.text().length() <= FITS_ANYWHERE && !toStranger)) {
            List<String> whole = List.of(message.text());
            cut = CompletableFuture.completedFuture(
                    destinations.stream().map(to -> new Addressed(to, whole)).toList());
        } else {
            cut = CompletableFuture.supplyAsync(
                            () -> destinations.stream()
                                    .map(to -> new Addressed(
                                            to, sealer.parts(message, to, destinations.size() > 1, shortest)))
                                    .toList(),
                            workers)
                    .thenApplyAsync(Function.identity(), loop);
            Cutting cutting = new Cutting(cut);
            beingCut.add(cutting);
            CompletableFuture<?> unused = cut.whenComplete((parts, failure) -> beingCut.remove(cutting));
        }
        CompletableFuture<List<Addressed>> inTurn =
                lastCut.exceptionally(failure -> List.of()).thenCompose(before -> cut);
        lastCut = inTurn;
        return inTurn;
    }

    private CompletionStage<DeliveryResult> sendTo(
            List<Addressed> addressed, OutboundMessage message, Instant startedAt) {
        Sending sending = new Sending(addressed, message, startedAt);
        sending.nextParts();
        return message.awaited() ? sending.send.concluded : sending.numbered;
    }

    /** Takes one number after the other, and sends that part of everybody's copy under it. Confined to the loop. */
    private final class Sending {
        final Send send;
        final CompletableFuture<DeliveryResult> numbered = new CompletableFuture<>();
        private final List<Addressed> addressed;
        private final OutboundMessage message;
        private final List<Send.Copy> copies = new ArrayList<>();
        private final int parts;
        private int part;
        private boolean looping;
        private boolean waits; // for a number

        Sending(List<Addressed> addressed, OutboundMessage message, Instant startedAt) {
            this.addressed = addressed;
            this.message = message;
            this.send = new Send(startedAt, message.policy(), outcomes);
            addressed.forEach(
                    each -> copies.add(send.copyFor(each.to(), each.texts().size())));
            this.parts =
                    copies.stream().mapToInt(Send.Copy::expectedParts).max().orElseThrow();
        }

        /** Mostly a number is given at once, and then the next part follows here: a text may have very many. */
        void nextParts() {
            looping = true;
            do {
                waits = true;
                if (closed) {
                    refuse(new IllegalStateException("the node was stopped"));
                } else {
                    packets.number(this::send, this::refuse);
                }
            } while (!waits && part < parts);
            looping = false;
        }

        private void send(long number) {
            waits = false;
            if (part == 0) {
                send.numbered(number);
                outcomes.records().add(send);
            }
            List<Transmission> next = new ArrayList<>();
            for (int i = 0; i < copies.size(); i++) {
                if (!copies.get(i).isComplete()) {
                    Addressed recipient = addressed.get(i);
                    String text = recipient.texts().get(part);
                    Content content = Content.of(message, text, recipient.to(), copies.size() > 1);
                    next.add(copies.get(i).nextPart(number, content));
                }
            }
            next.forEach(deliveries::add); // before any is sealed: turns come in order of numbers
            next.stream()
                    .filter(transmission -> transmission.state == DeliveryState.WAITING_TURN)
                    .forEach(sealer::seal);
            part++;
            if (part == parts) {
                numbered.complete(send.result(clock.instant()));
            } else if (!looping) {
                nextParts();
            }
        }

        private void refuse(Exception refused) {
            for (Send.Copy copy : copies) {
                if (!copy.isComplete()) {
                    copy.refuse(
                            closed ? DeliveryStatus.UNCONFIRMED : DeliveryStatus.FAILED,
                            closed ? Cause.SHUTDOWN : Cause.STATE_DIRECTORY,
                            "there is no packet number for it: " + refused.getMessage(),
                            clock.instant());
                    waitingRoom.refused(copy);
                }
            }
            numbered.complete(send.result(clock.instant()));
        }
    }
}
