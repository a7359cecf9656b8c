/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.ipmsg.IpmsgRecipientException;
import io.github.camelipmsg.ipmsg.Operation;
import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.Delivery.Cause;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.main.Main;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Carries messages between people with an IP Messenger and the queues of a message broker. What can be set stands in
 * {@code application.properties}; what applications see, and what is promised, in the README of this example.
 */
public final class Bridge extends RouteBuilder {
    /** Takes each message in one transaction with all that becomes of it. */
    private static final String IN_TRANSACTION = "?transacted=true&disableReplyTo=true";

    private static final String REQUEST = "request";
    private static final String OUTCOME = "outcome";
    /** Under which it was sent, now or before; 0 if it was not. */
    private static final String NUMBER = "number";

    private final Sent sent = new Sent();

    public static void main(String[] args) throws Exception {
        System.exit(main().run(args));
    }

    static Main main() {
        return new Main(Bridge.class); // finds every RouteBuilder of this package
    }

    @Override
    public void configure() throws Exception {
        String url = setting("broker-url");
        if (Boolean.parseBoolean(setting("broker"))) {
            getContext().addService(new Broker(Path.of(setting("state"), "broker"), url));
        }
        CachingConnectionFactory connections = Connections.to(url);
        Connections.bind(connections, getContext());
        Ledger ledger = new Ledger(connections);
        fromPeople(ledger);
        fromApplications(ledger);
        laterOutcomes(ledger);
    }

    private String setting(String name) {
        return getContext().resolvePropertyPlaceholders("{{" + name + "}}");
    }

    // ---- from people to applications -----------------------------------------------------------------------------

    private void fromPeople(Ledger ledger) {
        // confirmed when the broker has it on its disk; what the broker has had before it drops
        from("ipmsg:bridge?acknowledge=ON_COMPLETION")
                .routeId("arrive")
                .process(Arrival::toJms)
                .to("jms:queue:" + Queues.ARRIVED);

        // to all applications, and to the one that has asked
        from("jms:queue:" + Queues.ARRIVED + IN_TRANSACTION)
                .routeId("receive")
                .onException(Exception.class)
                .delay(simple("{{pause}}"))
                .end()
                .end()
                .transacted()
                .process(exchange -> findQuestion(exchange, ledger))
                .to("jms:queue:" + Queues.RECEIVED)
                .filter(exchange -> exchange.getVariable(REQUEST) != null)
                .setHeader("kind", constant("ANSWER"))
                .process(exchange -> request(exchange).address(exchange.getMessage()))
                .to("jms:queue:" + Queues.OUTCOMES); // or where the request says

        // the broker moves here what waits for an answer no longer
        from("jms:queue:" + Queues.UNANSWERED + IN_TRANSACTION)
                .routeId("unanswered")
                .transacted()
                .process(exchange -> {
                    jakarta.jms.Message record =
                            exchange.getMessage(JmsMessage.class).getJmsMessage();
                    Message message = exchange.getMessage();
                    message.setHeaders(Ledger.asked(record));
                    message.setHeader("kind", "UNANSWERED");
                    message.setBody("");
                    Request.of(record).address(message);
                })
                .to("jms:queue:" + Queues.OUTCOMES);
    }

    private static void findQuestion(Exchange exchange, Ledger ledger) throws JMSException {
        Message message = exchange.getMessage();
        message.removeHeaders("JMS*");
        message.removeHeader(Arrival.DUPLICATE_ID);
        if (!message.getHeader(Arrival.AUTOMATIC, false, Boolean.class)) {
            Optional<Request> question = ledger.answer(
                    message.getHeader(Arrival.USER, String.class),
                    message.getHeader(Arrival.HOST, String.class),
                    message.getHeader(Arrival.ADDRESS, String.class));
            question.ifPresent(request -> {
                exchange.setVariable(REQUEST, request);
                message.setHeader("JMSCorrelationID", request.correlationId());
            });
        }
    }

    // ---- from applications to people -----------------------------------------------------------------------------

    private void fromApplications(Ledger ledger) {
        send("send", Queues.SEND, "{{senders}}", "0", ledger);
        send("send-in-order", Queues.ORDERED, "1", "{{pause}}", ledger);

        from("direct:dead-letter")
                .routeId("dead-letter")
                .process(exchange -> {
                    Message message = exchange.getMessage();
                    message.removeHeaders("*");
                    request(exchange).address(message);
                    message.removeHeader("CamelJmsDestination");
                    message.setHeader("reason", outcome(exchange).reason());
                })
                .to("jms:queue:" + Queues.DEAD);

        from("direct:outcome")
                .routeId("outcome")
                .process(exchange -> {
                    outcome(exchange).writeTo(exchange.getMessage());
                    request(exchange).address(exchange.getMessage());
                })
                .to("jms:queue:" + Queues.OUTCOMES); // or where the request says
    }

