/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeEnvironment;
import io.github.camelipmsg.simulation.SimulatedHost;
import io.github.camelipmsg.simulation.SimulatedLoop;
import io.github.camelipmsg.simulation.SimulatedPool;
import io.github.camelipmsg.simulation.Simulation;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolFactory;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * A machine of a {@link Simulation} on which a Camel context runs: all its threads and timers are simulated ones, and the
 * ipmsg component lives on the simulated network. One context at a time; its state directory outlives it, and the crash of
 * the machine, too.
 */
public final class SimulatedMachine implements Surroundings, ThreadPoolFactory {
    private static final int MOST_THREADS = 1_000;

    private final Simulation simulation;
    private final SimulatedHost host;
    private final Path disk;
    private final List<SimulatedPool> pools = new ArrayList<>();
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private UnaryOperator<Transport> network = transport -> transport;
    private Path stateDirectory;
    private int boots;

    /** @param disk an empty directory for it alone */
    public SimulatedMachine(Simulation simulation, SimulatedHost host, Path disk) {
        this.simulation = simulation;
        this.host = host;
        this.disk = disk;
        this.stateDirectory = disk.resolve("boot-0");
    }

    /** A context that is not started, whose ipmsg component stands in this machine. */
    public CamelContext newContext() {
        pools.clear();
        loops.clear();
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.disableJMX(); // what crashes would never leave the server of this process
        context.getExecutorServiceManager().setThreadPoolFactory(this); // before it makes its first pool
        context.build();
        context.setShutdownStrategy(new SimulatedShutdown(simulation));
        IpmsgComponent component = context.getComponent("ipmsg", IpmsgComponent.class);
        component.surroundings(this);
        component.getConfiguration().setStateDirectory(stateDirectory.toString());
        return context;
    }

    /** From now on nodes get transports that were wrapped so, as a fault that a test has planted. */
    public void wrap(UnaryOperator<Transport> wrapping) {
        network = wrapping;
    }

    /** Nothing of the context goes on, and nobody is told. The next one finds the disk as it is now. */
    public void crash() {
        host.crash();
        pools.forEach(SimulatedPool::die);
        Path kept = disk.resolve("boot-" + ++boots);
        try { // a copy, because this process still holds the locks of what it calls dead
            copy(stateDirectory, kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stateDirectory = kept;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    /** Timers that are set on the loops of the nodes. */
    public int timers() {
        return loops.stream().mapToInt(SimulatedLoop::timers).sum();
    }

    /** What there is of the last context after it was stopped: nothing, if all is well. */
    public List<String> leftovers() {
        List<String> left = new ArrayList<>();
        if (host.openTransports() > 0) {
            left.add(host.openTransports() + " open transports on " + host);
        }
        loops.stream()
                .filter(loop -> !loop.isTerminated() || loop.timers() > 0)
                .forEach(loop -> left.add(loop + " with " + loop.timers() + " timers"));
        int pending = pools.stream().mapToInt(SimulatedPool::pending).sum();
        if (pending > 0) {
            left.add(pending + " tasks of threads on " + host);
        }
        return left;
    }

    // ---- what the component takes --------------------------------------------------------------------------------

    @Override
    public NodeEnvironment environment(String node, Executor workers, Executor callbacks, Path stateDirectory) {
        return new NodeEnvironment(
                (name, bindAddress, port) -> {
                    Transport transport = host.open(name, bindAddress, port);
                    loops.add((SimulatedLoop) transport.loop());
                    return network.apply(transport);
                },
                simulation.clock(),
                simulation.clock(),
                simulation.random(),
                workers,
                callbacks,
                stateDirectory);
    }

    @Override
    public <T> T await(CompletionStage<T> stage, Duration limit) throws ExecutionException, TimeoutException {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!simulation.runWhile(() -> !future.isDone(), limit)) {
            throw new TimeoutException("not within " + limit);
        }
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a simulation", e);
        }
    }

    // ---- what Camel takes ----------------------------------------------------------------------------------------

    @Override
    public ExecutorService newCachedThreadPool(ThreadFactory unused) {
        return pool(MOST_THREADS, 0);
    }

    @Override
    public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory unused) {
        return pool(profile.getMaxPoolSize(), profile.getMaxQueueSize());
    }

    @Override
    public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory unused) {
        return pool(MOST_THREADS, MOST_THREADS);
    }

    private SimulatedPool pool(int threads, int places) {
        SimulatedPool pool = simulation.newPool(threads, places);
        pools.add(pool);
        return pool;
    }
}
