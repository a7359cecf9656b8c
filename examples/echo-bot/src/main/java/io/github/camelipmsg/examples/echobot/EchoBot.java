/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.echobot;

import static org.apache.camel.builder.PredicateBuilder.and;
import static org.apache.camel.builder.PredicateBuilder.not;

import io.github.camelipmsg.ipmsg.IpmsgConstants;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

/**
 * A bot that sends back what it is told. To show that it works, a guest on the same machine greets it first; then it
 * stays up for the IP Messenger users on your network.
 */
public final class EchoBot extends RouteBuilder {
    private static final String NICKNAME = "Echo Bot";
    private static final String ECHO = "You said: ";

    public static void main(String[] args) throws Exception {
        Main main = new Main(EchoBot.class);
        main.addInitialProperty("bot.port", "2425"); // another one: -Dbot.port=2426, or BOT_PORT=2426
        System.exit(main.run(args));
    }

    @Override
    public void configure() {
        from("ipmsg:bot?nickname=" + NICKNAME + "&port={{bot.port}}")
                .routeId("bot")
                // two bots that answer each other would never stop
                .filter(and(
                        not(header(IpmsgConstants.AUTOMATIC).isEqualTo(true)),
                        not(header(IpmsgConstants.BROADCAST).isEqualTo(true)),
                        not(body().startsWith(ECHO))))
                .process(exchange -> say("Echo Bot got '" + text(exchange) + "' from " + sender(exchange)))
                .transform(body().prepend(ECHO))
                .setHeader(IpmsgConstants.TO, header(IpmsgConstants.SENDER_ADDRESS))
                .to("ipmsg:bot")
                .process(exchange -> say("Echo Bot's answer: " + status(exchange)));

        // only for the show: finds the bot by its nickname, without a broadcast
        String guest = "ipmsg:guest?port=0&discovery=NONE&discoveryAddresses=127.0.0.1:{{bot.port}}";
        from("timer:guest?repeatCount=1")
                .routeId("guest-greets")
                .setBody(constant("Hello!"))
                .to(guest + "&to=" + NICKNAME)
                .process(exchange -> say("Guest's greeting: " + status(exchange)));
        from(guest).routeId("guest-listens").process(exchange -> {
            say("Guest got '" + text(exchange) + "' from " + sender(exchange));
            say("Now write to '" + NICKNAME + "' from your own IP Messenger; Ctrl-C ends the bot.");
        });
    }

    private static String status(Exchange exchange) {
        return exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS, String.class) + ", packet number "
                + exchange.getMessage().getHeader(IpmsgConstants.PACKET_NUMBER);
    }

    private static String sender(Exchange exchange) {
        return exchange.getMessage().getHeader(IpmsgConstants.SENDER_NICKNAME, String.class);
    }

    private static String text(Exchange exchange) {
        return exchange.getMessage().getBody(String.class);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
