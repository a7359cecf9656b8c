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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Questions to members, repeated until their answer comes. Answers carry no number of ours: they count by the address and
 * by what was asked. So all who ask one member the same share what is on the wire, questions and answer; each waits as long,
 * and has it repeated as often, as its own policy says.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_PENDING} who wait for an answer: who comes beyond fails at once.
 */
final class Queries {
    static final int MAX_PENDING = 1_000;

    private final EventExecutor loop;
    private final Timers timers;
    private final InstantSource clock;
    private final PacketSender packets;
    private final Map<Key, Asked> asked = new HashMap<>();
    private int waiting;
    private boolean closed;

    private record Key(InetSocketAddress address, Question question) {}

    /** What is on the wire. */
    private static final class Asked {
        final Key key;
        final Set<Asker> askers = new LinkedHashSet<>();
        Instant lastAsked = Instant.MIN;

        Asked(Key key) {
            this.key = key;
        }
    }

    /** Somebody who waits for the answer. */
    private static final class Asker {
        final CompletableFuture<Answer> answer = new CompletableFuture<>();
        final Destination to;
        final DeliveryPolicy policy;
        final Instant startedAt;
        int questions; // that its answer may come of

        Timeout deadline = Timeout.NONE;
        Timeout retry = Timeout.NONE;

        Asker(Destination to, DeliveryPolicy policy, Instant startedAt) {
            this.to = to;
            this.policy = policy;
            this.startedAt = startedAt;
        }

        void end(DeliveryStatus status, @Nullable Cause cause, String detail, @Nullable String text, Instant now) {
            deadline.cancel();
            retry.cancel();
            Delivery delivery = new Delivery(
                    to.address(),
                    to.member(),
                    List.of(),
                    status,
                    DeliveryStatus.RECEIVED,
                    questions,
                    Duration.between(startedAt, now),
                    cause,
                    detail);
            answer.complete(new Answer(delivery, text));
        }
    }

    Queries(EventExecutor loop, InstantSource clock, PacketSender packets) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.clock = clock;
        this.packets = packets;
    }

    /**
     * Completes on the loop, with an answer or with the reason why there is none.
     *
     * @return fails with IllegalStateException if the node has stopped
     */
    CompletionStage<Answer> ask(Question question, Destination to, DeliveryPolicy policy, Instant startedAt) {
        assert loop.inEventLoop();
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The node is closed"));
        }
        Asker asker = new Asker(to, policy, startedAt);
        if (waiting >= MAX_PENDING) {
            String tooMany = MAX_PENDING + " questions wait for their answers already; ask fewer at a time";
            asker.end(DeliveryStatus.FAILED, Cause.OVERLOAD, tooMany, null, clock.instant());
            return asker.answer;
        }
        Asked same = asked.computeIfAbsent(new Key(to.address(), question), Asked::new);
        same.askers.add(asker);
        waiting++;
        Duration left = policy.confirmationTimeout().minus(Duration.between(startedAt, clock.instant()));
        asker.deadline = timers.after(left.isNegative() ? Duration.ZERO : left, () -> timeIsUp(same, asker));
        if (untilDue(same, asker).isZero()) {
            transmit(same);
        } else {
            asker.questions = 1; // somebody has asked just now
        }
        repeatLater(same, asker);
        return asker.answer;
    }

    /**
     * SENDINFO or SENDABSENCEINFO came.
     *
     * @return false if nobody asked for it
     */
    boolean answered(Command command, String text, InetSocketAddress from) {
        assert loop.inEventLoop();
        for (Question question : Question.values()) {
            @Nullable Asked answered = question.answered() == command ? asked.remove(new Key(from, question)) : null;
            if (answered != null) {
                waiting -= answered.askers.size();
                answered.askers.forEach(asker -> asker.end(DeliveryStatus.RECEIVED, null, "", text, clock.instant()));
                return true;
            }
        }
        return false;
    }

    /** True if we have asked that address and still wait: such an address may answer, whatever the access list says. */
    boolean awaitsAnswerFrom(InetSocketAddress address) {
        assert loop.inEventLoop();
        return !asked.isEmpty()
                && asked.keySet().stream().anyMatch(key -> key.address().equals(address));
    }

    int size() {
        assert loop.inEventLoop();
        return waiting;
    }

    /** The node stops: nothing is waited for any longer. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        for (Asked each : List.copyOf(asked.values())) {
            List.copyOf(each.askers)
                    .forEach(asker -> giveUp(each, asker, Cause.SHUTDOWN, "the node stopped before an answer came"));
        }
    }

    private void transmit(Asked due) {
        due.lastAsked = clock.instant();
        due.askers.forEach(asker -> asker.questions++);
        packets.send(CommandWord.of(due.key.question().asked()), Body.EMPTY, due.key.address());
    }

    /** Zero if this asker would not find the last question recent enough. */
    private Duration untilDue(Asked same, Asker asker) {
        Duration left = Duration.between(
                clock.instant(), same.lastAsked.plus(asker.policy.retryPolicy().interval()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void repeatLater(Asked same, Asker asker) {
        if (asker.policy.retryPolicy().allowsAnotherAfter(asker.questions)) {
            // not before it is due, by the precision of timers
            asker.retry = timers.after(untilDue(same, asker).plusNanos(999_999), () -> repeat(same, asker));
        }
    }

    private void repeat(Asked same, Asker asker) {
        if (untilDue(same, asker).isZero() && asker.policy.retryPolicy().allowsAnotherAfter(asker.questions)) {
            transmit(same);
        }
        repeatLater(same, asker);
    }

    private void timeIsUp(Asked same, Asker asker) {
        giveUp(
                same,
                asker,
                Cause.NO_ANSWER,
                "no answer within " + InWords.of(asker.policy.confirmationTimeout()) + " to " + asker.questions
                        + " questions; is " + asker.to + " running, and does its program answer such questions?");
    }

    private void giveUp(Asked same, Asker asker, Cause cause, String detail) {
        if (same.askers.remove(asker)) {
            waiting--;
            if (same.askers.isEmpty()) {
                asked.remove(same.key);
            }
            asker.end(DeliveryStatus.UNCONFIRMED, cause, detail, null, clock.instant());
        }
    }
}
