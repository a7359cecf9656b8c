/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.SocketAddresses;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.TagConstants;
import org.apache.camel.telemetry.decorators.AbstractMessagingSpanDecorator;
import org.jspecify.annotations.Nullable;

/**
 * Tells tracing, of what was received, who wrote and under which number; of what was sent, to whom, under which number and
 * what became of it. Texts and names are not told. Loaded by Camel's telemetry where that is there. Immutable: which span
 * is that of a reception is noted in the exchange.
 */
public class IpmsgSpanDecorator extends AbstractMessagingSpanDecorator {
    static final String PEER = "ipmsg.peer";
    static final String STATUS = "ipmsg.delivery.status";

    /** So many recipients of one message are named. */
    private static final int MOST_PEERS = 10;

    private static final String RECEPTION = IpmsgSpanDecorator.class.getName() + ".reception";

    @Override
    public String getComponent() {
        return "ipmsg";
    }

    @Override
    public String getComponentClassName() {
        return IpmsgComponent.class.getName();
    }

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        super.beforeTracingEvent(span, exchange, endpoint);
        if (isReception(exchange, endpoint)) {
            exchange.setProperty(RECEPTION, span);
            Message message = exchange.getMessage();
            tag(span, PEER, message.getHeader(IpmsgConstants.SENDER_ADDRESS, String.class));
            tag(span, TagConstants.MESSAGE_ID, message.getHeader(IpmsgConstants.MESSAGE_NUMBER, String.class));
            outcome(span, message); // of an event of deliveries
        }
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        super.afterTracingEvent(span, exchange);
        if (exchange.getProperty(RECEPTION) != span) {
            Message message = exchange.getMessage();
            tag(span, PEER, recipients(message));
            outcome(span, message);
        }
    }

    /** The first event of an exchange is that of its consumer; the same endpoint may be sent to later. */
    private static boolean isReception(Exchange exchange, Endpoint endpoint) {
        return endpoint.equals(exchange.getFromEndpoint()) && exchange.getProperty(RECEPTION) == null;
    }

    private static void outcome(Span span, Message message) {
        tag(span, STATUS, message.getHeader(IpmsgConstants.DELIVERY_STATUS, String.class));
        tag(span, TagConstants.MESSAGE_ID, message.getHeader(IpmsgConstants.PACKET_NUMBER, String.class));
    }

    private static @Nullable String recipients(Message message) {
        return message.getHeader(IpmsgConstants.DELIVERIES) instanceof List<?> deliveries
                ? deliveries.stream()
                        .limit(MOST_PEERS)
                        .filter(Delivery.class::isInstance)
                        .map(each -> SocketAddresses.format(((Delivery) each).address()))
                        .collect(Collectors.joining(","))
                : null;
    }

    private static void tag(Span span, String name, @Nullable String value) {
        if (value != null) {
            span.setTag(name, value);
        }
    }
}
