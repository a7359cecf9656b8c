/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.NodeEnvironment;
import io.github.camelipmsg.node.NodeOptions;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.spi.ExecutorServiceManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node for each name, shared by the endpoints of that name and counted: it joins with the first consumer or producer
 * that starts and leaves after the last, a while later, so that producers which come and go do not make it flap, or when
 * another needs its port or identity.
 *
 * <p>Thread-safe: a lock guards the table. It is held while a node is opened and closed, which may take a second; no
 * message waits for it.
 */
final class SharedNodes {
    static final Duration LINGER = Duration.ofSeconds(30);
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(SharedNodes.class);

    private final IpmsgComponent component;
    private final Map<String, Set<IpmsgEndpoint>> endpoints = new LinkedHashMap<>(); // by node name
    private final Map<String, Shared> open = new LinkedHashMap<>(); // by node name

    private static final class Shared {
        final Node node;
        final NodeSettings settings;
        final ExecutorService workers;
        final ExecutorService callbacks;
        int users;
        long uses; // tells a node that is used again from one that is not, when the time to leave has come

        Shared(Node node, NodeSettings settings, ExecutorService workers, ExecutorService callbacks) {
            this.node = node;
            this.settings = settings;
            this.workers = workers;
            this.callbacks = callbacks;
        }
    }

    SharedNodes(IpmsgComponent component) {
        this.component = component;
    }

    /** This endpoint is there; its node options count from now on. */
    synchronized void declare(IpmsgEndpoint endpoint) {
        endpoints
                .computeIfAbsent(endpoint.getName(), name -> new LinkedHashSet<>())
                .add(endpoint);
    }

    synchronized void withdraw(IpmsgEndpoint endpoint) {
        endpoints.computeIfPresent(endpoint.getName(), (name, all) -> {
            all.remove(endpoint);
            return all.isEmpty() ? null : all;
        });
    }

    /**
     * The node of this endpoint, opened if need be. Give it back by {@link #release}.
     *
     * @throws IOException if its port or identity is in use, or its state directory cannot be written
     * @throws IllegalArgumentException if its options contradict each other or cannot be used
     */
    synchronized Node acquire(IpmsgEndpoint endpoint) throws IOException {
        try {
            declare(endpoint);
            Shared shared = shared(endpoint);
            shared.users++;
            shared.uses++;
            return shared.node;
        } catch (Throwable e) {
            withdraw(endpoint); // what it asks for must not stand in the way of others
            throw e;
        }
    }

    private Shared shared(IpmsgEndpoint endpoint) throws IOException {
        String name = endpoint.getName();
        @Nullable Shared shared = open.get(name);
        if (shared != null && shared.users > 0) {
            shared.settings.check(endpoint.describe(), endpoint.getConfiguration());
            return shared;
        }
        NodeSettings settings = settings(name);
        if (shared != null && settings.sameAs(shared.settings)) {
            return shared;
        }
        if (shared != null) {
            leave(name, shared); // it only lingered, and is wanted otherwise now
        }
        Shared joined = join(name, settings);
        open.put(name, joined);
        try {
            component.management().watch(name, joined.node);
        } catch (Throwable e) { // a node without a user would never leave
            leave(name, joined);
            throw e;
        }
        return joined;
    }

    /** One user less; the last one's node leaves after {@link #LINGER}. */
    synchronized void release(IpmsgEndpoint endpoint) {
        String name = endpoint.getName();
        @Nullable Shared shared = open.get(name);
        if (shared != null && --shared.users == 0) {
            long uses = shared.uses;
            shared.node.runLater(LINGER, () -> leaveIfUnused(name, shared, uses));
        }
    }

    /** What the endpoints of that name want, or else the component; the other way round where that overrides. */
    synchronized <T> Optional<T> given(String name, Function<IpmsgConfiguration, @Nullable T> option) {
        Stream<IpmsgConfiguration> wanted =
                endpoints.getOrDefault(name, Set.of()).stream().map(IpmsgEndpoint::getConfiguration);
        Stream<IpmsgConfiguration> common = Stream.of(component.getConfiguration());
        return (component.isOverrideNodeOptions() ? Stream.concat(common, wanted) : Stream.concat(wanted, common))
                .flatMap(given -> Stream.ofNullable(option.apply(given)))
                .findFirst();
    }

