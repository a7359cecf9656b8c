/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replies that a stranger must not get yet, by {@link AnswerBudget}. They leave in the order of their numbers, when it has
 * proven that it is there, or one for each datagram of its own. One that is too long for any stranger holds up no other,
 * whose receipt may be the proof; and what a route sends of its own accord is not held up here, or whoever forges an
 * address could keep an alert from it.
 *
 * <p>Confined to the loop. Bounded by what {@link DeliveryTracker} has under way.
 */
final class WithheldAnswers {
    private final Timers timers;
    private final AnswerBudget budget;
    private final NodeCounters counters;
    private final Consumer<Transmission> transmit;
    private final Map<InetSocketAddress, Set<Transmission>> withheld = new HashMap<>(); // each in order

    /** @param transmit sends a copy of what may go */
    WithheldAnswers(Timers timers, AnswerBudget budget, NodeCounters counters, Consumer<Transmission> transmit) {
        this.timers = timers;
        this.budget = budget;
        this.counters = counters;
        this.transmit = transmit;
    }

    /** Sends it, or a repetition of it, if that may go now; if not, it is tried again in a while. */
    void transmitOrWait(Transmission answer) {
        int before = answer.attempts;
        if (before == 0) {
            withheld.computeIfAbsent(answer.address(), address -> new LinkedHashSet<>())
                    .add(answer);
            release(answer.address());
        } else if (budget.spend(answer.address(), answer.nextCopy().length)) {
            transmit.accept(answer);
        }
        if (answer.attempts == before && !answer.isSettled()) {
            counters.count(Event.ANSWER_WITHHELD);
            answer.retry.cancel();
            answer.retry = timers.after(answer.policy.retryPolicy().interval(), () -> transmitOrWait(answer));
        }
    }

    /** Sends what may go there now. */
    void release(InetSocketAddress address) {
        for (Transmission answer : List.copyOf(withheld.getOrDefault(address, Set.of()))) {
            if (!withheld.getOrDefault(address, Set.of()).contains(answer)) {
                continue; // by what the one before has brought about
            }
            int length = answer.nextCopy().length;
            boolean tooLong = length > AnswerBudget.MAX_BYTES && budget.isStranger(address);
            if (tooLong) {
                continue;
            }
            if (!budget.spend(address, length)) {
                return;
            }
            remove(answer);
            answer.retry.cancel();
            transmit.accept(answer);
        }
    }

    /** It leaves, or has an outcome before, or is held for later. */
    void remove(Transmission answer) {
        @Nullable Set<Transmission> there = withheld.get(answer.address());
        if (there != null && there.remove(answer) && there.isEmpty()) {
            withheld.remove(answer.address());
        }
    }

    static String why(int bytes) {
        return bytes > AnswerBudget.MAX_BYTES
                ? "this one has " + bytes + ": make the reply shorter, or send it from a route"
                : "it has had that already";
    }
}
