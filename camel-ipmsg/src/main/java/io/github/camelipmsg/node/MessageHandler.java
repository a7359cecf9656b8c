/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes the messages that a node receives. Called on the node's loop, so it must hand work on and return at once.
 *
 * <p>Taking happens in two steps, so that a message goes to all handlers that want it or to none, and is confirmed only
 * if all had room: {@link #reserve} each, then {@link Slot#accept} each, or {@link Slot#release} those that were got.
 */
public interface MessageHandler {
    /**
     * The same after it was stopped and started again, so that what it has accepted is not offered to it once more. Of
     * several with one name at a node each counts for itself, in the order in which they came.
     */
    default String name() {
        return getClass().getName();
    }

    /** Whether it tells {@link Node#reply} or {@link Node#noReply} of each message that it has accepted. */
    default boolean replies() {
        return false;
    }

    /** False if this message is none of the handler's business, or it is not at work just now. */
    boolean wants(InboundMessage message);

    /** Room for this message; empty if there is none, and then the message is not confirmed. */
    Optional<Slot> reserve(InboundMessage message);

    /** Room for one message. Either of the methods is called, once. */
    interface Slot {
        /**
         * Takes the message.
         *
         * @return completes when the message may be confirmed to its sender; fails if it must not be, and then the
         *     sender's repetition is a new message
         */
        CompletionStage<?> accept(InboundMessage message);

        /** Gives the room back. */
        void release();
    }
}
