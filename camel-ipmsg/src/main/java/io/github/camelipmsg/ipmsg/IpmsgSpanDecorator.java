/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractMessagingSpanDecorator;
import org.jspecify.annotations.Nullable;

/**
 * Tells tracing who wrote, under which number, and what became of what was sent; texts are not told. Loaded by Camel's
 * telemetry where that is there. Immutable.
 */
public class IpmsgSpanDecorator extends AbstractMessagingSpanDecorator {
    static final String PEER = "ipmsg.peer";
    static final String STATUS = "ipmsg.delivery.status";

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
        tag(span, PEER, exchange.getMessage(), IpmsgConstants.SENDER_ADDRESS);
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        super.afterTracingEvent(span, exchange);
        tag(span, STATUS, exchange.getMessage(), IpmsgConstants.DELIVERY_STATUS);
    }

    /** By which a message is found again in a capture or in the peer's log. */
    @Override
    protected @Nullable String getMessageId(Exchange exchange) {
        return exchange.getMessage().getHeader(IpmsgConstants.MESSAGE_NUMBER, String.class);
    }

    private static void tag(Span span, String name, Message message, String header) {
        @Nullable String value = message.getHeader(header, String.class);
        if (value != null) {
            span.setTag(name, value);
        }
    }
}
