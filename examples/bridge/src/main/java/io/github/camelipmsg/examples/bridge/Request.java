/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.camel.component.jms.JmsConstants;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * What an application wants with its message, as far as it has said so, and where it hears of it.
 *
 * @param to the recipients, as option {@code to} takes them
 * @param expectReply for how long the next message of who was asked is the answer; null if none is expected
 * @param replyTo where outcome and answer go; null if to the queue of all outcomes
 * @param correlationId what both have in common with the request
 * @param id the {@code JMSMessageID}; null if its application wants none
 * @param attempt how often the broker has given it out, this time included
 */
record Request(
        @Nullable String to,
        @Nullable String expectReply,
        @Nullable Destination replyTo,
        String correlationId,
        @Nullable String id,
        int attempt) {
    /** So often what may go well next time is tried. */
    static final int ATTEMPTS = 5;

    private static final String TO = "to";
    private static final String EXPECT_REPLY = "expectReply";
    private static final long LONGEST = TimeUtils.toMilliSeconds("7d");

    /** The request, or a record of it. */
    static Request of(Message message) throws JMSException {
        String correlationId = message.getJMSCorrelationID();
        return new Request(
                message.getStringProperty(TO),
                message.getStringProperty(EXPECT_REPLY),
                message.getJMSReplyTo(),
                correlationId == null ? message.getJMSMessageID() : correlationId,
                message.getJMSMessageID(),
                message.getIntProperty("JMSXDeliveryCount"));
    }

    /** The same again, with no text. */
    Message record(Message message) throws JMSException {
        message.setStringProperty(TO, to);
        message.setStringProperty(EXPECT_REPLY, expectReply);
        message.setJMSReplyTo(replyTo);
        message.setJMSCorrelationID(correlationId);
        return message;
    }

    /** Addresses a message to whoever made this request; to all, if that queue has not taken it so often. */
    void address(org.apache.camel.Message message) {
        message.setHeader(JmsConstants.JMS_HEADER_CORRELATION_ID, correlationId);
        if (to != null) {
            message.setHeader(TO, to);
        }
        if (replyTo != null && attempt <= ATTEMPTS) {
            message.setHeader(JmsConstants.JMS_DESTINATION, replyTo); // instead of the endpoint's
        }
    }

    /** @throws IllegalArgumentException if there are none; it says what to write */
    String recipients() {
        if (to == null || to.isBlank()) {
            throw new IllegalArgumentException(
                    "The message has no recipient: set its string property 'to', as in to=Taro Yamada");
        }
        return to;
    }

    /**
     * In milliseconds, 0 for no answer.
     *
     * @throws IllegalArgumentException if that is no time; it says what to write
     */
    long answerWithin() {
        if (expectReply == null) {
            return 0;
        }
        long within = milliseconds(expectReply);
        if (within <= 0 || within > LONGEST) {
            throw new IllegalArgumentException("Property 'expectReply' is '" + expectReply
                    + "', which is no time of up to 7 days: write it as in expectReply=10m");
        }
        return within;
    }

    private static long milliseconds(String time) {
        try {
            return TimeUtils.toMilliSeconds(time);
        } catch (RuntimeException e) { // of several kinds
            return 0;
        }
    }
}
