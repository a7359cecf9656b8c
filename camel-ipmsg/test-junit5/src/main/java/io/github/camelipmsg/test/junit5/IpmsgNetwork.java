/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import io.github.camelipmsg.ipmsg.IpmsgComponent;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An IP Messenger network for one test, on this machine alone: nodes of your Camel contexts, on ports that are free, and
 * {@linkplain ScriptedPeer peers} that do what the test says. Nothing of it leaves the loopback interface, and networks do
 * not see each other, so that tests may run side by side.
 *
 * <pre>{@code
 * class AlertRouteTest extends CamelTestSupport {
 *     @RegisterExtension
 *     final IpmsgNetwork network = new IpmsgNetwork();
 *
 *     @Override
 *     protected CamelContext createCamelContext() throws Exception {
 *         return network.attach(super.createCamelContext());
 *     }
 *     ...
 *     @Test
 *     void theAlertReachesTaro() {
 *         ScriptedPeer taro = network.peer("Taro").confirmsAfter(Duration.ofMillis(200));
 *         template.sendBody("direct:alert", "Fire");
 *         taro.awaitMessage("Fire");
 *     }
 * }
 * }</pre>
 *
 * <p>In a <em>static</em> field it serves tests that run one after another, and an application that goes on meanwhile, as
 * Spring and Quarkus keep one: after each test its peers leave and are forgotten, so that each begins without any.
 *
 * <p>Routes may say in their URIs what they like of {@code port}, {@code bindAddress}, {@code discovery},
 * {@code discoveryAddresses}, {@code allow} and {@code stateDirectory}: on this network it does not hold. Thread-safe.
 */
public final class IpmsgNetwork implements BeforeAllCallback, BeforeEachCallback, AutoCloseable {
    private static final String COMPONENT = "camel.component.ipmsg.";

    private final Happenings happenings = new Happenings();
    private final List<ScriptedPeer> peers = new ArrayList<>(); // guarded by happenings
    private final Map<String, InetSocketAddress> nodes = new TreeMap<>(); // by user name; guarded by happenings
    private final ScheduledThreadPoolExecutor timer;
    private final Datagrams concierge;
    private final StateDirectory directory = StateDirectory.create();
    private final AtomicInteger peersEver = new AtomicInteger();
    private volatile Duration patience = Duration.ofSeconds(10);
    private volatile boolean sharedByTests;
    private volatile boolean closed;

