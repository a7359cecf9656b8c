/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.proof.Complaints.Wrong;
import io.github.camelipmsg.simulation.Traffic;
import java.util.EnumMap;
import java.util.Map;

/** What a run has come to; several can be summed up. */
final class Figures {
    long messages;
    long replies;
    final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    long datagrams;
    long lost;
    long duplicated;
    long reordered;
    long restarts;
    long crashes;
    long partitions;
    long runAgainAfterRestart;
    long held;
    long heldAndDelivered;
    long heldToStrangers; // datagrams
    long doubleRuns;
    long falseOutcomes;
    long otherComplaints;

    void add(Traffic traffic) {
        datagrams += traffic.sent();
        lost += traffic.lost();
        duplicated += traffic.duplicated();
        reordered += traffic.reordered();
    }

    void add(Complaints complaints) {
        doubleRuns += complaints.count(Wrong.RUN_TWICE);
        falseOutcomes += complaints.count(Wrong.FALSE_RECEIVED) + complaints.count(Wrong.FALSE_READ);
        otherComplaints += complaints.kinds().stream()
                .filter(wrong -> wrong != Wrong.RUN_TWICE && wrong != Wrong.FALSE_RECEIVED && wrong != Wrong.FALSE_READ)
                .mapToInt(complaints::count)
                .sum();
    }

    void add(Figures more) {
        messages += more.messages;
        replies += more.replies;
        more.fates.forEach((fate, count) -> fates.merge(fate, count, Long::sum));
        datagrams += more.datagrams;
        lost += more.lost;
        duplicated += more.duplicated;
        reordered += more.reordered;
        restarts += more.restarts;
        crashes += more.crashes;
        partitions += more.partitions;
        runAgainAfterRestart += more.runAgainAfterRestart;
        held += more.held;
        heldAndDelivered += more.heldAndDelivered;
        heldToStrangers += more.heldToStrangers;
        doubleRuns += more.doubleRuns;
        falseOutcomes += more.falseOutcomes;
        otherComplaints += more.otherComplaints;
    }

    long fate(Fate fate) {
        return fates.getOrDefault(fate, 0L);
    }

    @Override
    public String toString() {
        return messages + " messages, " + replies + " replies, " + fates + ", " + datagrams + " datagrams, " + lost
                + " lost, " + duplicated + " duplicated, " + reordered + " reordered, " + restarts + " restarts, "
                + crashes + " crashes, " + partitions + " partitions, " + runAgainAfterRestart
                + " run again after a restart, " + held + " held, " + heldAndDelivered + " of them delivered, "
                + heldToStrangers + " datagrams with them to strangers, "
                + doubleRuns + " double runs, " + falseOutcomes
                + " false outcomes, " + otherComplaints + " other complaints";
    }
}