    /** All nodes leave now. */
    synchronized void close() {
        open.forEach(this::close);
        open.clear();
    }

    private NodeSettings settings(String name) {
        NodeSettings settings = new NodeSettings(name, component.getConfiguration(), component.isOverrideNodeOptions());
        endpoints
                .getOrDefault(name, Set.of())
                .forEach(endpoint -> settings.add(endpoint.describe(), endpoint.getConfiguration()));
        return settings;
    }

    private Shared join(String name, NodeSettings settings) throws IOException {
        NodeOptions options = options(name, settings);
        removeUnused(options);
        requireOwnIdentity(name, options);
        ExecutorServiceManager executors = component.getCamelContext().getExecutorServiceManager();
        @Nullable ExecutorService workers = null;
        @Nullable ExecutorService callbacks = null;
        try {
            workers = executors.newThreadPool(component, "IpmsgWorker[" + name + "]", ThreadPools.workers());
            callbacks = executors.newThreadPool(component, "IpmsgCallback[" + name + "]", ThreadPools.callbacks());
            NodeEnvironment environment =
                    component.surroundings().environment(name, workers, callbacks, settings.stateDirectory());
            @Nullable HeldMessageStore heldMessages = settings.heldMessages();
            Node node = Node.open(
                    name,
                    options,
                    heldMessages == null ? environment : environment.keepingHeldMessagesIn(heldMessages));
            return new Shared(node, settings, workers, callbacks);
        } catch (Throwable e) {
            Stream.of(Optional.ofNullable(workers), Optional.ofNullable(callbacks))
                    .flatMap(Optional::stream)
                    .forEach(executors::shutdownNow);
            if (e instanceof BindException taken) {
                throw portTaken(name, options, taken);
            }
            throw e;
        }
    }

    private static NodeOptions options(String name, NodeSettings settings) {
        try {
            return settings.toOptions();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Node '" + name + "' cannot start: " + e.getMessage(), e);
        }
    }

    /** Those that only linger and stand in the way leave now. */
    private void removeUnused(NodeOptions wanted) {
        Map.copyOf(open).forEach((name, other) -> {
            boolean samePort = other.node.localAddress().getPort() == wanted.port();
            if (other.users == 0 && (samePort || other.node.options().identity().equals(wanted.identity()))) {
                leave(name, other);
            }
        });
    }

    private void requireOwnIdentity(String name, NodeOptions options) throws IOException {
        for (Map.Entry<String, Shared> other : open.entrySet()) {
            if (other.getValue().node.options().identity().equals(options.identity())) {
                throw new IOException("Nodes '" + name + "' and '" + other.getKey() + "' both have the user name '"
                        + options.identity().user() + "' and the host name '"
                        + options.identity().host() + "', so peers could not tell them apart: set another userName or"
                        + " hostName on one of them");
            }
        }
    }

    private IOException portTaken(String name, NodeOptions options, BindException cause) {
        String others = open.entrySet().stream()
                .filter(other -> other.getValue().node.localAddress().getPort() == options.port())
                .map(other -> " Node '" + other.getKey() + "' of this Camel context uses that port.")
                .findFirst()
                .orElse("");
        IOException named = new BindException("Node '" + name + "' cannot start: " + cause.getMessage() + "." + others);
        named.initCause(cause);
        return named;
    }

    private synchronized void leaveIfUnused(String name, Shared shared, long uses) {
        if (shared.users == 0 && shared.uses == uses && open.get(name) == shared) {
            leave(name, shared);
        }
    }

    private void leave(String name, Shared shared) {
        open.remove(name);
        close(name, shared);
    }

    private void close(String name, Shared shared) {
        component.management().forget(name);
        CompletionStage<Void> left = shared.node.close();
        CompletionStage<?> unused =
                left.whenComplete((gone, failure) -> shutdownPools(shared)); // it needs them until then
        try {
            component.surroundings().await(left, GOODBYE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Node '{}' did not leave in order", name, e);
        }
    }

    private void shutdownPools(Shared shared) {
        ExecutorServiceManager executors = component.getCamelContext().getExecutorServiceManager();
        executors.shutdown(shared.workers);
        executors.shutdown(shared.callbacks); // what was told runs to its end
    }
}
