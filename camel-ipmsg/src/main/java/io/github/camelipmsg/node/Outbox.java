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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    private final EventExecutor loop;
    private final LoopDoor door;
    private final InstantSource clock;
    private final Executor workers;
    private final NodeOptions options;
    private final RecipientResolver resolver;
    private final PacketSender packets;
    private final Envelope envelope;
    private final DeliveryTracker deliveries;
    private final Occasionally failures;
    private boolean closed;

    Outbox(
            NodeOptions options,
            NodeEnvironment environment,
            EventExecutor loop,
            LoopDoor door,
            RecipientResolver resolver,
            PacketSender packets,
            Envelope envelope,
            DeliveryTracker deliveries) {
        this.options = options;
        this.clock = environment.steadyClock();
        this.workers = environment.workers();
        this.loop = loop;
        this.door = door;
        this.resolver = resolver;
        this.packets = packets;
        this.envelope = envelope;
        this.deliveries = deliveries;
        this.failures = new Occasionally(clock);
    }

    /**
     * Sends to every recipient, or to none if one cannot be found.
     *
     * @return completes on the loop when every recipient has an outcome; fails with {@link RecipientException}
     */
    CompletionStage<DeliveryResult> send(OutboundMessage message) {
        assert loop.inEventLoop();
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The node is closed"));
        }
        Instant startedAt = clock.instant();
        return resolver.resolve(message.recipients(), message.resolveTimeout())
                .thenCompose(destinations -> sendTo(destinations, message, startedAt));
    }

    /** The node stops: everything that is still on its way gets an outcome now. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        resolver.shutdown();
        deliveries.shutdown();
    }

    private CompletionStage<DeliveryResult> sendTo(
            List<Destination> destinations, OutboundMessage message, Instant startedAt) {
        Outcomes outcomes = new Outcomes(destinations.size());
        packets.number(
                number -> {
                    outcomes.numbered(number);
                    List<Transmission> transmissions = new ArrayList<>();
                    for (Destination to : destinations) {
                        transmissions.add(new Transmission(to, message, number, startedAt, outcomes.next()));
                    }
                    transmissions.forEach(deliveries::add); // before any is sealed: turns come in order of numbers
                    transmissions.forEach(this::sealOnWorker);
                },
                refused -> destinations.forEach(to -> outcomes.next().accept(unnumbered(to, startedAt, refused))));
        return outcomes.result;
    }

    private void sealOnWorker(Transmission transmission) {
        try {
            workers.execute(() -> {
                try {
                    seal(transmission);
                } catch (RuntimeException e) {
                    fail(transmission, e);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(transmission, e);
        }
    }

    private void fail(Transmission transmission, RuntimeException cause) {
        door.run(() -> {
            failures.run(() -> LOG.error("Cannot seal a message to {}", transmission.destination, cause));
            deliveries.failed(transmission, Cause.OVERLOAD, "it could not be sealed: " + cause);
        });
    }

    /** On a worker: makes the bytes that this recipient gets, or says why it cannot get them. */
    private void seal(Transmission transmission) {
        Destination to = transmission.destination;
        String text = transmission.message.text();
        Charset charset = to.charsetFor(text, options.charset());
        if (options.unmappable() == Unmappable.REJECT && !PacketCodec.carries(charset, text)) {
            reject(transmission, Cause.UNMAPPABLE, unmappable(to, text, charset));
            return;
        }
        Packet packet = packets.packet(transmission.number, command(transmission, charset), Body.Text.of(text));
        byte[] bytes = packets.encode(envelope.seal(packet, to));
        int limit = to.clientKind().datagramLimit() - RetryPolicy.PADDING;
        if (bytes.length > limit) {
            reject(
                    transmission,
                    Cause.TOO_LONG,
                    "the message makes a datagram of " + bytes.length + " bytes, but " + to + " can take only " + limit
                            + "; send it in parts");
            return;
        }
        door.run(() -> deliveries.sealed(transmission, bytes));
    }

    private void reject(Transmission transmission, Cause cause, String detail) {
        door.run(() -> deliveries.rejected(transmission, cause, detail));
    }

    private static CommandWord command(Transmission transmission, Charset charset) {
        CommandWord command = CommandWord.of(Command.SENDMSG);
        for (MessageOption option : transmission.message.options()) {
            command = command.with(option);
        }
        if (transmission.message.confirmed()) {
            command = command.with(MessageOption.SENDCHECKOPT);
        }
        if (charset.equals(StandardCharsets.UTF_8)) {
            command = command.with(MessageOption.UTF8OPT);
        }
        return transmission
                        .destination
                        .knownMember()
                        .filter(Member::understandsUtf8)
                        .isPresent()
                ? command.with(MessageOption.CAPUTF8OPT)
                : command;
    }

    private static String unmappable(Destination to, String text, Charset charset) {
        String missing = text.codePoints()
                .filter(character -> !PacketCodec.carries(charset, Character.toString(character)))
                .mapToObj(character ->
                        String.format(Locale.ROOT, "%s (U+%04X)", Character.toString(character), character))
                .findFirst()
                .orElse("some character of it");
        return to + " reads " + charset.name() + ", which has no " + missing
                + "; take it out of the text, or set unmappable=REPLACE";
    }

    private Delivery unnumbered(Destination to, Instant startedAt, Exception refused) {
        return new Delivery(
                to.address(),
                to.member(),
                List.of(),
                closed ? DeliveryStatus.UNCONFIRMED : DeliveryStatus.FAILED,
                0,
                Duration.between(startedAt, clock.instant()),
                closed ? Cause.SHUTDOWN : Cause.STATE_DIRECTORY,
                "there is no packet number for it: " + refused.getMessage());
    }

    /** Collects one outcome for each recipient, in the order of the recipients. Confined to the loop. */
    private static final class Outcomes {
        final CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        private final @Nullable Delivery[] deliveries;
        private long packetNumber;
        private int asked;
        private int told;

        Outcomes(int recipients) {
            this.deliveries = new Delivery[recipients];
        }

        void numbered(long number) {
            packetNumber = number;
        }

        /** For the next recipient. */
        Consumer<Delivery> next() {
            int index = asked++;
            return delivery -> {
                deliveries[index] = delivery;
                if (++told == deliveries.length) {
                    result.complete(new DeliveryResult(packetNumber, Arrays.asList(deliveries)));
                }
            };
        }
    }
}
