/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An application that uses the bridge by JMS, and knows no more of it than its queues. */
final class Application implements AutoCloseable {
    private static final long PATIENCE = 15_000;

    private final ActiveMQConnectionFactory connections;
    private final JMSContext context;

    Application(String url) {
        connections = new ActiveMQConnectionFactory(url);
        context = connections.createContext();
    }

    /** Asks for the outcome on that queue, with that correlation. */
    void asks(String text, Map<String, String> properties, String correlationId, String replyTo) {
        JMSProducer producer = context.createProducer();
        properties.forEach(producer::setProperty);
        producer.setJMSCorrelationID(correlationId)
                .setJMSReplyTo(context.createQueue(replyTo))
                .send(context.createQueue(Queues.SEND), text);
    }

    /** Asks for the outcome on a queue that is gone as soon as this application is closed. */
    void asksByATemporaryQueue(String text, Map<String, String> properties, String correlationId) {
        JMSProducer producer = context.createProducer();
        properties.forEach(producer::setProperty);
        producer.setJMSCorrelationID(correlationId)
                .setJMSReplyTo(context.createTemporaryQueue())
                .send(context.createQueue(Queues.SEND), text);
    }

    /** Sends to any queue. */
    void sendsTo(String queue, String text) {
        context.createProducer().send(context.createQueue(queue), text);
    }

    /** Sends to any queue until it takes no more. */
    void fills(String queue) {
        for (int i = 0; i < 1_000; i++) {
            try {
                sendsTo(queue, "x".repeat(1_000));
            } catch (JMSRuntimeException full) {
                return;
            }
        }
        throw new AssertionError(queue + " is never full");
    }

    /** What has expired by the time that anybody looks. */
    void sendsForAMillisecond(String queue) {
        context.createProducer().setTimeToLive(1).send(context.createQueue(queue), "too late");
    }

    void sends(String text, Map<String, String> properties) {
        JMSProducer producer = context.createProducer();
        properties.forEach(producer::setProperty);
        producer.send(context.createQueue(Queues.SEND), text);
    }

    /** The next message of that queue. */
    TextMessage receives(String queue) {
        return (TextMessage) receives(queue, PATIENCE);
    }

    /** Whether there is no message now. */
    boolean hasNone(String queue) {
        return receives(queue, 0) == null;
    }

    String textOfNext(String queue) throws JMSException {
        return receives(queue).getText();
    }

    /** How many messages wait there now. */
    int count(String queue) throws JMSException {
        try (QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            int count = 0;
            for (Enumeration<?> messages = browser.getEnumeration();
                    messages.hasMoreElements();
                    messages.nextElement()) {
                count++;
            }
            return count;
        }
    }

    private Message receives(String queue, long patience) {
        try (JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            Message message = patience == 0 ? consumer.receiveNoWait() : consumer.receive(patience);
            if (message == null && patience > 0) {
                throw new AssertionError("Nothing came to " + queue + " in time");
            }
            return message;
        }
    }

    @Override
    public void close() {
        context.close();
        connections.close();
    }
}
