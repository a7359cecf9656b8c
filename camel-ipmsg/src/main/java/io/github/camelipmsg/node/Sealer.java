/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the bytes that one recipient gets, for that recipient as it is now, on a worker, and hands them to
 * {@link DeliveryTracker}; or says why it cannot get them. Confined to the loop, except where it says otherwise.
 */
final class Sealer {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

    private final EventExecutor loop;
    private final LoopDoor door;
    private final Executor workers;
    private final Unmappable unmappable;
    private final PacketSender packets;
    private final PeerCharsets charsets;
    private final Envelope envelope;
    private final DeliveryTracker deliveries;
    private final Occasionally failures;

    Sealer(
            NodeOptions options,
            NodeEnvironment environment,
            EventExecutor loop,
            LoopDoor door,
            PacketSender packets,
            PeerCharsets charsets,
            Envelope envelope,
            DeliveryTracker deliveries) {
        this.loop = loop;
        this.door = door;
        this.workers = environment.workers();
        this.unmappable = options.unmappable();
        this.packets = packets;
        this.charsets = charsets;
        this.envelope = envelope;
        this.deliveries = deliveries;
        this.failures = new Occasionally(environment.steadyClock());
    }

    /** What a worker needs to make the bytes of one transmission. */
    private record Sealing(Transmission transmission, long number, Content content, Destination to) {}

    void seal(Transmission transmission) {
        assert loop.inEventLoop();
        if (transmission.content == null) {
            return; // it is settled already
        }
        Sealing sealing =
                new Sealing(transmission, transmission.number, transmission.content, transmission.destination);
        try {
            workers.execute(() -> {
                try {
                    seal(sealing);
                } catch (RuntimeException e) {
                    fail(sealing, e);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(sealing, e);
        }
    }

    /**
     * Cuts a text into parts that this recipient can take. On a worker.
     *
     * @param atMost bytes of a datagram
     * @return the whole text if it cannot be cut, which is then rejected for its length
     */
    List<String> parts(OutboundMessage message, Destination to, boolean several, int atMost) {
        String text = Body.Text.of(message.text()).text();
        Charset charset = charsets.toWrite(text, to);
        CommandWord command = command(Content.of(message, "", to, several), to, charset);
        Packet empty = packets.packet(PacketNumbers.LAST, command, Body.Text.of(""));
        int room = Math.min(limit(to), atMost - RetryPolicy.PADDING)
                - packets.encode(envelope.seal(empty, to), charset).length;
        List<String> parts = MessageParts.of(text, charset, room);
        return parts.isEmpty() ? List.of(text) : parts;
    }

    private void fail(Sealing sealing, RuntimeException cause) {
        door.run(() -> {
            failures.run(() -> LOG.error("Cannot seal a message to {}", sealing.to(), cause));
            deliveries.notSealed(sealing.transmission(), sealing.to(), cause);
        });
    }

    /** On a worker. */
    private void seal(Sealing sealing) {
        Destination to = sealing.to();
        String text = sealing.content().text();
        Charset charset = charsets.toWrite(text, to);
        if (unmappable == Unmappable.REJECT && !PacketCodec.carries(charset, text)) {
            reject(
                    sealing,
                    Cause.UNMAPPABLE,
                    PeerCharsets.lack(to, text, charset) + "; take it out of the text, or set unmappable=REPLACE");
            return;
        }
        CommandWord command = command(sealing.content(), to, charset);
        byte[] bytes = packets.encode(
                envelope.seal(packets.packet(sealing.number(), command, Body.Text.of(text)), to), charset);
        if (bytes.length > limit(to)) {
            reject(
                    sealing,
                    Cause.TOO_LONG,
                    "the message makes a datagram of " + bytes.length + " bytes, but " + to + " can take only "
                            + limit(to) + "; send it in parts, or set oversize=SPLIT");
            return;
        }
        door.run(() -> deliveries.sealed(sealing.transmission(), sealing.to(), bytes));
    }

    private void reject(Sealing sealing, Cause cause, String detail) {
        door.run(() -> deliveries.rejected(sealing.transmission(), sealing.to(), cause, detail));
    }

    private static int limit(Destination to) {
        return to.clientKind().datagramLimit() - RetryPolicy.PADDING;
    }

    private static CommandWord command(Content content, Destination to, Charset charset) {
        CommandWord command = content.command();
        if (charset.equals(StandardCharsets.UTF_8)) {
            command = command.with(MessageOption.UTF8OPT);
        }
        boolean utf8 = to.knownMember().filter(Member::understandsUtf8).isPresent();
        return utf8 ? command.with(MessageOption.CAPUTF8OPT) : command;
    }
}
