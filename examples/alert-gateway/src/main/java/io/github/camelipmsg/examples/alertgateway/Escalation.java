/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.node.Delivery;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of route {@code escalate}: one person after the other, until somebody has read the alert. */
final class Escalation {
    private static final String ALERT = "alert";
    private static final String OUTCOME = "outcome";

    private static final Logger LOG = LoggerFactory.getLogger(Escalation.class);

    private final AlertBoard board;
    private final CamelContext context;

    Escalation(AlertBoard board, CamelContext context) {
        this.board = board;
        this.context = context;
    }

    /** What the route is about, and what it sends. */
    static void carry(Exchange exchange, Alert alert) {
        exchange.setVariable(ALERT, alert);
        exchange.getMessage().removeHeaders("*"); // of a request: they go no further
        exchange.getMessage().setBody(alert.text());
    }

    static Alert alert(Exchange exchange) {
        return exchange.getVariable(ALERT, Alert.class);
    }

    /** A gateway that stops leaves the rest to the next one. */
    boolean goesOn(Exchange exchange) {
        return context.isRunAllowed() && board.goesOn(alert(exchange).id());
    }

    void callNext(Exchange exchange) {
        board.callNext(alert(exchange).id())
                .ifPresentOrElse(
                        person ->
                                exchange.getMessage().setHeader(IpmsgConstants.TO, List.of(person)), // it is not split
                        () -> exchange.setRouteStop(true));
    }

    void answered(Exchange exchange) {
        Message message = exchange.getMessage();
        ended(exchange, status(message), message.getHeader(IpmsgConstants.PACKET_NUMBER, Long.class), why(message));
    }

    void failed(Exchange exchange, CallState outcome) {
        ended(exchange, outcome, null, caught(exchange).getMessage());
    }

    /** What was made of a call by our own stop is nobody's answer: it is made again after the start. */
    private void ended(Exchange exchange, CallState outcome, @Nullable Long number, @Nullable String note) {
        if (context.isRunAllowed() || outcome == CallState.READ) {
            board.answered(alert(exchange).id(), outcome, number, note);
        }
        exchange.setVariable(OUTCOME, outcome);
    }

    /** An event: who opens the alert after his time was up has read it all the same. */
    void told(Exchange exchange) {
        Message message = exchange.getMessage();
        board.told(message.getHeader(IpmsgConstants.PACKET_NUMBER, Long.class), status(message))
                .ifPresent(alert -> LOG.info(
                        "Alert {}: {} after all: {}", alert.id(), status(message), message.getBody(Delivery.class)));
    }

    private static CallState status(Message message) {
        return CallState.valueOf(message.getHeader(IpmsgConstants.DELIVERY_STATUS, String.class));
    }

    /** In words, where the status does not say it all. */
    private static @Nullable String why(Message message) {
        List<?> deliveries = message.getHeader(IpmsgConstants.DELIVERIES, List.class);
        return deliveries.stream()
                .map(Delivery.class::cast)
                .filter(delivery -> CallState.RECEIVED.isBetterThan(status(message)))
                .map(Delivery::detail)
                .findFirst()
                .orElse(null);
    }

    static Exception caught(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }
}
