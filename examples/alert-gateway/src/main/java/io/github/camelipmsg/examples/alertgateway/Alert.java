/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An alert and everybody who is called for it, in order. Never changes: each step makes another one. Times are
 * milliseconds since 1970, as browsers count them.
 */
record Alert(long id, String text, long raised, List<Call> calls) {
    enum State {
        CALLING,
        READ,
        NOBODY
    }

    /** The asking of one person. */
    record Call(
            String person,
            CallState state,
            long since,
            @Nullable String note) {}

    /** Before, during, and then what has become of it, in the words of {@code CamelIpmsgDeliveryStatus}. */
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
        NOT_FOUND
    }

    static Alert raised(long id, String text, List<String> people, long now) {
        return new Alert(
                id,
                text,
                now,
                people.stream()
                        .map(person -> new Call(person, CallState.WAITING, now, null))
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

    /** Who is asked next if this one does not read it. */
    Optional<String> next() {
        return first(CallState.WAITING).map(Call::person);
    }

    Alert calling(long now) {
        return step(CallState.WAITING, call -> new Call(call.person(), CallState.CALLING, now, null));
    }

    Alert answered(CallState outcome, long now, @Nullable String note) {
        return step(CallState.CALLING, call -> new Call(call.person(), outcome, now, note));
    }

    private Optional<Call> first(CallState state) {
        return calls.stream().filter(call -> call.state() == state).findFirst();
    }

    /** Changes the first call of that state. */
    private Alert step(CallState from, UnaryOperator<Call> change) {
        List<Call> changed = new ArrayList<>(calls);
        first(from).ifPresent(call -> changed.set(changed.indexOf(call), change.apply(call)));
        return new Alert(id, text, raised, List.copyOf(changed));
    }
}
