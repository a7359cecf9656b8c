/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One participant of an IP Messenger network: it joins when it is opened, sends and receives messages, and leaves when
 * it is closed.
 *
 * <p>Thread-safe: the only door to the rooms behind it, all of which live on the node's event loop. What it returns
 * completes on the workers that it was given.
 */
public final class Node {
    /** A node that stops does not wait for a disk or a database for longer. */
    static final Duration HELD_IS_STORED_WITHIN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeOptions options;
    private final Transport transport;
    private final StateDirectory stateDirectory;
    private final PacketNumbers numbers;
    private final FileHeldMessageStore heldMessages;
    private final LoopDoor door;
    private final NodeParts parts;
    private final Dispatcher dispatcher;
    private final AtomicReference<@Nullable CompletableFuture<Void>> closed = new AtomicReference<>();

    private Node(
            NodeOptions options,
            NodeEnvironment environment,
            Transport transport,
            StateDirectory stateDirectory,
            PacketNumbers numbers) {
        this.options = options;
        this.transport = transport;
        this.stateDirectory = stateDirectory;
        this.numbers = numbers;
        this.heldMessages = new FileHeldMessageStore(stateDirectory.resolve("held-messages"));
        this.door = new LoopDoor(transport.loop(), environment.callbacks());
        PacketCodec codec = new PacketCodec(transport.localAddress().getPort());
        this.parts = NodeParts.assemble(
                options,
                environment,
                transport,
                codec,
                numbers,
                new KnownMembersFile(stateDirectory.resolve("known-members")),
                environment.heldMessages() == null ? heldMessages : environment.heldMessages(),
                door);
        this.dispatcher = new Dispatcher(options, codec, transport, parts);
    }

    /**
     * Takes the identity, binds the port and joins the network. Blocks until the port is bound.
     *
     * @param name of the node, for the names of its threads
     * @throws IOException if the identity or the port is in use, or the state directory cannot be written; the message
     *     names both sides and says what to do
     */
    public static Node open(String name, NodeOptions options, NodeEnvironment environment) throws IOException {
        StateDirectory stateDirectory = StateDirectory.open(environment.stateDirectory(), options.identity(), name);
        @Nullable Transport transport = null;
        @Nullable Node node = null;
        try {
            transport = environment.transports().open(name, options.bindAddress(), options.port());
            PacketNumbers numbers = PacketNumbers.open(
                    new FileNumberStore(stateDirectory), environment.clock(), transport.loop(), environment.workers());
            node = new Node(options, environment, transport, stateDirectory, numbers);
            node.parts.heldSends().open();
            transport.start(node.dispatcher);
            node.door.run(node.parts.announcer()::join);
            node.door.run(node.parts.hostLists()::join);
            LOG.info(
                    "'{}' joins as {} on {}",
                    options.nickname(),
                    options.identity(),
                    SocketAddresses.format(transport.localAddress()));
            return node;
        } catch (Throwable e) {
            if (node != null) {
                node.putHeldMessagesAway();
            }
            if (transport != null) {
                transport.close();
            }
            stateDirectory.close();
            throw e;
        }
    }

    public NodeOptions options() {
        return options;
    }

    /** What is bound; the port is the real one if 0 was asked for. */
    public InetSocketAddress localAddress() {
        return transport.localAddress();
    }

    public NodeCounters counters() {
        return parts.counters();
    }

    /** How much this node holds just now. Completes on a callback thread. */
    public CompletionStage<NodeSizes> sizes() {
        return door.ask(() -> CompletableFuture.completedFuture(parts.sizes()));
    }

    /** How this node is just now. Completes on a callback thread. */
    public CompletionStage<NodeStatus> status() {
        return door.ask(() -> CompletableFuture.completedFuture(parts.status()));
    }

    /**
     * Whether a packet that this node sends to itself comes back.
     *
     * @return completes on a callback thread, with false if it has not within two seconds
     */
    public CompletionStage<Boolean> callItself() {
        return door.ask(() -> parts.selfCall().call());
    }

    /**
     * Sends a message to each of its recipients and, if that is asked for, waits for their confirmations, without
     * holding a thread.
     *
     * @return completes on a callback thread when every recipient has an outcome, or at once with what is pending if
     *     the message is not {@linkplain OutboundMessage#awaited() awaited}; fails with {@link RecipientException}
     *     if one could not be found, and then nothing was sent, or with IllegalStateException if the node is closed
     */
    public CompletionStage<DeliveryResult> send(OutboundMessage message) {
        return door.ask(() -> parts.outbox().send(message));
    }

    /**
     * How a send stands. Records are kept for an hour after the outcome, and bounded.
     *
     * @return completes on a callback thread; with status {@code UNKNOWN} if there is no such number, or no longer
     */
    public CompletionStage<DeliveryResult> confirmation(long packetNumber) {
        return door.ask(() -> CompletableFuture.completedFuture(parts.records().result(packetNumber)));
    }

    /**
     * How the last sends stand: those under way, held ones among them, and then those that have their outcome, of both the
     * last first.
     *
     * @param recipients when there are so many of them, all together, no further send is told; 0 or more
     * @return completes on a callback thread
     */
    public CompletionStage<List<DeliveryResult>> latest(int recipients) {
        return door.ask(() -> CompletableFuture.completedFuture(parts.records().latest(recipients)));
    }

