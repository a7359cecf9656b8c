/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Node;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What those who run a Camel context see of its nodes: a health check for each, and meters where Micrometer is there.
 * The dev console and JMX read from here, too. Thread-safe; asks nobody's lock, so a node that is slow to leave holds up
 * no check.
 */
final class Management {
    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private final IpmsgComponent component;
    private final Map<String, Watched> watched = new ConcurrentSkipListMap<>();

    private record Watched(
            RunningNode node,
            IpmsgHealthCheck check,
            @Nullable Runnable removeMeters) {}

    Management(IpmsgComponent component) {
        this.component = component;
    }

    /** It has joined. */
    void watch(String name, Node node) {
        RunningNode running = new RunningNode(name, node);
        CamelContext context = component.getCamelContext();
        boolean micrometer = context.getClassResolver().resolveClass(MICROMETER) != null;
        @Nullable Runnable removeMeters = micrometer ? IpmsgMeters.register(running, context) : null;
        IpmsgHealthCheck check = new IpmsgHealthCheck(running, component);
        watched.put(name, new Watched(running, check, removeMeters));
        @Nullable HealthCheckRegistry checks = HealthCheckRegistry.get(context); // null without camel-health
        if (checks != null) {
            checks.register(check);
        }
    }

    /** It leaves. */
    void forget(String name) {
        @Nullable Watched gone = watched.remove(name);
        if (gone == null) {
            return;
        }
        @Nullable HealthCheckRegistry checks = HealthCheckRegistry.get(component.getCamelContext());
        if (checks != null) {
            checks.unregister(gone.check());
        }
        if (gone.removeMeters() != null) {
            gone.removeMeters().run();
        }
    }

    /** In order of their names. */
    Collection<RunningNode> nodes() {
        return List.copyOf(watched.values()).stream().map(Watched::node).toList();
    }

    Optional<RunningNode> node(String name) {
        return Optional.ofNullable(watched.get(name)).map(Watched::node);
    }
}
