/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import java.util.List;

/** The queues of the bridge: the first four are for applications, the others its own. */
final class Queues {
    /** What people wrote. */
    static final String RECEIVED = "ipmsg.received";
    /** What applications want to be sent. */
    static final String SEND = "ipmsg.send";
    /** What became of it, where no {@code JMSReplyTo} says otherwise. */
    static final String OUTCOMES = "ipmsg.outcomes";
    /** What can never be sent. */
    static final String DEAD = "ipmsg.dead";

    /** Of what applications want to be sent, what has a {@code JMSXGroupID}. */
    static final String ORDERED = "ipmsg.ordered";
    /** What people wrote and has been confirmed to them. */
    static final String ARRIVED = "ipmsg.arrived";
    /** Requests whose message is held for somebody who is not here. */
    static final String HELD = "ipmsg.held";
    /** Requests that wait for an answer, one for each person who was asked. */
    static final String ASKED = "ipmsg.asked";

    /** Those of them that had no answer in time. */
    static final String UNANSWERED = "ipmsg.unanswered";

    static final List<String> ALL = List.of(RECEIVED, SEND, OUTCOMES, DEAD, ORDERED, ARRIVED, HELD, ASKED, UNANSWERED);

    private Queues() {}
}
