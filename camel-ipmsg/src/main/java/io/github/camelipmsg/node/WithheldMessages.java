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
 * What {@linkplain Transmission#isCalledFor() somebody else makes us send} and a stranger must not get yet, by
 * {@link AnswerBudget}: replies, and what was held and is out because somebody says to be its recipient. They leave in the
 * order of their numbers, when the stranger has proven that it is there, or one for each datagram of its own. One that is
 * too long for any stranger holds up no other, whose receipt may be the proof; for what was held, {@link Handshakes} looks
 * whether anybody is there at all. What a route sends of its own accord is not held up here, or whoever forges an address
 * could keep an alert from it.
 *
 * <p>Confined to the loop. Bounded by what {@link DeliveryTracker} has under way.
 */
final class WithheldMessages {
    private final Timers timers;
    private final AnswerBudget budget;
    private final Handshakes handshakes;
    private final NodeCounters counters;
    private final Consumer<Transmission> transmit;
    private final Map<InetSocketAddress, Set<Transmission>> withheld = new HashMap<>(); // each in order

    /** @param transmit sends a copy of what may go */
    WithheldMessages(
            Timers timers,
            AnswerBudget budget,
            Handshakes handshakes,
            NodeCounters counters,
            Consumer<Transmission> transmit) {
        this.timers = timers;
        this.budget = budget;
        this.handshakes = handshakes;
        this.counters = counters;
        this.transmit = transmit;
    }

    /** Sends it, or a repetition of it, if that may go now; if not, it is tried again in a while. */
    void transmitOrWait(Transmission message) {
        InetSocketAddress address = message.address();
        int before = message.attempts;
        if (before == 0) {
            withheld.computeIfAbsent(address, any -> new LinkedHashSet<>()).add(message);
            release(address);
        } else if (budget.spend(address, message.nextCopy().length)) {
            transmit.accept(message);
        }
        if (message.attempts == before && !message.isSettled()) {
            counters.count(Event.ANSWER_WITHHELD);
            if (!message.policy.answer() && budget.isStranger(address)) {
                handshakes.tryTo(address, () -> release(address));
            }
            message.retry.cancel();
            message.retry = timers.after(message.policy.retryPolicy().interval(), () -> transmitOrWait(message));
        }
    }

    /** Sends what may go there now. */
    void release(InetSocketAddress address) {
        for (Transmission message : List.copyOf(withheld.getOrDefault(address, Set.of()))) {
            if (!isWithheld(message)) {
                continue; // by what the one before has brought about
            }
            int length = message.nextCopy().length;
            if (budget.isTooLongFor(address, length)) {
                continue;
            }
            if (!budget.spend(address, length)) {
                return;
            }
            remove(message);
            message.retry.cancel();
            transmit.accept(message);
        }
    }

    /** Whether it has had its turn, and nothing of it has left. */
    boolean isWithheld(Transmission message) {
        return withheld.getOrDefault(message.address(), Set.of()).contains(message);
    }

    /** It leaves, or has an outcome before, or is held for later. */
    void remove(Transmission message) {
        @Nullable Set<Transmission> there = withheld.get(message.address());
        if (there != null && there.remove(message) && there.isEmpty()) {
            withheld.remove(message.address());
        }
    }
}