    /** Is there as soon as it is made, so that a context may be attached before the test begins. */
    public IpmsgNetwork() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "IpmsgNetwork");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        concierge = new Datagrams("concierge", PacketFormat.UTF_8, this::hear);
    }

    // ---- nodes ---------------------------------------------------------------------------------------------------

    /**
     * Lets the nodes of a context live on this network: sets options of component {@code ipmsg}, which hold whatever the
     * URIs of routes say. Before the context starts.
     *
     * @return the same context
     */
    public <C extends CamelContext> C attach(C context) {
        IpmsgComponent component = context.getComponent("ipmsg", IpmsgComponent.class);
        PropertyBindingSupport.build()
                .withCamelContext(context)
                .withTarget(component)
                .withConfigurer(component.getComponentPropertyConfigurer())
                .withMandatory(true)
                .withProperties(new HashMap<>(options())) // it takes out what it has set
                .bind();
        return context;
    }

    /**
     * The same as properties, {@code camel.component.ipmsg.*}, for Camel Main, Spring Boot's {@code DynamicPropertyRegistry}
     * or a test resource of Quarkus.
     */
    public Map<String, String> properties() {
        return options().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(option -> COMPONENT + option.getKey(), Map.Entry::getValue));
    }

    /** Of the component. */
    private Map<String, String> options() {
        return Map.of(
                "port",
                "0",
                "bindAddress",
                host(),
                "discovery",
                "NONE",
                "discoveryAddresses",
                host() + ":" + concierge.address().getPort(),
                "allow",
                host(),
                "stateDirectory",
                directory.path().toString(),
                "overrideNodeOptions",
                "true");
    }

    private String host() {
        return concierge.address().getAddress().getHostAddress();
    }

    // ---- peers ---------------------------------------------------------------------------------------------------

    /** Somebody new, of no group, who announces himself to every node that is here or comes. */
    public ScriptedPeer peer(String nickname) {
        return peer(nickname, "");
    }

    /** Somebody new, of a group. */
    public ScriptedPeer peer(String nickname, String group) {
        return peer(nickname, group, PacketFormat.UTF_8);
    }

    /**
     * Somebody new whose client knows no UTF-8, as old ones do not: it announces none, and reads and writes nothing but that
     * charset, such as {@code windows-31j} or {@code GBK}.
     *
     * @throws IllegalArgumentException if its names cannot be written so
     */
    public ScriptedPeer peer(String nickname, String group, Charset only) {
        return peer(nickname, group, new PacketFormat(only));
    }

    private ScriptedPeer peer(String nickname, String group, PacketFormat format) {
        if (closed) {
            throw new IllegalStateException("This network is closed: nobody comes any more");
        }
        String user = "peer" + peersEver.incrementAndGet(); // nodes know whoever has been here
        ScriptedPeer peer = new ScriptedPeer(this, nickname, user, group, format);
        happenings.note(nickname + " is here", () -> peers.add(peer));
        return peer.enters();
    }

    /** How long whatever is waited for is waited for: 10 seconds unless told. */
    public IpmsgNetwork patience(Duration atMost) {
        patience = atMost;
        return this;
    }

    Duration patience() {
        return patience;
    }

    // ---- for peers -----------------------------------------------------------------------------------------------

    /** Those that are here now. */
    Map<String, InetSocketAddress> nodes() {
        return happenings.look(() -> Map.copyOf(nodes));
    }

    /** Waits for that node if need be. */
    InetSocketAddress address(String node) {
        return happenings.await(
                "The test waits for node '" + node + "'", patience, () -> Optional.ofNullable(nodes.get(node)));
    }

    /** Waits for one if need be. */
    String onlyNode() {
        return happenings.await("The test waits for a node", patience, () -> {
            if (nodes.size() > 1) {
                throw new AssertionError("There are several nodes, " + nodes.keySet() + ": name the one that is meant");
            }
            return nodes.keySet().stream().findFirst();
        });
    }

    void later(Duration delay, Runnable action) {
        try {
            var unused = timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    /** Nodes announce themselves here, and the concierge tells everybody. */
    private void hear(Packet packet, InetSocketAddress from) {
        if (packet.command() == Packet.NOOPERATION || packet.command() == Packet.BR_ENTRY) {
            happenings.note("node " + packet.user() + " at " + from, () -> nodes.put(packet.user(), from));
            happenings.look(() -> List.copyOf(peers)).forEach(peer -> peer.announce(from));
        } else if (packet.command() == Packet.BR_EXIT) {
            happenings.note("node " + packet.user() + " has left", () -> nodes.remove(packet.user(), from));
        }
    }

    // ---- life ----------------------------------------------------------------------------------------------------

    /** Of a static field, or of one instance for all tests: it goes on until all tests of this run are through. */
    @Override
    public void beforeAll(ExtensionContext tests) {
        if (closed) {
            throw new IllegalStateException("This network is closed. If several runs of JUnit in one JVM share it, as"
                    + " through the static field of a common superclass, give each test class one of its own");
        }
        sharedByTests = true;
        // not with this class: others may share it, and Spring keeps an application for them
        closeWith(tests.getRoot(), this::close);
    }

    /** After the test, what it has made of this network is undone. */
    @Override
    public void beforeEach(ExtensionContext test) {
        Duration patienceBefore = patience;
        closeWith(test, () -> {
            if (sharedByTests) {
                forgetPeers();
                patience = patienceBefore;
            } else {
                close();
            }
        });
    }

    /** When that is over, and contexts of its own are stopped. */
    private void closeWith(ExtensionContext context, Runnable closing) {
        context.getStore(ExtensionContext.Namespace.create(this)).put("network", new ClosedByJUnit(closing));
    }

    /** Every peer leaves; the next test begins without. */
    private void forgetPeers() {
        List<ScriptedPeer> leaving = happenings.look(() -> {
            List<ScriptedPeer> all = List.copyOf(peers);
            peers.clear();
            return all;
        });
        leaving.forEach(ScriptedPeer::leavesForEver);
        happenings.forgetLog();
    }

    /** For those who use it without JUnit's extensions: every peer is gone. Stop your contexts first. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        forgetPeers();
        concierge.close();
        directory.remove(!nodes().isEmpty());
    }
}
