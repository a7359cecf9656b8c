/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import org.apache.camel.spi.IdempotentRepository;

/**
 * What one consumer has taken before, as a repository of the user remembers it beyond the life of the node. May block, and so
 * is asked on the consumer's threads, in the sender's turn, and never on a loop; may fail, and then says what that means.
 * Thread-safe if the repository is.
 *
 * <p>The keys are scoped by node and route: consumers that share a repository do not take each other's messages for their
 * own. Many repositories cannot tell a message that is at work from one that is done, so with
 * {@link Acknowledge#ON_COMPLETION} nothing is added before the route has completed: a crash makes a duplicate at worst.
 * Copies that come meanwhile are the node's business.
 */
final class KnownMessages {
    private final IdempotentRepository repository;
    private final Acknowledge acknowledge;
    private final String scope;

    KnownMessages(IdempotentRepository repository, Acknowledge acknowledge, String scope) {
        this.repository = repository;
        this.acknowledge = acknowledge;
        this.scope = scope;
    }

    /** Before the route: whether it has had the message already. */
    boolean isKnown(InboundMessage message) {
        String key = message.key(scope);
        try {
            if (acknowledge == Acknowledge.ON_COMPLETION) {
                return repository.contains(key);
            }
            boolean known = !repository.add(key);
            if (!known) {
                repository.confirm(key); // it was confirmed to its sender: no failure of the route brings it again
            }
            return known;
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The idempotentRepository " + repository + " failed, so message " + message.number() + " of "
                            + message.sender() + " is not routed, "
                            + (acknowledge == Acknowledge.ON_COMPLETION
                                    ? "and not confirmed: its repetition is a new attempt"
                                    : "although it is confirmed already; acknowledge=ON_COMPLETION confirms later"),
                    e);
        }
    }

    /** After the route has completed. */
    void completed(InboundMessage message) {
        if (acknowledge == Acknowledge.ON_RECEIVE) {
            return;
        }
        String key = message.key(scope);
        try {
            repository.add(key);
            repository.confirm(key);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The idempotentRepository " + repository + " failed after the route has completed, so message "
                            + message.number() + " of " + message.sender()
                            + " is not confirmed and its repetition is routed again",
                    e);
        }
    }
}
