/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.proof.Complaints.Wrong;
import io.github.camelipmsg.proof.Runs.Place;
import io.github.camelipmsg.proof.Runs.Presence;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ledger itself: which consumers must have accepted a message when its receipt leaves, while some come and go. */
class RunsTest {
    private static final String HOST = "delta";
    private static final String KEY = "#7~1";
    private static final String TEXT = KEY + " tell me";
    private static final Place SLOW = new Place(HOST, "slow", true);
    private static final Place QUICK = new Place(HOST, "quick", false);

    private final Complaints complaints = new Complaints();
    private final Runs runs = new Runs(complaints, key -> TEXT);
    private final Map<Place, Presence> presence =
            new HashMap<>(Map.of(SLOW, Presence.AT_WORK, QUICK, Presence.AT_WORK));

    @BeforeEach
    void isStarted() {
        runs.add(SLOW, () -> presence.getOrDefault(SLOW, Presence.ABSENT));
        runs.add(QUICK, () -> presence.getOrDefault(QUICK, Presence.ABSENT));
        runs.booted(HOST);
    }

    @Test
    void aReceiptIsForWhatAllHaveAccepted() {
        arrives();
        runs.done(runs.begins(SLOW, TEXT));
        confirms();
        runs.begins(QUICK, TEXT);

        endsWith();
    }

    @Test
    void whoIsAtWorkAndHasNotCompletedMustNotBeConfirmed() {
        arrives();
        runs.begins(QUICK, TEXT);
        runs.begins(SLOW, TEXT);
        presence.put(SLOW, Presence.ABSENT); // it takes no more, and is still at this one

        confirms();

        endsWith(Wrong.RECEIPT_BEFORE_ACCEPTANCE);
    }

    @Test
    void whoHasStoppedIsNotAskedEvenIfTheOtherHasOnlyTakenIt() {
        presence.put(SLOW, Presence.ABSENT);
        arrives();

        confirms();
        runs.begins(QUICK, TEXT);

        endsWith();
        assertThat(runs.accepted(HOST, 7, 1)).isTrue();
    }

    @Test
    void whoHasTakenItInsteadMustRunIt() {
        presence.put(SLOW, Presence.ABSENT);
        arrives();

        confirms();

        endsWith(Wrong.ACCEPTED_AND_NEVER_RUN);
        assertThat(runs.accepted(HOST, 7, 1)).isFalse();
    }

    @Test
    void whoStopsBetweenArrivalAndReceiptMayNotHaveBeenAsked() {
        arrives();
        presence.put(SLOW, Presence.ABSENT);

        confirms();
        runs.begins(QUICK, TEXT);

        endsWith();
    }

    @Test
    void whoIsAtWorkAllTheTimeIsAskedWhoeverElseHasStopped() {
        presence.put(QUICK, Presence.ABSENT);
        arrives();

        confirms();

        endsWith(Wrong.RECEIPT_BEFORE_ACCEPTANCE);
    }

    @Test
    void somebodyMustHaveTakenIt() {
        presence.clear();
        arrives();

        confirms();

        endsWith(Wrong.RECEIPT_BEFORE_ACCEPTANCE);
    }

    private void arrives() {
        runs.arrived(HOST, KEY, TEXT);
    }

    private void confirms() {
        runs.confirmed(HOST, Set.of(KEY), () -> "");
    }

    private void endsWith(Wrong... complained) {
        runs.finish();
        assertThat(complaints.kinds()).containsExactlyInAnyOrder(complained);
    }
}
