/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.ipmsg.Confirmation;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.ipmsg.SimulatedMachine;
import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.HeldInMemory;
import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.simulation.SimulatedHost;
import io.github.camelipmsg.simulation.Simulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.BaseService;
import org.jspecify.annotations.Nullable;

/** A host with a Camel context and its routes, which comes and goes, in order or not. */
final class CamelHost {
    static final int PORT = 2425;

    final String name;
    final InetAddress address;
    final SimulatedMachine machine;
    private final Simulation simulation;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final Role role;
    private final HeldMessageStore heldMessages;
    private final List<Runs.Place> places = new ArrayList<>();
    private final Map<String, AsyncProducer> producers = new HashMap<>(); // by the route that they start
    private @Nullable CamelContext context;
    private @Nullable CamelContext latest; // which may be starting or stopping
    private int crashes;

    /**
     * How it receives.
     *
     * @param consumers the options of each consumer; one that mentions ON_COMPLETION confirms then
     * @param manual whether the script opens what is sealed
     */
    record Role(String group, List<String> consumers, Step.Manner manner, boolean opensOnReceive, boolean manual) {}

    CamelHost(
            String name,
            String address,
            Role role,
            PlantedFault fault,
            Simulation simulation,
            Ledger ledger,
            Path disk) {
        SimulatedHost host = simulation.network().host(address);
        this.name = name;
        this.address = host.address();
        this.role = role;
        this.simulation = simulation;
        this.random = simulation.random();
        this.ledger = ledger;
        this.machine = new SimulatedMachine(simulation, host, disk.resolve(name));
        this.machine.wrap(fault.wrapping);
        this.heldMessages = fault.storing.apply(new HeldInMemory());
        for (String options : role.consumers()) {
            places.add(new Runs.Place(name, "consumer " + (places.size() + 1), options.contains("ON_COMPLETION")));
        }
        ledger.addHost(name, this.address, places, this::presence);
        if (role.opensOnReceive()) {
            ledger.runs.opensOnReceive(name);
        }
    }

    /** Where others see it. */
    InetSocketAddress socket() {
        return new InetSocketAddress(address, PORT);
    }

    boolean isUp() {
        return context != null;
    }

    // ---- its life ------------------------------------------------------------------------------------------------

    void starts() throws Exception {
        CamelContext starting = machine.newContext();
        starting.getComponent("ipmsg", IpmsgComponent.class).getConfiguration().setHeldMessages(heldMessages);
        producers.clear();
        starting.getRegistry().bind("quiet", (ExceptionHandler) new Quiet());
        starting.addRoutes(routes());
        ledger.booted(name);
        latest = starting;
        starting.start();
        context = starting;
    }

    /** In order: what is at work is completed, and whoever waits is told. */
    void stops() {
        CamelContext stopping = context;
        context = null;
        if (stopping != null) {
            ledger.stops(name);
            stopping.stop();
            ledger.ended(name, false);
        }
    }

    void crashes() {
        context = null;
        crashes++;
        machine.crash();
        ledger.ended(name, true);
    }

    private Runs.Presence presence(Runs.Place place) {
        @Nullable Route route = latest == null ? null : latest.getRoute(place.consumer());
        if (route == null || !(route.getConsumer() instanceof BaseService consumer)) {
            return Runs.Presence.ABSENT;
        }
        boolean there = consumer.isStarted() || consumer.isStarting();
        return !there ? Runs.Presence.ABSENT : consumer.isStarted() ? Runs.Presence.AT_WORK : Runs.Presence.COMING;
    }

    /** Unless it has crashed by then. */
    void later(Duration delay, Runnable task) {
        int now = crashes;
        simulation.later(delay, () -> {
            if (now == crashes) {
                task.run();
            }
        });
    }

