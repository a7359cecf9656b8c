/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.ipmsg.IpmsgRecipientException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts by HTTP and asks the people on call, one after the other, until one of them has read it. Its page shows how
 * each alert stands. What can be set stands in {@code application.properties}.
 */
public final class AlertGateway extends RouteBuilder {
    private static final String ALERT = "alert";
    private static final String OUTCOME = "outcome";
    private static final String HOW_TO =
            "Send the alert as text/plain, or as application/json: {\"text\": \"Fire in hall 3\"}";

    private final AlertBoard board = new AlertBoard(Clock.systemUTC());

    public static void main(String[] args) throws Exception {
        System.exit(main().run(args));
    }

    static Main main() {
        return new Main(AlertGateway.class); // finds every RouteBuilder of this package
    }

    @Override
    public void configure() {
        List<String> people = people();

        onException(JsonProcessingException.class, IllegalArgumentException.class)
                .handled(true)
                .process(exchange -> refuse(exchange, 400, HOW_TO));
        onException(IllegalStateException.class)
                .handled(true)
                .process(exchange -> refuse(exchange, 503, caught(exchange).getMessage()));

        // the heart: one person after the other; whoever is waited for holds no thread
        from("direct:escalate")
                .routeId("escalate")
                .loopDoWhile(exchange -> board.goesOn(id(exchange)))
                .process(this::callNext)
                .doTry()
                .to("ipmsg:alerts?confirmation=READ&readTimeout={{read-timeout}}&oversize=SPLIT"
                        + "&confirmationTimeout={{confirmation-timeout}}&resolveTimeout={{resolve-timeout}}")
                .process(this::answered)
                .doCatch(IpmsgRecipientException.class)
                .process(exchange -> failed(exchange, CallState.NOT_FOUND))
                .doCatch(Exception.class)
                .process(exchange -> failed(exchange, CallState.FAILED))
                .end()
                .log("Alert ${variable.alert.id} to ${header.CamelIpmsgTo}: ${variable.outcome}")
                .end();

        from("platform-http:/alerts?httpMethodRestrict=POST").routeId("webhook").to("direct:raise");

        from("direct:raise")
                .routeId("raise")
                .choice()
                .when(header(Exchange.CONTENT_TYPE).startsWith("application/json"))
                .unmarshal()
                .json(Map.class)
                .setBody(simple("${body[text]}"))
                .when(header(Exchange.CONTENT_TYPE).startsWith("text/plain"))
                .convertBodyTo(String.class, "UTF-8")
                .otherwise()
                .process(exchange -> refuse(exchange, 415, HOW_TO))
                .stop()
                .end()
                .process(exchange -> raise(exchange, people))
                .wireTap("direct:escalate") // HTTP does not wait for people
                .process(AlertGateway::accept)
                .marshal()
                .json();

        from("platform-http:/alerts?httpMethodRestrict=GET")
                .routeId("alerts")
                .setBody(exchange -> board.alerts())
                .marshal()
                .json()
                .setHeader("Cache-Control", constant("no-store"));

        from("platform-http:/?httpMethodRestrict=GET")
                .routeId("page")
                .setHeader(Exchange.CONTENT_TYPE, constant("text/html; charset=utf-8"))
                .setBody()
                .constant("resource:classpath:alerts.html");
    }

    private List<String> people() {
        List<String> people = Arrays.stream(
                        getContext().resolvePropertyPlaceholders("{{oncall}}").split(",", -1))
                .map(String::strip)
                .filter(person -> !person.isEmpty())
                .toList();
        if (people.isEmpty()) {
            throw new IllegalArgumentException("Nobody is on call: set property oncall, as in oncall=Taro,Hanako");
        }
        return people;
    }

    // ---- what comes by HTTP --------------------------------------------------------------------------------------

    private void raise(Exchange exchange, List<String> people) {
        Message message = exchange.getMessage();
        String text = message.getBody(String.class);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("an alert without a text");
        }
        exchange.setVariable(ALERT, board.raise(text.strip(), people));
        message.setBody(text.strip());
        message.removeHeaders("*"); // of the request: they go no further
    }

    private static void accept(Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        exchange.getMessage().setBody(exchange.getVariable(ALERT));
    }

    private static void refuse(Exchange exchange, int code, @Nullable String why) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, code);
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
        message.setBody(why + '\n');
    }

    // ---- what becomes of it --------------------------------------------------------------------------------------

    private void callNext(Exchange exchange) {
        String person = board.callNext(id(exchange));
        exchange.getMessage().setHeader(IpmsgConstants.TO, List.of(person)); // a list is not split
    }

    private void answered(Exchange exchange) {
        String status = exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS, String.class);
        ended(exchange, CallState.valueOf(status), null);
    }

    private void failed(Exchange exchange, CallState outcome) {
        ended(exchange, outcome, caught(exchange).getMessage());
    }

    private void ended(Exchange exchange, CallState outcome, @Nullable String note) {
        board.answered(id(exchange), outcome, note);
        exchange.setVariable(OUTCOME, outcome);
    }

    private static Exception caught(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    }

    private static long id(Exchange exchange) {
        return exchange.getVariable(ALERT, Alert.class).id();
    }
}
