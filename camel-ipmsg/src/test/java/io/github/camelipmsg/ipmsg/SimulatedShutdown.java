/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.simulation.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.service.ServiceHelper;

/** Camel's own order of a shutdown (consumers stop, what is in flight is waited for) without its thread and its sleeps. */
final class SimulatedShutdown extends DefaultShutdownStrategy {
    private final Simulation simulation;

    SimulatedShutdown(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    protected boolean doShutdown(
            CamelContext context,
            List<RouteStartupOrder> routes,
            long timeout,
            TimeUnit unit,
            boolean suspendOnly,
            boolean abortAfterTimeout,
            boolean forceShutdown) {
        for (RouteStartupOrder each : routes) {
            Consumer consumer = each.getInput();
            if (consumer instanceof ShutdownAware aware) {
                aware.prepareShutdown(suspendOnly, false);
            }
            ServiceHelper.stopService(consumer);
        }
        Duration limit = Duration.ofNanos(unit.toNanos(timeout));
        return simulation.runWhile(() -> inFlight(context, routes) > 0, limit);
    }

    private static int inFlight(CamelContext context, List<RouteStartupOrder> routes) {
        return routes.stream()
                .mapToInt(each ->
                        context.getInflightRepository().size(each.getRoute().getId()))
                .sum();
    }
}
