/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Questions to members, repeated until their answer comes. Answers carry no number of ours: they count by the address and
 * by what was asked, and whoever asks the same meanwhile gets the same answer.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_PENDING} questions: what comes beyond fails at once.
 */
final class Queries {
    static final int MAX_PENDING = 1_000;

    private final EventExecutor loop;
    private final Timers timers;
    private final InstantSource clock;
    private final PacketSender packets;
    private final Map<Key, Pending> pending = new HashMap<>();

    private record Key(InetSocketAddress address, Question question) {}

    private static final class Pending {
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        final Destination to;
        final DeliveryPolicy policy;
        final Instant startedAt;
        int attempts;

        Timeout deadline = Timeout.NONE;
        Timeout retry = Timeout.NONE;

        Pending(Destination to, DeliveryPolicy policy, Instant startedAt) {
            this.to = to;
            this.policy = policy;
            this.startedAt = startedAt;
        }

        Answer end(DeliveryStatus status, @Nullable Cause cause, String detail, @Nullable String text, Instant now) {
            deadline.cancel();
            retry.cancel();
            Delivery delivery = new Delivery(
                    to.address(),
                    to.member(),
                    List.of(),
                    status,
                    DeliveryStatus.RECEIVED,
                    attempts,
                    Duration.between(startedAt, now),
                    cause,
                    detail);
            return new Answer(delivery, text);
        }
    }

    Queries(EventExecutor loop, InstantSource clock, PacketSender packets) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.clock = clock;
        this.packets = packets;
    }

    /** Completes on the loop, with an answer or with the reason why there is none. */
    CompletionStage<Answer> ask(Question question, Destination to, DeliveryPolicy policy, Instant startedAt) {
        assert loop.inEventLoop();
        Key key = new Key(to.address(), question);
        @Nullable Pending same = pending.get(key);
        if (same != null) {
            return same.answer;
        }
        Pending asked = new Pending(to, policy, startedAt);
        if (pending.size() >= MAX_PENDING) {
            String tooMany = MAX_PENDING + " questions wait for their answers already; ask fewer at a time";
            asked.answer.complete(asked.end(DeliveryStatus.FAILED, Cause.OVERLOAD, tooMany, null, clock.instant()));
            return asked.answer;
        }
        pending.put(key, asked);
        Duration left = policy.confirmationTimeout().minus(Duration.between(startedAt, clock.instant()));
        asked.deadline = timers.after(left.isNegative() ? Duration.ZERO : left, () -> timeIsUp(key, asked));
        transmit(key, asked);
        return asked.answer;
    }

    /**
     * SENDINFO or SENDABSENCEINFO came.
     *
     * @return false if nobody asked for it
     */
    boolean answered(Command command, String text, InetSocketAddress from) {
        assert loop.inEventLoop();
        for (Question question : Question.values()) {
            @Nullable Pending asked = question.answered() == command ? pending.remove(new Key(from, question)) : null;
            if (asked != null) {
                asked.answer.complete(asked.end(DeliveryStatus.RECEIVED, null, "", text, clock.instant()));
                return true;
            }
        }
        return false;
    }

    /** True if we have asked that address and still wait: such an address may answer, whatever the access list says. */
    boolean awaitsAnswerFrom(InetSocketAddress address) {
        assert loop.inEventLoop();
        return !pending.isEmpty()
                && pending.keySet().stream().anyMatch(key -> key.address().equals(address));
    }

    /** The node stops: nothing is waited for any longer. */
    void shutdown() {
        assert loop.inEventLoop();
        List.copyOf(pending.keySet())
                .forEach(key -> giveUp(key, Cause.SHUTDOWN, "the node stopped before an answer came"));
    }

    private void transmit(Key key, Pending asked) {
        asked.attempts++;
        packets.send(CommandWord.of(key.question().asked()), Body.EMPTY, key.address());
        RetryPolicy policy = asked.policy.retryPolicy();
        if (policy.allowsAnotherAfter(asked.attempts)) {
            asked.retry = timers.after(policy.interval(), () -> transmit(key, asked));
        }
    }

    private void timeIsUp(Key key, Pending asked) {
        giveUp(
                key,
                Cause.NO_ANSWER,
                "no answer within " + asked.policy.confirmationTimeout() + " to " + asked.attempts + " questions; is "
                        + asked.to + " running, and does its program answer such questions?");
    }

    private void giveUp(Key key, Cause cause, String detail) {
        @Nullable Pending asked = pending.remove(key);
        if (asked != null) {
            asked.answer.complete(asked.end(DeliveryStatus.UNCONFIRMED, cause, detail, null, clock.instant()));
        }
    }
}
