/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import io.github.camelipmsg.ipmsg.Discovery;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.IpmsgConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An IP Messenger network for one test, on this machine alone: nodes of your Camel contexts, on ports that are free, and
 * {@linkplain ScriptedPeer peers} that do what the test says. Nothing of it leaves the loopback interface, and tests that
 * run side by side do not see each other.
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
 * <p>Routes must not set {@code port}, {@code bindAddress}, {@code discovery} or {@code discoveryAddresses} in their URIs
 * themselves, or must take them from properties. Thread-safe.
 */
public final class IpmsgNetwork implements BeforeEachCallback, AutoCloseable {
    private static final String COMPONENT = "camel.component.ipmsg.";

    private final Happenings happenings = new Happenings();
    private final List<ScriptedPeer> peers = new ArrayList<>(); // guarded by happenings
    private final Map<String, InetSocketAddress> nodes = new TreeMap<>(); // by user name; guarded by happenings
    private final ScheduledThreadPoolExecutor timer;
    private final Datagrams concierge;
    private final Path directory;
    private volatile Duration patience = Duration.ofSeconds(10);

    /** Is there as soon as it is made, so that a context may be attached before the test begins. */
    public IpmsgNetwork() {
        try {
            directory = Files.createTempDirectory("ipmsg-network");
        } catch (IOException e) {
            throw new UncheckedIOException("No directory for packet numbers can be made", e);
        }
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "IpmsgNetwork");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        concierge = new Datagrams("concierge", this::hear);
    }

    // ---- nodes ---------------------------------------------------------------------------------------------------

    /**
     * Lets the nodes of a context live on this network: sets the options of component {@code ipmsg}. Before the context
     * starts.
     *
     * @return the same context
     */
    public <C extends CamelContext> C attach(C context) {
        IpmsgConfiguration nodes =
                context.getComponent("ipmsg", IpmsgComponent.class).getConfiguration();
        nodes.setPort(0);
        nodes.setBindAddress(host());
        nodes.setDiscovery(Discovery.NONE);
        nodes.setDiscoveryAddresses(host() + ":" + concierge.address().getPort());
        nodes.setStateDirectory(directory.toString());
        return context;
    }

    /**
     * The same as properties, {@code camel.component.ipmsg.*}, for Camel Main, Spring Boot's {@code DynamicPropertyRegistry}
     * or a test resource of Quarkus.
     */
    public Map<String, String> properties() {
        return Map.of(
                COMPONENT + "port",
                "0",
                COMPONENT + "bindAddress",
                host(),
                COMPONENT + "discovery",
                "NONE",
                COMPONENT + "discoveryAddresses",
                host() + ":" + concierge.address().getPort(),
                COMPONENT + "stateDirectory",
                directory.toString());
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
        String user = "peer" + happenings.look(() -> peers.size() + 1);
        ScriptedPeer peer = new ScriptedPeer(this, nickname, user, group);
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
            // the test is over
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

    @Override
    @SuppressWarnings("deprecation") // its successor is not in the JUnit of Camel's earlier versions
    public void beforeEach(ExtensionContext test) {
        ExtensionContext.Store.CloseableResource closing = this::close;
        test.getStore(ExtensionContext.Namespace.create(this)).put("network", closing); // after the context is stopped
    }

    /** For those who use it without JUnit's extensions: every peer is gone. Stop your contexts first. */
    @Override
    public void close() {
        timer.shutdownNow();
        happenings.look(() -> List.copyOf(peers)).forEach(ScriptedPeer::close);
        concierge.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + directory, e);
        }
    }
}
