/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.NodeCounters;
import io.github.camelipmsg.node.NodeSizes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one node, in the Micrometer registry that Camel's registry holds. Loaded only where Micrometer is there.
 *
 * <p>{@code ipmsg.events} and {@code ipmsg.deliveries} only rise; {@code ipmsg.held} is how much the node holds at the
 * moment of a reading, or up to a second before; it waits a moment for the node's loop, and is NaN if that does not answer.
 * All are tagged with the names of node and context.
 */
final class IpmsgMeters {
    private IpmsgMeters() {}

    /**
     * Adds them, if Camel's registry holds a meter registry.
     *
     * @return removes them again; null if there is no meter registry, or several
     */
    static @Nullable Runnable register(RunningNode running, CamelContext context) {
        @Nullable MeterRegistry registry = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (registry == null) {
            return null;
        }
        Tags whose = Tags.of("camelContext", context.getName(), "node", running.name());
        List<Meter> meters = new ArrayList<>();
        NodeCounters counters = running.node().counters();
        for (NodeCounters.Event event : NodeCounters.Event.values()) {
            meters.add(FunctionCounter.builder("ipmsg.events", counters, counted -> counted.total(event))
                    .description("What has happened at a node of IP Messenger, above all what it dropped")
                    .tags(whose)
                    .tag("event", label(event))
                    .register(registry));
        }
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.isOutcome()) {
                meters.add(FunctionCounter.builder("ipmsg.deliveries", counters, counted -> counted.total(status))
                        .description("Recipients of messages, by what became of their copy")
                        .tags(whose)
                        .tag("status", label(status))
                        .register(registry));
            }
        }
        LatestSizes sizes = new LatestSizes(running);
        HeldSize.ALL.forEach(size -> meters.add(Gauge.builder("ipmsg.held", sizes, latest -> latest.read(size))
                .strongReference(true)
                .description("How much a node of IP Messenger holds of what has a bound")
                .tags(whose)
                .tag("what", size.tag())
                .register(registry)));
        return () -> meters.forEach(registry::remove);
    }

    /**
     * One answer for all that are read at once. The node itself says when it is old: one that does not answer is waited for
     * once, until it does again.
     */
    private static final class LatestSizes {
        private static final Duration FRESH = Duration.ofSeconds(1);

        private final RunningNode running;
        private Optional<NodeSizes> answer = Optional.empty();
        private volatile boolean fresh;

        LatestSizes(RunningNode running) {
            this.running = running;
        }

        synchronized double read(HeldSize size) {
            if (!fresh) {
                answer = running.sizes();
                fresh = true;
                running.node().runLater(FRESH, () -> fresh = false);
            }
            return answer.map(sizes -> (double) size.in(sizes)).orElse(Double.NaN);
        }
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
