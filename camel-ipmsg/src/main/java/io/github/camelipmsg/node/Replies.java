/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What routes say back to those who wrote to them: so many a minute to one address, or two bots would talk for ever.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_ADDRESSES} addresses: the one that was unused for longest is forgotten.
 */
final class Replies {
    static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Outbox outbox;
    private final Receipts receipts;
    private final NodeCounters counters;
    private final Occasionally refusals;
    private final Occasionally failures;
    private final Map<InetAddress, Deque<Instant>> sent = BoundedMap.byUse(MAX_ADDRESSES);

    Replies(EventExecutor loop, InstantSource clock, Outbox outbox, Receipts receipts, NodeCounters counters) {
        this.loop = loop;
        this.clock = clock;
        this.outbox = outbox;
        this.receipts = receipts;
        this.counters = counters;
        this.refusals = new Occasionally(clock);
        this.failures = new Occasionally(clock);
    }

    /**
     * Sends it, unless that address has had its share.
     *
     * @param perMinute how many replies may go to one address
     * @return completes on the loop; empty if it was not sent
     */
    CompletionStage<Optional<DeliveryResult>> send(InboundMessage question, OutboundMessage reply, int perMinute) {
        assert loop.inEventLoop();
        InetAddress to = question.from().getAddress();
        if (!admit(to, perMinute)) {
            counters.count(NodeCounters.Event.REPLY_WITHHELD);
            refusals.run(() -> LOG.warn(
                    "More than {} replies a minute to {}: the rest is not sent. If that is no other bot, raise replyLimit",
                    perMinute,
                    to.getHostAddress()));
            receipts.answered(question);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return outbox.send(reply)
                .whenComplete((result, failure) -> {
                    receipts.answered(question); // long after it went, mostly
                    tellIfUndelivered(question, result, failure);
                })
                .thenApply(Optional::of);
    }

    /** Whoever asks and confirms no answer could fill the log. */
    private void tellIfUndelivered(
            InboundMessage question, @Nullable DeliveryResult result, @Nullable Throwable failure) {
        if (failure != null) {
            failures.run(() -> LOG.warn("Cannot reply to {}: {}", question.sender(), failure.toString()));
        } else if (result != null && !result.delivered()) {
            failures.run(() -> LOG.warn("A reply was not delivered: {}", result.deliveries()));
        }
    }

    /** There is nothing to say. */
    void none(InboundMessage question) {
        assert loop.inEventLoop();
        receipts.answered(question);
    }

    private boolean admit(InetAddress to, int perMinute) {
        Instant now = clock.instant();
        Deque<Instant> times = sent.computeIfAbsent(to, address -> new ArrayDeque<>());
        while (!times.isEmpty() && !times.getFirst().plus(PERIOD).isAfter(now)) {
            times.removeFirst();
        }
        return times.size() < perMinute && times.add(now);
    }
}
