/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.MemberEvent;
import io.github.camelipmsg.node.NodeListener;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * Takes the events of a node for one consumer, from its start to its stop, and has an exchange made of each. Thread-safe:
 * the node calls on its loop, the rest happens on the consumer's threads. While the consumer is suspended events pass by.
 */
final class EventIntake implements NodeListener {
    private final IpmsgConsumer consumer;
    private final WorkQueues queues;
    private final SenderFilter filter;
    private final Set<ConsumerEvent> wanted;

    EventIntake(IpmsgConsumer consumer, WorkQueues queues, SenderFilter filter, Set<ConsumerEvent> wanted) {
        this.consumer = consumer;
        this.queues = queues;
        this.filter = filter;
        this.wanted = wanted;
    }

    @Override
    public boolean memberChanged(MemberEvent event, Member member) {
        return !wanted.contains(ConsumerEvent.MEMBERS)
                || !filter.matches(member)
                || take(
                        member.identity(),
                        event + " " + member,
                        exchange -> IpmsgBinding.toExchange(event, member, exchange));
    }

    @Override
    public boolean delivered(long packetNumber, Delivery delivery) {
        return !wanted.contains(ConsumerEvent.DELIVERIES)
                || take(
                        delivery.address(),
                        "outcome of message " + packetNumber + ": " + delivery,
                        exchange -> IpmsgBinding.toExchange(packetNumber, delivery, exchange));
    }

    private boolean take(Object about, String what, Consumer<Exchange> binding) {
        if (!consumer.isAtWork()) {
            return true;
        }
        WorkQueues.Work event = new WorkQueues.Work() {
            @Override
            public Object orderedBy() {
                return about;
            }

            @Override
            public void run(Runnable done) {
                consumer.route(binding, what, exchange -> {}, done);
            }
        };
        if (!queues.reserve(event, 1)) {
            return false;
        }
        queues.add(event);
        return true;
    }
}
