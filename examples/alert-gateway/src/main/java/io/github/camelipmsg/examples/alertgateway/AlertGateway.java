/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import io.github.camelipmsg.ipmsg.IpmsgRecipientException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    private static final String HOW_TO =
            "Send the alert as text/plain, or as application/json: {\"text\": \"Fire in hall 3\"}";

    public static void main(String[] args) throws Exception {
        System.exit(main().run(args));
    }

    static Main main() {
        return new Main(AlertGateway.class); // finds every RouteBuilder of this package
    }

    @Override
    public void configure() throws Exception {
        List<String> people = list("oncall");
        if (people.isEmpty()) {
            throw new IllegalArgumentException("Nobody is on call: set property oncall, as in oncall=Taro,Hanako");
        }
        OwnAddress ownAddress = new OwnAddress(list("http-names"));
        AlertStore store = new AlertStore(Path.of(getContext().resolvePropertyPlaceholders("{{state}}"), "alerts"));
        getContext().addService(store); // which closes it
        AlertBoard board = new AlertBoard(Clock.systemUTC(), store);
        Escalation escalation = new Escalation(board, getContext());
        List<Alert> interrupted = board.underWay();

        onException(JsonProcessingException.class, IllegalArgumentException.class)
                .handled(true)
                .process(exchange -> refuse(exchange, 400, HOW_TO));
        onException(SecurityException.class)
                .handled(true)
                .process(exchange ->
                        refuse(exchange, 403, Escalation.caught(exchange).getMessage()));
        onException(IllegalStateException.class, UncheckedIOException.class)
                .handled(true)
                .process(exchange ->
                        refuse(exchange, 503, Escalation.caught(exchange).getMessage()));
        interceptFrom("platform-http:*").process(ownAddress::check);

        // the heart: one person after the other; whoever is waited for holds no thread
        from("direct:escalate")
                .routeId("escalate")
                .loopDoWhile(escalation::goesOn)
                .process(escalation::callNext)
                .doTry()
                .to("ipmsg:alerts?confirmation=READ&readTimeout={{read-timeout}}&oversize=SPLIT"
                        + "&confirmationTimeout={{confirmation-timeout}}&resolveTimeout={{resolve-timeout}}")
                .process(escalation::answered)
                .doCatch(IpmsgRecipientException.class)
                .process(exchange -> escalation.failed(exchange, CallState.NOT_FOUND))
                .doCatch(Exception.class)
                .process(exchange -> escalation.failed(exchange, CallState.FAILED))
                .end()
                .log("Alert ${variable.alert.id} to ${header.CamelIpmsgTo}: ${variable.outcome}")
                .end();

        // who opens it after his time was up
        from("ipmsg:alerts?events=DELIVERIES").routeId("late").process(escalation::told);

        // what the last gateway was at when it ended
        from("timer:again?repeatCount=1&delay={{resume-after}}")
                .routeId("again")
                .split(constant(interrupted))
                .process(exchange ->
                        Escalation.carry(exchange, exchange.getMessage().getBody(Alert.class)))
                .log("Alert ${variable.alert.id} goes on")
                .wireTap("direct:escalate");

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
                .process(exchange -> raise(exchange, board, people))
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

    private List<String> list(String property) {
        return Arrays.stream(getContext()
                        .resolvePropertyPlaceholders("{{" + property + "}}")
                        .split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static void raise(Exchange exchange, AlertBoard board, List<String> people) {
        String text = exchange.getMessage().getBody(String.class);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("an alert without a text");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("half a character, which no disk takes");
        }
        Escalation.carry(exchange, board.raise(text.strip(), people));
    }

    private static void accept(Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        exchange.getMessage().setBody(Escalation.alert(exchange));
    }

    private static void refuse(Exchange exchange, int code, @Nullable String why) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, code);
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
        message.setBody(why + '\n');
    }
}
