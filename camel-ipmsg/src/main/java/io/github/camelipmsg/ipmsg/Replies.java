/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.OutboundMessage;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what a route has made of a message back to whoever wrote it. Thread-safe. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private final IpmsgConsumer consumer;
    private final Node node;
    private final IpmsgBinding binding;
    private final int perMinute;

    /** @throws IllegalArgumentException if {@code replyLimit} allows none */
    Replies(IpmsgConsumer consumer, Node node) {
        this.consumer = consumer;
        this.node = node;
        this.binding = new IpmsgBinding(
                consumer.getEndpoint().getConfiguration(), node.options().discoveryPort());
        this.perMinute = consumer.getEndpoint().getConfiguration().getReplyLimit();
    }

    /** The exchange's body as a reply; none if it is empty, the message must not be answered, or it cannot be sent. */
    Optional<OutboundMessage> of(Exchange exchange, InboundMessage question) {
        try {
            String text = exchange.getMessage().getBody(String.class);
            return text == null || text.isEmpty() || !question.answerable()
                    ? Optional.empty()
                    : Optional.of(binding.toReply(text, exchange, question));
        } catch (RuntimeException e) {
            consumer.getExceptionHandler().handleException("Cannot reply to " + question.sender(), exchange, e);
            return Optional.empty();
        }
    }

    /** Sends it. What becomes of it the node tells, who knows what it has told lately. */
    void send(OutboundMessage reply, InboundMessage question) {
        CompletionStage<?> unused = node.reply(question, reply, perMinute).exceptionally(failure -> {
            LOG.debug("Cannot reply to {}", question.sender(), failure);
            return Optional.empty();
        });
    }
}
