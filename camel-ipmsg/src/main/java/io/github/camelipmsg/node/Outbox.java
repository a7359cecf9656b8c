/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message out of the node, in the order of its steps: find the recipients, take one number for all of
 * them, seal a copy for each, and let {@link DeliveryTracker} see to it that it arrives.
 *
 * <p>Confined to the loop; {@link #seal} runs on workers.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** So many characters make no datagram that is too long for anybody, whatever the charset and our names. */
    private static final int FITS_ANYWHERE = 1_900;

    private final EventExecutor loop;
    private final LoopDoor door;
    private final InstantSource clock;
    private final Executor workers;
    private final NodeOptions options;
    private final RecipientResolver resolver;
    private final PacketSender packets;
    private final PeerCharsets charsets;
    private final Envelope envelope;
    private final DeliveryTracker deliveries;
    private final DeliveryRecords records;
    private final AnswerBudget budget;
    private final NodeListeners listeners;
    private final Occasionally failures;
    private CompletableFuture<List<Addressed>> lastCut = CompletableFuture.completedFuture(List.of());
    private boolean closed;

    Outbox(
            NodeOptions options,
            NodeEnvironment environment,
            EventExecutor loop,
            LoopDoor door,
            RecipientResolver resolver,
            PacketSender packets,
            PeerCharsets charsets,
            Envelope envelope,
            DeliveryTracker deliveries,
            DeliveryRecords records,
            AnswerBudget budget,
            NodeListeners listeners) {
        this.options = options;
        this.clock = environment.steadyClock();
        this.workers = environment.workers();
        this.loop = loop;
        this.door = door;
        this.resolver = resolver;
        this.packets = packets;
        this.charsets = charsets;
        this.envelope = envelope;
        this.deliveries = deliveries;
        this.records = records;
        this.budget = budget;
        this.listeners = listeners;
        this.failures = new Occasionally(clock);
    }

    /**
     * Sends to every recipient, or to none if one cannot be found.
     *
     * @return completes on the loop when every recipient has an outcome, or, if that is not awaited, when it has its
     *     number; fails with {@link RecipientException}
     */
    CompletionStage<DeliveryResult> send(OutboundMessage message) {
        assert loop.inEventLoop();
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The node is closed"));
        }
        Instant startedAt = clock.instant();
        return resolver.resolve(message.recipients(), message.resolveTimeout())
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
        deliveries.shutdown();
    }

    /** What one recipient gets: mostly one text. */
    private record Addressed(Destination to, List<String> texts) {}

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
                                    .map(to -> new Addressed(to, parts(message, to, shortest)))
                                    .toList(),
                            workers)
                    .thenApplyAsync(Function.identity(), loop);
        }
        CompletableFuture<List<Addressed>> inTurn =
                lastCut.exceptionally(failure -> List.of()).thenCompose(before -> cut);
        lastCut = inTurn;
        return inTurn;
    }

    /** On a worker: the whole text if it cannot be cut, which is then rejected for its length. */
    private List<String> parts(OutboundMessage message, Destination to, int atMost) {
        String text = Body.Text.of(message.text()).text();
        Charset charset = charsets.toWrite(text, to);
        Packet empty = packets.packet(PacketNumbers.LAST, command(message, to, charset, true), Body.Text.of(""));
        int room = Math.min(limit(to), atMost - RetryPolicy.PADDING)
                - packets.encode(envelope.seal(empty, to), charset).length;
        List<String> parts = MessageParts.of(text, charset, room);
        return parts.isEmpty() ? List.of(text) : parts;
    }

    private CompletionStage<DeliveryResult> sendTo(
            List<Addressed> addressed, OutboundMessage message, Instant startedAt) {
        Sending sending = new Sending(addressed, message, startedAt);
        sending.nextParts();
        return message.awaited() ? sending.send.settled : sending.numbered;
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
            this.send = new Send(startedAt, message.policy(), Outbox.this::changed);
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
                records.add(send);
            }
            List<Sealing> sealings = new ArrayList<>();
            for (int i = 0; i < copies.size(); i++) {
                if (!copies.get(i).isComplete()) {
                    Transmission transmission = copies.get(i).nextPart(number);
                    String text = addressed.get(i).texts().get(part);
                    deliveries.add(transmission); // before any is sealed: turns come in order of numbers
                    sealings.add(new Sealing(transmission, text, message, copies.size() > 1));
                }
            }
            sealings.forEach(Outbox.this::sealOnWorker);
            part++;
            if (part == parts) {
                numbered.complete(send.result(clock.instant()));
            } else if (!looping) {
                nextParts();
            }
        }

        private void refuse(Exception refused) {
            copies.stream()
                    .filter(copy -> !copy.isComplete())
                    .forEach(copy -> copy.refuse(
                            closed ? DeliveryStatus.UNCONFIRMED : DeliveryStatus.FAILED,
                            closed ? Cause.SHUTDOWN : Cause.STATE_DIRECTORY,
                            "there is no packet number for it: " + refused.getMessage(),
                            clock.instant()));
            numbered.complete(send.result(clock.instant()));
        }
    }

    /** A recipient has an outcome, the first or a better one. */
    private void changed(Send send, Delivery delivery) {
        if (send.isSettled()) {
            records.settled(send);
        }
        listeners.delivered(send.number(), delivery);
    }

    /** What a worker needs to make the bytes of one transmission. */
    private record Sealing(Transmission transmission, String text, OutboundMessage message, boolean multicast) {}

    private void sealOnWorker(Sealing sealing) {
        try {
            workers.execute(() -> {
                try {
                    seal(sealing);
                } catch (RuntimeException e) {
                    fail(sealing.transmission(), e);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(sealing.transmission(), e);
        }
    }

    private void fail(Transmission transmission, RuntimeException cause) {
        door.run(() -> {
            failures.run(() -> LOG.error("Cannot seal a message to {}", transmission.destination, cause));
            deliveries.failed(transmission, Cause.OVERLOAD, "it could not be sealed: " + cause);
        });
    }

    /** On a worker: makes the bytes that this recipient gets, or says why it cannot get them. */
    private void seal(Sealing sealing) {
        Transmission transmission = sealing.transmission();
        Destination to = transmission.destination;
        String text = sealing.text();
        Charset charset = charsets.toWrite(text, to);
        if (options.unmappable() == Unmappable.REJECT && !PacketCodec.carries(charset, text)) {
            reject(
                    transmission,
                    Cause.UNMAPPABLE,
                    PeerCharsets.lack(to, text, charset) + "; take it out of the text, or set unmappable=REPLACE");
            return;
        }
        CommandWord command = command(sealing.message(), to, charset, sealing.multicast());
        byte[] bytes = packets.encode(
                envelope.seal(packets.packet(transmission.number, command, Body.Text.of(text)), to), charset);
        if (bytes.length > limit(to)) {
            reject(
                    transmission,
                    Cause.TOO_LONG,
                    "the message makes a datagram of " + bytes.length + " bytes, but " + to + " can take only "
                            + limit(to) + "; send it in parts, or set oversize=SPLIT");
            return;
        }
        door.run(() -> deliveries.sealed(transmission, bytes));
    }

    private void reject(Transmission transmission, Cause cause, String detail) {
        door.run(() -> deliveries.rejected(transmission, cause, detail));
    }

    private static int limit(Destination to) {
        return to.clientKind().datagramLimit() - RetryPolicy.PADDING;
    }

    private static CommandWord command(OutboundMessage message, Destination to, Charset charset, boolean multicast) {
        CommandWord command = CommandWord.of(Command.SENDMSG);
        for (MessageOption option : message.options()) {
            command = command.with(option);
        }
        if (to.broadcast()) {
            command = command.with(MessageOption.BROADCASTOPT);
        } else if (message.policy().confirmed()) {
            command = command.with(MessageOption.SENDCHECKOPT);
        }
        if (message.policy().awaitsReading()) {
            command = command.with(MessageOption.SECRETOPT, MessageOption.READCHECKOPT);
        }
        if (multicast && !to.broadcast()) {
            command = command.with(MessageOption.MULTICASTOPT);
        }
        if (charset.equals(StandardCharsets.UTF_8)) {
            command = command.with(MessageOption.UTF8OPT);
        }
        boolean utf8 = to.knownMember().filter(Member::understandsUtf8).isPresent();
        return utf8 ? command.with(MessageOption.CAPUTF8OPT) : command;
    }
}
