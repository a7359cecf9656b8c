/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last 200 alerts, on the disk, too. One more pushes out the oldest whose calls are over; while all of them are still
 * under way it is refused. Thread-safe.
 */
final class AlertBoard {
    static final int CAPACITY = 200;

    private static final Logger LOG = LoggerFactory.getLogger(AlertBoard.class);

    private final Clock clock;
    private final AlertStore store;
    private final Map<Long, Alert> alerts = new LinkedHashMap<>(); // oldest first
    private final Map<Long, CallState> early = new LinkedHashMap<>(); // by packet number
    private long lastId;

    /** With the alerts of before. Whoever was being asked then is asked again. */
    AlertBoard(Clock clock, AlertStore store) throws IOException {
        this.clock = clock;
        this.store = store;
        store.all().forEach(alert -> alerts.put(alert.id(), alert.interrupted()));
        lastId = alerts.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * Returns when it is on the disk.
     *
     * @throws IllegalStateException if there is no room
     * @throws UncheckedIOException if the disk does not take it
     */
    synchronized Alert raise(String text, List<String> people) {
        Optional<Alert> over = alerts.size() < CAPACITY ? Optional.empty() : Optional.of(oldestOver());
        Alert alert = Alert.raised(lastId + 1, text, people, clock.millis());
        try {
            store.put(alert);
        } catch (IOException e) {
            throw new UncheckedIOException("The alert cannot be kept, so it is refused: " + e, e);
        }
        lastId = alert.id();
        alerts.put(alert.id(), alert);
        over.map(Alert::id).ifPresent(this::forget);
        return alert;
    }

    private Alert oldestOver() {
        return alerts.values().stream()
                .filter(Alert::isOver)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        CAPACITY + " alerts are under way; send this one again when one of them is over"));
    }

    private void forget(long id) {
        alerts.remove(id);
        try {
            store.remove(id);
        } catch (IOException e) {
            LOG.warn("Alert {}, which is over, stays on the disk", id, e);
        }
    }

    /** Whether somebody is left to be asked, and nobody has read it. */
    synchronized boolean goesOn(long id) {
        return alerts.containsKey(id) && alert(id).state() == Alert.State.CALLING;
    }

    /** Whose turn it is now; empty if it does not go on: somebody may just have read it. */
    synchronized Optional<String> callNext(long id) {
        if (!goesOn(id)) {
            return Optional.empty();
        }
        Alert alert = alert(id);
        Optional<String> person = alert.next();
        alerts.put(id, alert.calling(clock.millis()));
        return person;
    }

    /**
     * What has become of the call under way.
     *
     * @param number of the packet, null if none was sent
     */
    synchronized void answered(long id, CallState outcome, @Nullable Long number, @Nullable String note) {
        CallState told = number == null ? outcome : early.getOrDefault(number, outcome);
        boolean better = told.isBetterThan(outcome);
        early.remove(number);
        change(alert(id).answered(better ? told : outcome, number, clock.millis(), better ? null : note));
    }

    /**
     * What is told of a packet. This may be after its time was up; or a moment before {@link #answered} knows its number.
     *
     * @return the alert, if this bettered one of its calls
     */
    synchronized Optional<Alert> told(long number, CallState outcome) {
        Optional<Alert> called =
                alerts.values().stream().filter(alert -> alert.hasSent(number)).findFirst();
        if (called.isEmpty()) {
            early.merge(number, outcome, (one, other) -> one.isBetterThan(other) ? one : other);
            if (early.size() > CAPACITY) { // of alerts that are gone
                early.remove(early.keySet().iterator().next());
            }
            return called;
        }
        Optional<Alert> bettered = called.flatMap(alert -> alert.bettered(number, outcome, clock.millis()));
        bettered.ifPresent(this::change);
        return bettered;
    }

    /** Oldest first. */
    synchronized List<Alert> underWay() {
        return alerts.values().stream()
                .filter(alert -> alert.state() == Alert.State.CALLING)
                .toList();
    }

    /** Newest first. */
    synchronized List<Alert> alerts() {
        List<Alert> newestFirst = new ArrayList<>(alerts.values());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private void change(Alert alert) {
        alerts.put(alert.id(), alert);
        try {
            store.put(alert);
        } catch (IOException e) { // people matter more
            LOG.error("What became of alert {} is not on the disk; after a restart it is asked again", alert.id(), e);
        }
    }

    private Alert alert(long id) {
        return Optional.ofNullable(alerts.get(id)).orElseThrow();
    }
}
