/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An alert and everybody who is called for it, in order. Never changes: each step makes another one. Times are
 * milliseconds since 1970, as browsers count them.
 */
@JsonIgnoreProperties(value = "state", allowGetters = true) // it follows from the calls
record Alert(long id, String text, long raised, List<Call> calls) {
    enum State {
        CALLING,
        READ,
        NOBODY
    }

    /**
     * The asking of one person.
     *
     * @param number of the packet, null before there is an outcome, and if none was sent
     * @param note why it failed
     */
    record Call(
            String person,
            CallState state,
            long since,
            @Nullable Long number,
            @Nullable String note) {}

    /**
     * Before, during, and then what has become of it, best first, in the words of {@code CamelIpmsgDeliveryStatus}.
     */
    enum CallState {
        WAITING,
        CALLING,
        READ,
        /** Arrived, and not opened in time. */
        RECEIVED,
        UNCONFIRMED,
        REJECTED,
        FAILED,
        /** Nobody, or more than one, is called so. */
        NOT_FOUND;

        boolean isBetterThan(CallState other) {
            return compareTo(other) < 0;
        }
    }

    static Alert raised(long id, String text, List<String> people, long now) {
        return new Alert(
                id,
                text,
                now,
                people.stream()
                        .map(person -> new Call(person, CallState.WAITING, now, null, null))
                        .toList());
    }

    @JsonProperty
    State state() {
        if (first(CallState.READ).isPresent()) {
            return State.READ;
        }
        boolean goesOn = first(CallState.CALLING).isPresent() || next().isPresent();
        return goesOn ? State.CALLING : State.NOBODY;
    }

    /** Nobody is asked any more; an alert that is read may have somebody who still is. */
    @JsonIgnore
    boolean isOver() {
        return state() != State.CALLING && first(CallState.CALLING).isEmpty();
    }

    /** Who is asked next if this one does not read it. */
    Optional<String> next() {
        return first(CallState.WAITING).map(Call::person);
    }

    boolean hasSent(long number) {
        return calls.stream().anyMatch(sent(number));
    }

    Alert calling(long now) {
        return step(in(CallState.WAITING), call -> new Call(call.person(), CallState.CALLING, now, null, null));
    }

    Alert answered(CallState outcome, @Nullable Long number, long now, @Nullable String note) {
        return step(in(CallState.CALLING), call -> new Call(call.person(), outcome, now, number, note));
    }

    /** If that is better than what is known of that packet. */
    Optional<Alert> bettered(long number, CallState outcome, long now) {
        return calls.stream()
                .filter(sent(number))
                .filter(call -> outcome.isBetterThan(call.state()))
                .findFirst()
                .map(late -> step(late::equals, call -> new Call(call.person(), outcome, now, number, null)));
    }

    /** The process has ended: nobody knows what became of the call under way. */
    Alert interrupted() {
        return step(
                in(CallState.CALLING), call -> new Call(call.person(), CallState.WAITING, call.since(), null, null));
    }

    private Optional<Call> first(CallState state) {
        return calls.stream().filter(in(state)).findFirst();
    }

    private static Predicate<Call> in(CallState state) {
        return call -> call.state() == state;
    }

    private static Predicate<Call> sent(long number) {
        return call -> call.number() != null && call.number() == number;
    }

    /** Changes the first such call. */
    private Alert step(Predicate<Call> which, UnaryOperator<Call> change) {
        List<Call> changed = new ArrayList<>(calls);
        calls.stream()
                .filter(which)
                .findFirst()
                .ifPresent(call -> changed.set(changed.indexOf(call), change.apply(call)));
        return new Alert(id, text, raised, List.copyOf(changed));
    }
}
