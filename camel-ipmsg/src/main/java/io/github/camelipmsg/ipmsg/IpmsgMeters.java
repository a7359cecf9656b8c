/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.NodeCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one node, in the Micrometer registry that Camel's registry holds. Loaded only where Micrometer is there.
 *
 * <p>{@code ipmsg.events} and {@code ipmsg.deliveries} only rise; {@code ipmsg.held} is how much the node holds at the
 * moment of a reading, which waits a moment for the node's loop. All are tagged with the node's name.
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
        List<Meter> meters = new ArrayList<>();
        NodeCounters counters = running.node().counters();
        for (NodeCounters.Event event : NodeCounters.Event.values()) {
            meters.add(FunctionCounter.builder("ipmsg.events", counters, counted -> counted.total(event))
                    .description("What has happened at a node of IP Messenger, above all what it dropped")
                    .tag("node", running.name())
                    .tag("event", label(event))
                    .register(registry));
        }
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.isOutcome()) {
                meters.add(FunctionCounter.builder("ipmsg.deliveries", counters, counted -> counted.total(status))
                        .description("Recipients of messages, by what became of their copy")
                        .tag("node", running.name())
                        .tag("status", label(status))
                        .register(registry));
            }
        }
        HeldSize.ALL.forEach(size -> meters.add(Gauge.builder("ipmsg.held", running, held -> read(held, size))
                .description("How much a node of IP Messenger holds of what has a bound")
                .tag("node", running.name())
                .tag("what", size.tag())
                .register(registry)));
        return () -> meters.forEach(registry::remove);
    }

    private static double read(RunningNode running, HeldSize size) {
        return running.sizes().map(sizes -> (double) size.in(sizes)).orElse(Double.NaN);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
