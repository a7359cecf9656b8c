/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells everybody who wants to know what happens. Confined to the loop. */
final class NodeListeners {
    private static final Logger LOG = LoggerFactory.getLogger(NodeListeners.class);

    private final EventExecutor loop;
    private final NodeCounters counters;
    private final Occasionally losses;
    private final Occasionally failures;
    private final List<NodeListener> listeners = new ArrayList<>();

    NodeListeners(EventExecutor loop, InstantSource clock, NodeCounters counters) {
        this.loop = loop;
        this.counters = counters;
        this.losses = new Occasionally(clock);
        this.failures = new Occasionally(clock);
    }

    /** From now on it is told; first, who is here already. */
    void add(NodeListener listener, List<Member> here) {
        assert loop.inEventLoop();
        listeners.add(listener);
        here.forEach(member -> tell(listener, each -> each.memberChanged(MemberEvent.JOINED, member)));
    }

    void remove(NodeListener listener) {
        assert loop.inEventLoop();
        listeners.remove(listener);
    }

    void memberChanged(MemberEvent event, Member member) {
        assert loop.inEventLoop();
        listeners.forEach(listener -> tell(listener, each -> each.memberChanged(event, member)));
    }

    void delivered(long packetNumber, Delivery delivery) {
        assert loop.inEventLoop();
        counters.count(delivery.status());
        listeners.forEach(listener -> tell(listener, each -> each.delivered(packetNumber, delivery)));
    }

    private void tell(NodeListener listener, Predicate<NodeListener> news) {
        try {
            if (!news.test(listener)) {
                counters.count(NodeCounters.Event.EVENT_LOST);
                losses.run(() -> LOG.warn("A consumer has no room for events: some are lost. Make its route quicker"));
            }
        } catch (RuntimeException e) { // the loop has other work than this listener's
            counters.count(NodeCounters.Event.EVENT_LOST);
            failures.run(() -> LOG.error("A listener failed on an event, which it has missed", e));
        }
    }
}