    private RouteBuilder routes() {
        String node = "ipmsg:" + name;
        return new RouteBuilder() {
            @Override
            public void configure() {
                int attempts = role.manner().attempts();
                if (attempts > 1) {
                    errorHandler(defaultErrorHandler()
                            .maximumRedeliveries(attempts - 1)
                            .redeliveryDelay(150)
                            .asyncDelayedRedelivery()
                            .logExhausted(false)
                            .logRetryAttempted(false));
                } else {
                    errorHandler(defaultErrorHandler().logExhausted(false));
                }
                onException(Step.Handled.class).maximumRedeliveries(0).handled(true);
                for (int i = 0; i < places.size(); i++) {
                    String shared = "&hostName=host-of-" + name + "&group=" + role.group();
                    from(node + "?" + role.consumers().get(i) + "&exceptionHandler=#quiet" + (i > 0 ? "" : shared))
                            .routeId(places.get(i).consumer())
                            .process(new Step(
                                    places.get(i), ledger, CamelHost.this, simulation.random(), role.manner()));
                }
                from(node + "?events=DELIVERIES").process(exchange -> event(exchange));
                from("direct:send").to(node + "?readTimeout=30s&resolveTimeout=2s");
                from("direct:pending").to(node + "?readTimeout=30s&resolveTimeout=2s&awaitConfirmation=false");
                from("direct:hold")
                        .to(node + "?readTimeout=30s&resolveTimeout=2s&whenOffline=HOLD&holdTimeout="
                                + Message.HELD_FOR.toSeconds() + "s");
                from("direct:split").to(node + "?oversize=SPLIT&confirmationTimeout=40s");
                from("direct:confirmation").to(node + "?operation=CONFIRMATION");
                from("direct:open").to(node + "?operation=OPEN");
            }
        };
    }

    // ---- sending -------------------------------------------------------------------------------------------------

    void send(Message message, String to, Confirmation confirmation, boolean split) {
        String by = switch (message.kind) {
            case PENDING -> "direct:pending";
            case HOLD -> "direct:hold";
            default -> split ? "direct:split" : "direct:send";
        };
        Map<String, Object> headers = Map.of(IpmsgConstants.TO, to, IpmsgConstants.CONFIRMATION, confirmation);
        run(by, message.text, headers, exchange -> {
            if (exchange.getException() != null) {
                ledger.refused(message, exchange.getException());
            } else {
                ledger.ends(
                        message,
                        exchange.getMessage().getHeader(IpmsgConstants.PACKET_NUMBER, Long.class),
                        exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS, String.class),
                        exchange.getMessage().getHeader(IpmsgConstants.DELIVERED, Boolean.class),
                        deliveries(exchange));
            }
        });
    }

    /** Asks for the last word on a message. */
    void confirmation(Message message) {
        run("direct:confirmation", null, Map.of(IpmsgConstants.PACKET_NUMBER, message.number), exchange -> {
            ledger.asked(
                    message,
                    exchange.getMessage().getHeader(IpmsgConstants.DELIVERY_STATUS, String.class),
                    deliveries(exchange));
        });
    }

    @SuppressWarnings("unchecked")
    private static List<Delivery> deliveries(Exchange exchange) {
        return (List<Delivery>) exchange.getMessage().getHeader(IpmsgConstants.DELIVERIES);
    }

    private void run(String route, @Nullable String body, Map<String, Object> headers, Consumer<Exchange> ended) {
        CamelContext running = context;
        if (running == null) {
            throw new IllegalStateException(name + " is down");
        }
        Exchange exchange = new DefaultExchange(running);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(new TreeMap<>(headers));
        try {
            AsyncProducer producer = producers.get(route);
            if (producer == null) {
                producer = running.getEndpoint(route).createAsyncProducer();
                producer.start();
                producers.put(route, producer);
            }
            producer.process(exchange, done -> ended.accept(exchange));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Failures are part of the play. */
    private static final class Quiet implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {}

        @Override
        public void handleException(String message, Throwable exception) {}

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception2) {}
    }

    // ---- receiving -----------------------------------------------------------------------------------------------

    /** The route has done its work on a message. */
    void completed(Runs.Run run, Exchange exchange) {
        if (exchange.getPattern() == ExchangePattern.InOut) {
            boolean answer = !exchange.getMessage().getBody(String.class).contains(" in reply");
            exchange.getMessage().setBody(answer ? ledger.replies(name).text : null);
        }
        boolean sealed = exchange.getMessage().getHeader(IpmsgConstants.SEALED, false, Boolean.class);
        if (!sealed) {
            return;
        }
        if (!role.manual()) {
            ledger.runs.opened(name, run.key);
        } else if (random.nextBoolean()) {
            String id = exchange.getMessage().getHeader(IpmsgConstants.MESSAGE_ID, String.class);
            later(Duration.ofMillis(random.nextInt(10_000)), () -> {
                if (isUp() && ledger.runs.isCurrent(run)) {
                    ledger.runs.opened(name, run.key);
                    run("direct:open", null, Map.of(IpmsgConstants.MESSAGE_ID, id), opened -> {});
                }
            });
        }
    }

    private void event(Exchange exchange) {
        Delivery delivery = exchange.getMessage().getBody(Delivery.class);
        ledger.event(name, exchange.getMessage().getHeader(IpmsgConstants.PACKET_NUMBER, Long.class), delivery);
    }
}
