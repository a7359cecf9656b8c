/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.examples.testing.FreePort;
import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/** A broker and a bridge, each of which may be down, for one test. */
final class Site implements AutoCloseable {
    private final IpmsgNetwork network;
    private final Path state;
    private final String url = "tcp://127.0.0.1:" + FreePort.next();
    private final int port = FreePort.next();
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, Object> beans = new HashMap<>();
    private int full = Broker.FULL;
    private Broker broker;
    private Main bridge;
    private Process process;
    private Process brokerProcess;

    Site(IpmsgNetwork network, Path state) {
        this.network = network;
        this.state = state;
    }

    String url() {
        return url;
    }

    /** Where people reach the bridge. */
    int port() {
        return port;
    }

    /** A setting of the bridge, before it is started. */
    Site with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** A bean in the registry of the bridge, before it is started. */
    Site withBean(String name, Object bean) {
        beans.put(name, bean);
        return this;
    }

    /** How many bytes each queue of the broker holds, before it is started. */
    Site withQueuesOf(int bytes) {
        full = bytes;
        return this;
    }

    Site startBroker() throws Exception {
        broker = new Broker(state.resolve("broker"), url, full, Duration.ofMillis(50));
        broker.start();
        return this;
    }

    void stopBroker() {
        broker.stop();
        broker = null;
    }

    /** In this process. */
    Site startBridge() throws Exception {
        bridge = Bridge.main();
        properties(false).forEach(bridge::addOverrideProperty);
        beans.forEach(bridge::bind);
        bridge.init();
        bridge.getCamelContext().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent failure
                        && "arrive".equals(failure.getExchange().getFromRouteId())) {
                    failures.incrementAndGet();
                }
            }
        });
        bridge.start();
        return this;
    }

    void stopBridge() {
        bridge.stop();
        bridge = null;
    }

    /** How often the broker has not taken what somebody wrote. */
    int failures() {
        return failures.get();
    }

    /** What the bridge itself knows of a message now. */
    String status(long packetNumber) {
        return bridge.getCamelContext()
                .createFluentProducerTemplate()
                .to("ipmsg:bridge?operation=CONFIRMATION")
                .withHeader(IpmsgConstants.PACKET_NUMBER, packetNumber)
                .request(Exchange.class)
                .getMessage()
                .getHeader(IpmsgConstants.DELIVERY_STATUS, String.class);
    }

    /** In a process that can be killed; with a broker in it, or not. */
    void startProcess(boolean withBroker) throws IOException {
        List<String> options = new ArrayList<>();
        properties(withBroker).forEach((name, value) -> options.add("-D" + name + '=' + value));
        process = start(Bridge.class, options);
    }

    /** A broker in a process that can be killed. */
    void startBrokerProcess() throws IOException {
        brokerProcess = start(Broker.class, List.of(), state.resolve("broker").toString(), url);
    }

    private Process start(Class<?> main, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        state.resolve(main.getSimpleName() + ".log").toFile()))
                .start();
    }

    /** {@code kill -9}. */
    void killProcess() {
        process.destroyForcibly().onExit().join();
        process = null;
    }

    /** {@code kill -9}. */
    void killBrokerProcess() {
        brokerProcess.destroyForcibly().onExit().join();
        brokerProcess = null;
    }

    private Map<String, String> properties(boolean withBroker) {
        Map<String, String> properties = new HashMap<>(network.properties());
        properties.put("camel.component.ipmsg.port", Integer.toString(port));
        properties.put("camel.component.ipmsg.host-name", "bridge-pc");
        properties.put("state", state.toString());
        properties.put("broker", Boolean.toString(withBroker));
        properties.put("broker-url", url);
        properties.put("confirmation-timeout", "1s");
        properties.put("resolve-timeout", "2s");
        properties.put("sweep", "1s");
        properties.put("pause", "50");
        properties.putAll(settings);
        return properties;
    }

    @Override
    public void close() {
        if (process != null) {
            killProcess();
        }
        if (bridge != null) {
            stopBridge();
        }
        if (broker != null) {
            stopBroker();
        }
        if (brokerProcess != null) {
            killBrokerProcess();
        }
    }
}
