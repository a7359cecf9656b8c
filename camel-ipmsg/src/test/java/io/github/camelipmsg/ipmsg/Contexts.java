/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.node.Node;
import io.github.camelipmsg.node.NodeCounters;
import io.github.camelipmsg.node.NodeOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Camel contexts and raw peers of one test, all on loopback: any free port, no broadcasts, a state directory for each
 * context. After the test all are closed, and no thread of theirs may be left.
 */
final class Contexts implements BeforeEachCallback, AfterEachCallback {
    private static final List<String> OUR_THREADS =
            List.of("IpmsgLoop", "IpmsgWorker", "IpmsgCallback", "IpmsgConsumer");

    private final List<CamelContext> contexts = new ArrayList<>();
    private final List<RawPeer> peers = new ArrayList<>();
    private Path directory = Path.of("not", "there", "yet");

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        directory = Files.createTempDirectory("camel-ipmsg-test");
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        peers.forEach(RawPeer::close);
        contexts.forEach(CamelContext::stop);
        soon().alias("threads that outlive " + test.getDisplayName())
                .untilAsserted(() -> assertThat(threads()).isEmpty());
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** Threads of ours in these contexts. Others may run in parallel, so the contexts' names count. */
    List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> OUR_THREADS.stream().anyMatch(name::contains))
                .filter(name -> contexts.stream().anyMatch(context -> name.contains("(" + context.getName() + ")")))
                .toList();
    }

    // ---- making --------------------------------------------------------------------------------------------------

    /** Not started. */
    CamelContext create() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(20);
        contexts.add(context);
        configuration(context).setPort(0);
        configuration(context).setDiscovery(Discovery.NONE);
        configuration(context).setStateDirectory(stateDirectory(contexts.size()).toString());
        return context;
    }

    CamelContext start(LambdaRouteBuilder routes) throws Exception {
        CamelContext context = create();
        add(context, routes);
        context.start();
        return context;
    }

    CamelContext start(RouteBuilder routes) throws Exception {
        CamelContext context = create();
        context.addRoutes(routes);
        context.start();
        return context;
    }

    /** A context with one consumer, {@code ipmsg:bot}, which passes on to {@code mock:bot}. */
    CamelContext startBot() throws Exception {
        return start(route -> route.from("ipmsg:bot").routeId("bot").to("mock:bot"));
    }

    static void add(CamelContext context, LambdaRouteBuilder routes) throws Exception {
        RouteBuilder.addRoutes(context, routes);
    }

    /** Of the context that was made as the n-th, from 1. */
    Path stateDirectory(int n) {
        return directory.resolve("state-" + n);
    }

    RawPeer peer(String user) throws IOException {
        return peer(user, InetAddress.getLoopbackAddress());
    }

    RawPeer peer(String user, InetAddress address) throws IOException {
        RawPeer peer = new RawPeer(user, address);
        peers.add(peer);
        return peer;
    }

    /** Skips the test where this machine has no IPv6. */
    static InetAddress ipv6Loopback() throws IOException {
        byte[] address = new byte[16];
        address[15] = 1;
        InetAddress loopback = InetAddress.getByAddress(address);
        assumeThat(NetworkInterface.getByInetAddress(loopback))
                .as("the interface of ::1")
                .isNotNull();
        return loopback;
    }

    /** Waits, and looks often. */
    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    // ---- asking --------------------------------------------------------------------------------------------------

    static IpmsgConfiguration configuration(CamelContext context) {
        return context.getComponent("ipmsg", IpmsgComponent.class).getConfiguration();
    }

    /** Where the node listens, with every consumer that was started; it is opened if need be. */
    static InetSocketAddress address(CamelContext context, String name) throws IOException {
        Node node = acquire(context, name);
        try {
            // a consumer subscribes on the loop, which might read a datagram first: ask the loop, then send
            node.members().toCompletableFuture().join();
            return new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), node.localAddress().getPort());
        } finally {
            release(context, name);
        }
    }

    /** What the node was made with. */
    static NodeOptions options(CamelContext context, String name) throws IOException {
        NodeOptions options = acquire(context, name).options();
        release(context, name);
        return options;
    }

    /** The same as a recipient is written. */
    static String to(CamelContext context, String name) throws IOException {
        return "127.0.0.1:" + address(context, name).getPort();
    }

    static void awaitCount(CamelContext context, String name, NodeCounters.Event event, long atLeast)
            throws IOException {
        NodeCounters counters = acquire(context, name).counters();
        release(context, name);
        soon().untilAsserted(
                        () -> assertThat(counters.total(event)).as(event.name()).isGreaterThanOrEqualTo(atLeast));
    }

    /** The node knows so many others. */
    static void awaitMembers(CamelContext context, String name, int count) throws IOException {
        Node node = acquire(context, name);
        release(context, name);
        soon().untilAsserted(() ->
                assertThat(node.members().toCompletableFuture().get()).hasSize(count));
    }

    /** How often the node counted that so far. */
    static long count(CamelContext context, String name, NodeCounters.Event event) throws IOException {
        NodeCounters counters = acquire(context, name).counters();
        release(context, name);
        return counters.total(event);
    }

    private static Node acquire(CamelContext context, String name) throws IOException {
        IpmsgEndpoint endpoint = context.getEndpoint("ipmsg:" + name, IpmsgEndpoint.class);
        return endpoint.getComponent().nodes().acquire(endpoint);
    }

    private static void release(CamelContext context, String name) {
        IpmsgEndpoint endpoint = context.getEndpoint("ipmsg:" + name, IpmsgEndpoint.class);
        endpoint.getComponent().nodes().release(endpoint);
    }

    /** What came out at {@code mock:name}, once there are so many. */
    static List<Exchange> received(CamelContext context, String name, int count) throws InterruptedException {
        MockEndpoint mock = context.getEndpoint("mock:" + name, MockEndpoint.class);
        soon().until(() -> mock.getReceivedCounter() >= count);
        assertThat(mock.getExchanges()).hasSize(count);
        return mock.getExchanges();
    }

    static List<String> bodies(CamelContext context, String name, int count) throws InterruptedException {
        return received(context, name, count).stream()
                .map(exchange -> exchange.getMessage().getBody(String.class))
                .toList();
    }

    /** Sends a body and headers through a producer; an exception stays in the exchange. */
    static Exchange send(CamelContext context, String uri, @Nullable Object body, Map<String, Object> headers) {
        return context.createFluentProducerTemplate()
                .to(uri)
                .withProcessor(exchange -> {
                    exchange.getMessage().setBody(body);
                    headers.forEach(exchange.getMessage()::setHeader);
                })
                .send();
    }

    static Exchange send(CamelContext context, String uri, Object body) {
        return send(context, uri, body, Map.of());
    }

    /**
     * Has the peer, which confirms, echo a number of the node: to a stranger no reply goes once its receipt has gone, which
     * does not wait for a route that is slow because the machine is.
     */
    static void prove(CamelContext context, String name, RawPeer peer) {
        Exchange exchange = send(context, "ipmsg:" + name + "?to=" + peer.address(), "Who is there?");
        assertThat(exchange.getMessage().getHeader(IpmsgConstants.DELIVERED)).isEqualTo(true);
        assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("Who is there?");
    }

    /** Hands a body to a producer on this thread, which the producer must not keep. */
    static CompletableFuture<Exchange> sendAsync(CamelContext context, AsyncProducer producer, Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        CompletableFuture<Exchange> sent = new CompletableFuture<>();
        producer.process(exchange, doneSync -> sent.complete(exchange));
        return sent;
    }

    /** A started producer; it stops with the context. */
    static AsyncProducer producer(CamelContext context, String uri) throws Exception {
        AsyncProducer producer = context.getEndpoint(uri).createAsyncProducer();
        context.addService(producer, true, true);
        return producer;
    }

    /** For an exception that says all of this in one message, its own or that of a cause. */
    static Consumer<Throwable> saying(CharSequence... parts) {
        return failure -> assertThat(Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .map(cause -> String.valueOf(cause.getMessage())))
                .anySatisfy(message -> assertThat(message).contains(parts));
    }
}
