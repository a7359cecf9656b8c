/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeOptions options;
    private final Transport transport;
    private final StateDirectory stateDirectory;
    private final PacketNumbers numbers;
    private final Executor workers;
    private final NodeParts parts;
    private final Timers timers;
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
        this.workers = environment.workers();
        this.timers = new Timers(transport.loop());
        PacketCodec codec = new PacketCodec(transport.localAddress().getPort());
        this.parts = NodeParts.assemble(options, environment, transport, codec, numbers);
        this.dispatcher = new Dispatcher(options, codec, transport, new AccessList(options, transport), parts);
    }

    /**
     * Takes the identity, binds the port and joins the network. Blocks until the port is bound.
     *
     * @param name of the node, for the names of its threads
     * @throws IOException if the identity or the port is in use, or the state directory cannot be written; the message
     *     names both sides and says what to do
     */
    public static Node open(String name, NodeOptions options, NodeEnvironment environment) throws IOException {
        StateDirectory stateDirectory = StateDirectory.open(environment.stateDirectory(), options.identity());
        @Nullable Transport transport = null;
        try {
            transport = environment.transports().open(name, options.bindAddress(), options.port());
            PacketNumbers numbers = PacketNumbers.open(
                    new FileNumberStore(stateDirectory), environment.clock(), transport.loop(), environment.workers());
            Node node = new Node(options, environment, transport, stateDirectory, numbers);
            transport.start(node.dispatcher);
            transport.loop().execute(node.parts.announcer()::join);
            LOG.info(
                    "'{}' joins as {} on {}",
                    options.nickname(),
                    options.identity(),
                    SocketAddresses.format(transport.localAddress()));
            return node;
        } catch (IOException | RuntimeException e) {
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

    /**
     * Sends a message to each of its recipients and waits for their receipts, without holding a thread.
     *
     * @return completes on a worker when every recipient has an outcome; fails with {@link RecipientException} if one
     *     could not be found, and then nothing was sent
     */
    public CompletionStage<DeliveryResult> send(OutboundMessage message) {
        return onLoop(() -> parts.outbox().send(message));
    }

    /** Everybody who is here now, ourselves excepted. Completes on a worker. */
    public CompletionStage<List<Member>> members() {
        return onLoop(() -> CompletableFuture.completedFuture(parts.members().all()));
    }

    /** From now on this handler is offered messages. */
    public void subscribe(MessageHandler handler) {
        transport.loop().execute(() -> parts.inbox().add(handler));
    }

    public void unsubscribe(MessageHandler handler) {
        runOnLoop(() -> parts.inbox().remove(handler));
    }

    /** Tells the sender that its message was opened, if it was sealed. */
    public void opened(InboundMessage message) {
        runOnLoop(() -> parts.readNotices().opened(message));
    }

    /** Runs something on a worker after a while, unless the node is closed before. */
    public void runLater(Duration delay, Runnable task) {
        runOnLoop(() -> timers.after(delay, () -> workers.execute(task)));
    }

    /**
     * Gives every pending send its outcome, says goodbye to the network and frees the port and the identity.
     *
     * @return completes when all is free, whatever went wrong on the way; the same one if called again
     */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closing = new CompletableFuture<>();
        @Nullable CompletableFuture<Void> earlier = closed.compareAndExchange(null, closing);
        if (earlier != null) {
            return earlier;
        }
        transport.loop().execute(() -> {
            parts.outbox().shutdown();
            parts.announcer()
                    .leave(() -> transport.close().whenComplete((gone, failure) -> {
                        release();
                        closing.complete(null);
                    }));
        });
        return closing;
    }

    private void release() {
        try (stateDirectory) {
            numbers.close();
        } catch (IOException e) {
            LOG.warn("Packet numbers that were not used are lost: {}", e.toString());
        }
        LOG.info("'{}' has left", options.nickname());
    }

    private void runOnLoop(Runnable task) {
        EventExecutor loop = transport.loop();
        if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    /** Asks the loop, and leaves its thread again before anybody else's code runs. */
    private <T> CompletionStage<T> onLoop(Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            transport.loop().execute(() -> {
                try {
                    question.get().whenComplete((value, failure) -> tell(answer, value, failure));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    new IllegalStateException("the node '" + options.nickname() + "' is closed", e));
        }
        return answer;
    }

    private <T> void tell(CompletableFuture<T> answer, T value, @Nullable Throwable failure) {
        workers.execute(() -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(
                        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure);
            }
        });
    }
}
