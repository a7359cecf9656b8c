/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last 200 alerts. One more pushes out the oldest whose calls are over; while all of them are still under way it is
 * refused. In memory only: a restart forgets them. Thread-safe.
 */
final class AlertBoard {
    static final int CAPACITY = 200;

    private final Clock clock;
    private final Map<Long, Alert> alerts = new LinkedHashMap<>(); // oldest first
    private long lastId;

    AlertBoard(Clock clock) {
        this.clock = clock;
    }

    /** @throws IllegalStateException if there is no room */
    synchronized Alert raise(String text, List<String> people) {
        if (alerts.size() == CAPACITY) {
            Alert over = alerts.values().stream()
                    .filter(alert -> alert.state() != Alert.State.CALLING)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            CAPACITY + " alerts are under way; send this one again when one of them is over"));
            alerts.remove(over.id());
        }
        Alert alert = Alert.raised(++lastId, text, people, clock.millis());
        alerts.put(alert.id(), alert);
        return alert;
    }

    /** Whether somebody is left to be asked, and nobody has read it. */
    synchronized boolean goesOn(long id) {
        return alert(id).state() == Alert.State.CALLING;
    }

    /** Whose turn it is now. */
    synchronized String callNext(long id) {
        Alert alert = alert(id);
        String person = alert.next().orElseThrow();
        alerts.put(id, alert.calling(clock.millis()));
        return person;
    }

    /** What has become of the call under way. */
    synchronized void answered(long id, CallState outcome, @Nullable String note) {
        alerts.put(id, alert(id).answered(outcome, clock.millis(), note));
    }

    /** Newest first. */
    synchronized List<Alert> alerts() {
        List<Alert> newestFirst = new ArrayList<>(alerts.values());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private Alert alert(long id) {
        return Optional.ofNullable(alerts.get(id)).orElseThrow();
    }
}