    private void send(String routeId, String queue, String atOnce, String pause, Ledger ledger) {
        // taken from the queue when there is an outcome, or the message is held on our disk; if that fails after it was
        // sent, it comes again and is asked for its outcome; only when this process has stopped it is sent once more
        from("jms:queue:" + queue + IN_TRANSACTION + "&concurrentConsumers=" + atOnce)
                .routeId(routeId)
                .onException(IpmsgRecipientException.class, IllegalArgumentException.class)
                .handled(true)
                .process(exchange -> exchange.setVariable(OUTCOME, Outcome.refused(why(exchange))))
                .to("direct:dead-letter", "direct:outcome")
                .end()
                .onException(Exception.class) // before the next, which would take all
                .onWhen(Bridge::isLastAttempt)
                .handled(true)
                .process(exchange -> exchange.setVariable(OUTCOME, Outcome.failed(number(exchange), why(exchange))))
                .to("direct:dead-letter", "direct:outcome")
                .end()
                .onException(Exception.class)
                .delay(simple(pause)) // before the next attempt, where the broker makes no pause
                .end()
                .end()
                .transacted()
                .process(this::prepare)
                .to("ipmsg:bridge?whenOffline=HOLD&holdTimeout={{hold-timeout}}&oversize=SPLIT"
                        + "&confirmationTimeout={{confirmation-timeout}}&resolveTimeout={{resolve-timeout}}")
                .process(exchange -> record(exchange, ledger))
                .filter(exchange -> outcome(exchange).status().equals("REJECTED"))
                .to("direct:dead-letter")
                .end()
                .to("direct:outcome");
    }

    private static boolean isLastAttempt(Exchange exchange) {
        Request request = request(exchange);
        return request != null && request.attempt() >= Broker.ATTEMPTS;
    }

    private void prepare(Exchange exchange) throws Exception {
        JmsMessage message = exchange.getMessage(JmsMessage.class);
        Request request = Request.of(message.getJmsMessage());
        exchange.setVariable(REQUEST, request);
        if (!(message.getBody() instanceof String text) || text.isBlank()) {
            throw new IllegalArgumentException("The message has no text: send a TextMessage");
        }
        request.answerWithin();
        String recipients = request.recipients();
        message.removeHeaders("*"); // none of an application's steers the producer
        long number = claim(exchange, request);
        exchange.setVariable(NUMBER, number);
        if (number == 0) {
            message.setHeader(IpmsgConstants.TO, recipients);
        } else {
            message.setHeader(IpmsgConstants.OPERATION, Operation.CONFIRMATION);
            message.setHeader(IpmsgConstants.PACKET_NUMBER, number);
        }
    }

    private long claim(Exchange exchange, Request request) throws Exception {
        String id = request.id();
        if (id == null) {
            return 0; // an application that has switched them off
        }
        long number = sent.claim(id);
        if (number == 0) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    sent.release(id);
                }
            });
        }
        return number;
    }

    private void record(Exchange exchange, Ledger ledger) {
        Outcome outcome = Outcome.of(exchange.getMessage());
        Request request = request(exchange);
        if (number(exchange) == 0) {
            int failing = outcome.nobodyMayHaveIt() ? Request.ATTEMPTS : 0;
            if (request.attempt() < (outcome.has(Cause.SHUTDOWN) ? Broker.ATTEMPTS : failing)) {
                throw new IllegalStateException("It stays in its queue for another attempt: " + outcome.reason());
            }
            exchange.setVariable(NUMBER, outcome.packetNumber());
            if (request.id() != null && outcome.packetNumber() != 0) {
                sent.remember(request.id(), outcome.packetNumber());
            }
        }
        exchange.setVariable(OUTCOME, outcome);
        if (outcome.isUndecided()) {
            ledger.hold(outcome, request);
        }
        ledger.ask(outcome, request);
    }

    // ---- what becomes of messages that are held ------------------------------------------------------------------

    private void laterOutcomes(Ledger ledger) {
        from("ipmsg:bridge?events=DELIVERIES")
                .routeId("outcome-event")
                .filter(exchange ->
                        !exchange.getMessage().getBody(Delivery.class).isUndecided())
                .to("direct:settle-soon");

        // events that found no broker, or were lost with a process
        from("timer:sweep?period={{sweep}}")
                .routeId("sweep")
                .doTry()
                .setBody(exchange -> ledger.heldNumbers())
                .doCatch(Exception.class)
                .setBody(exchange -> List.of())
                .end()
                .split(body())
                .setHeader(IpmsgConstants.PACKET_NUMBER, body())
                .to("direct:settle-soon");

        from("direct:settle-soon")
                .routeId("settle-soon")
                .doTry()
                .to("direct:settle")
                .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "To be settled later: ${exception.message}")
                .end();

        from("direct:settle")
                .routeId("settle")
                .transacted()
                .to("ipmsg:bridge?operation=CONFIRMATION")
                .process(exchange -> settle(exchange, ledger))
                .filter(exchange -> exchange.getVariable(REQUEST) != null)
                .to("direct:outcome");
    }

    private static void settle(Exchange exchange, Ledger ledger) throws JMSException {
        Outcome outcome = Outcome.of(exchange.getMessage());
        if (!outcome.isUndecided()) {
            ledger.settle(outcome).ifPresent(request -> {
                exchange.setVariable(OUTCOME, outcome);
                exchange.setVariable(REQUEST, request);
            });
        }
    }

    // ---- an exchange's notes -------------------------------------------------------------------------------------

    private static Request request(Exchange exchange) {
        return exchange.getVariable(REQUEST, Request.class);
    }

    private static Outcome outcome(Exchange exchange) {
        return exchange.getVariable(OUTCOME, Outcome.class);
    }

    private static long number(Exchange exchange) {
        return exchange.getVariable(NUMBER, 0L, Long.class);
    }

    private static String why(Exchange exchange) {
        return String.valueOf(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class).getMessage());
    }
}
