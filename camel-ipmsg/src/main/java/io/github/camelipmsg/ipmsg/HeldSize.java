/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.NodeSizes;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * One of the things of which a node holds a bounded number, as those see it who look after it. Immutable.
 *
 * @param field its name in the dev console
 * @param tag its name among the meters
 */
record HeldSize(String field, String tag, ToIntFunction<NodeSizes> of) {
    /** In the order in which they are shown. */
    static final List<HeldSize> ALL = List.of(
            new HeldSize("members", "members", NodeSizes::members),
            new HeldSize("membersSeenLately", "members.seen.lately", NodeSizes::knownMembers),
            new HeldSize("sendsUnderWay", "sends.under.way", NodeSizes::sendsUnderWay),
            new HeldSize("messagesHeld", "messages.held", NodeSizes::held),
            new HeldSize("outcomesKept", "outcomes", NodeSizes::outcomesKept),
            new HeldSize("searches", "searches", NodeSizes::searches),
            new HeldSize("arrivals", "arrivals", NodeSizes::arrivals),
            new HeldSize("messagesRemembered", "messages.remembered", NodeSizes::messagesRemembered),
            new HeldSize("messagesHalfAccepted", "messages.half.accepted", NodeSizes::messagesHalfAccepted),
            new HeldSize("receiptsHeldBack", "receipts.held.back", NodeSizes::receiptsHeldBack),
            new HeldSize("addressesWithBudget", "budgets", NodeSizes::addressesWithBudget),
            new HeldSize("readNotices", "read.notices", NodeSizes::readNotices),
            new HeldSize("questions", "questions", NodeSizes::questions));

    int in(NodeSizes sizes) {
        return of.applyAsInt(sizes);
    }
}
