/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.concurrent.CompletionStage;

/**
 * Tells a new message from a repetition: it is claimed when it comes, and completed once it was accepted or released
 * when it was not.
 *
 * <p>Called on the loop. Answers may come later and on any thread, because a repository may have to ask a disk or a
 * database; the messages of one sender wait for each other meanwhile, those of others do not.
 */
interface MessageClaims {
    /** What is known about a message. */
    enum Claim {
        /** Never seen, or released: it is the caller's now. */
        NEW,
        /** Claimed by an earlier copy that is still at work: stay silent, the sender will ask again. */
        IN_PROGRESS,
        /** Accepted before: confirm it again and do nothing else. */
        COMPLETED
    }

    CompletionStage<Claim> claim(MessageKey message);

    /** The claimed message was accepted. The receipt goes out when this has completed. */
    CompletionStage<Void> complete(MessageKey message);

    /** The claimed message was not accepted: a repetition shall be new. */
    CompletionStage<Void> release(MessageKey message);

    /** How many are remembered, as far as this node can tell. */
    default int size() {
        return 0;
    }
}