    /** Everybody who is here now, ourselves excepted. Completes on a callback thread. */
    public CompletionStage<List<Member>> members() {
        return door.ask(() -> CompletableFuture.completedFuture(parts.members().all()));
    }

    /** Asks everybody to answer, now; no more than once a second. Completes on a callback thread. */
    public CompletionStage<Void> refresh() {
        return onLoop(parts.announcer()::refreshNow);
    }

    /**
     * From now on we are away, until {@link #present} or the end of the node.
     *
     * @param text told to whoever asks or writes; its first line is shown behind the nickname
     * @return completes on a callback thread; fails with IllegalArgumentException if the text is too long
     */
    public CompletionStage<Void> absent(String text) {
        return onLoop(() -> {
            parts.absence().begin(text);
            parts.announcer().absenceChanged();
        });
    }

    /** From now on we are here. Completes on a callback thread. */
    public CompletionStage<Void> present() {
        return onLoop(() -> {
            parts.absence().end();
            parts.announcer().absenceChanged();
        });
    }

    /**
     * Asks one member something.
     *
     * @param policy how long an answer is waited for and how often the question is repeated
     * @return completes on a callback thread, without a text if no answer came in time; fails with
     *     {@link RecipientException} if that member could not be found
     */
    public CompletionStage<Answer> ask(
            Question question, Recipient member, Duration resolveTimeout, DeliveryPolicy policy) {
        return door.ask(() -> {
            Instant startedAt = parts.clock().instant();
            return parts.resolver()
                    .resolve(List.of(member), resolveTimeout, false)
                    .thenCompose(found -> parts.queries().ask(question, found.get(0), policy, startedAt));
        });
    }

    private CompletionStage<Void> onLoop(Runnable action) {
        return door.ask(() -> {
            action.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * From now on this handler is offered messages.
     *
     * @return completes when the next one will be offered to it
     */
    public CompletionStage<Void> subscribe(MessageHandler handler) {
        return onLoop(() -> parts.inbox().add(handler));
    }

    /**
     * From now on this handler is offered no more messages.
     *
     * @return completes when it has been offered its last
     */
    public CompletionStage<Void> unsubscribe(MessageHandler handler) {
        return onLoop(() -> parts.inbox().remove(handler));
    }

    /** From now on this listener is told what happens, beginning with who is here already. */
    public void subscribe(NodeListener listener) {
        door.run(() -> parts.listeners().add(listener, parts.members().all()));
    }

    /** From now on this listener is told nothing more. */
    public void unsubscribe(NodeListener listener) {
        door.run(() -> parts.listeners().remove(listener));
    }

    /** Tells the sender that its message was opened, if it was sealed; once, however many have opened it. */
    public void opened(InboundMessage message) {
        door.run(() -> parts.readNotices().opened(message.id()));
    }

    /**
     * The same for a message of which only the id is at hand.
     *
     * @return completes on a callback thread; fails with IllegalArgumentException if this node has given no message
     *     that id, or has forgotten it
     */
    public CompletionStage<Void> open(String messageId) {
        return onLoop(() -> parts.inbox().opened(messageId));
    }

    /**
     * Sends what a route says back to somebody who has written to us.
     *
     * @param question what it replies to
     * @param perMinute how many replies may go to one IP address
     * @return completes on a callback thread as {@link #send} does; empty if the address has had its share
     */
    public CompletionStage<Optional<DeliveryResult>> reply(
            InboundMessage question, OutboundMessage reply, int perMinute) {
        return door.ask(() -> parts.replies().send(question, reply, perMinute));
    }

    /** A route that might have replied says nothing back. */
    public void noReply(InboundMessage question) {
        door.run(() -> parts.replies().none(question));
    }

    /** Runs something on a callback thread after a while, unless the node is closed before. */
    public void runLater(Duration delay, Runnable task) {
        door.runLater(delay, task);
    }

    /**
     * Gives every pending send its outcome, makes sure that what is held is stored, says goodbye to the network and frees
     * the port and the identity.
     *
     * @return completes when all is free, whatever went wrong on the way; the same one if called again
     */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closing = new CompletableFuture<>();
        @Nullable CompletableFuture<Void> earlier = closed.compareAndExchange(null, closing);
        if (earlier != null) {
            return earlier;
        }
        door.run(() -> leave(() -> transport.close().whenComplete((gone, failure) -> {
            try {
                release();
            } finally {
                closing.complete(null);
                door.end();
            }
        })));
        return closing;
    }

    private void leave(Runnable done) {
        try {
            parts.outbox().shutdown();
            parts.queries().shutdown();
            parts.hostLists().shutdown();
            parts.readNotices().shutdown();
            parts.receipts().shutdown();
            parts.mender().shutdown();
            numbers.shutdown();
            parts.waitingRoom()
                    .shutdown(HELD_IS_STORED_WITHIN, () -> parts.announcer().leave(done));
        } catch (RuntimeException e) {
            LOG.error("'{}' leaves without saying goodbye", options.nickname(), e);
            done.run();
        }
    }

    private void release() {
        putHeldMessagesAway();
        try (stateDirectory) {
            parts.knownMembers().close();
            numbers.close();
        } catch (IOException e) {
            LOG.warn("Packet numbers that were not used are lost: {}", e.toString());
        }
        LOG.info("'{}' has left", options.nickname());
    }

    private void putHeldMessagesAway() {
        try {
            heldMessages.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Trouble while putting held messages away: {}", e.toString());
        }
    }
}
