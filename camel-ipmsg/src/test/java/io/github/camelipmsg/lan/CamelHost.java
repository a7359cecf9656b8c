/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.lan;

import io.github.camelipmsg.ipmsg.FaultySurroundings;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.proof.PlantedFault;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * A program with one route, as a user would write it, run as a process of its own: {@code CamelHost URI [FAULT]}, with the
 * name of a {@link PlantedFault} that it is to have. Speaks lines
 * of tab-separated fields, in UTF-8, with line ends inside a field written as {@code \n}.
 *
 * <pre>
 * in   send ID TO TEXT [TIMEOUT]             stop
 * out  ready     got NICKNAME ADDRESS NUMBER TEXT     left
 *      sent ID STATUS DELIVERED NUMBER ATTEMPTS       failed ID EXCEPTION MESSAGE
 * </pre>
 *
 * The end of its input ends it at once, so that it never outlives who started it.
 */
public final class CamelHost {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final String uri;
    private final PlantedFault fault;
    private final Main main = new Main();

    private CamelHost(String uri, PlantedFault fault) {
        this.uri = uri;
        this.fault = fault;
    }

    public static void main(String[] arguments) throws Exception {
        PlantedFault fault = arguments.length > 1 ? PlantedFault.valueOf(arguments[1]) : PlantedFault.NONE;
        new CamelHost(arguments[0], fault).run();
    }

    private void run() throws Exception {
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(CamelHost::got);
            }
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport starting) {
                if (fault != PlantedFault.NONE) {
                    FaultySurroundings.plant(starting.getCamelContext(), fault::wrap);
                }
            }

            @Override
            public void afterStart(BaseMainSupport started) {
                say("ready");
                Thread commands = new Thread(() -> obey(started.getCamelContext()));
                commands.setDaemon(true);
                commands.start();
            }
        });
        main.run();
        say("left");
        System.exit(main.getExitCode());
    }

    private void obey(CamelContext context) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer()) {
            producer.start();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                List<String> words = List.of(line.split("\t", -1));
                if (words.get(0).equals("stop")) {
                    main.shutdown();
                } else {
                    send(producer, words);
                }
            }
        } catch (Exception e) {
            say("broken", e.toString());
        }
        Runtime.getRuntime().halt(3);
    }

    private static void send(AsyncProducer producer, List<String> words) {
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getMessage().setHeader(IpmsgConstants.TO, words.get(2));
        exchange.getMessage().setBody(words.get(3).replace("\\n", "\n"));
        if (words.size() > 4) {
            exchange.getMessage().setHeader(IpmsgConstants.CONFIRMATION_TIMEOUT, words.get(4));
        }
        producer.process(exchange, doneSync -> tell(words.get(1), exchange));
    }

    private static void tell(String id, Exchange exchange) {
        Exception problem = exchange.getException();
        if (problem != null) {
            say("failed", id, problem.getClass().getSimpleName(), String.valueOf(problem.getMessage()));
            return;
        }
        List<?> deliveries = exchange.getMessage().getHeader(IpmsgConstants.DELIVERIES, List.class);
        say(
                "sent",
                id,
                header(exchange, IpmsgConstants.DELIVERY_STATUS),
                header(exchange, IpmsgConstants.DELIVERED),
                header(exchange, IpmsgConstants.PACKET_NUMBER),
                deliveries.toString());
    }

    private static void got(Exchange exchange) {
        say(
                "got",
                header(exchange, IpmsgConstants.SENDER_NICKNAME),
                header(exchange, IpmsgConstants.SENDER_ADDRESS),
                header(exchange, IpmsgConstants.MESSAGE_NUMBER),
                exchange.getMessage().getBody(String.class));
    }

    private static String header(Exchange exchange, String name) {
        return String.valueOf(exchange.getMessage().getHeader(name));
    }

    private static void say(String... fields) {
        OUT.println(String.join("\t", fields).replace("\n", "\\n"));
    }
}
