/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/** A broker and a bridge, each of which may be down, for one test. */
final class Site implements AutoCloseable {
    private final IpmsgNetwork network;
    private final Path state;
    private final String url = "tcp://127.0.0.1:" + freePort();
    private final AtomicInteger failures = new AtomicInteger();
    private Broker broker;
    private Main bridge;
    private Process process;

    Site(IpmsgNetwork network, Path state) throws IOException {
        this.network = network;
        this.state = state;
    }

    String url() {
        return url;
    }

    Site startBroker() throws Exception {
        broker = new Broker(state.resolve("broker"), url);
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
        bridge.init();
        bridge.getCamelContext().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeFailedEvent) {
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

    /** How many exchanges have failed. */
    int failures() {
        return failures.get();
    }

    /** In a process that can be killed; with a broker in it, or not. */
    void startProcess(boolean withBroker) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        properties(withBroker).forEach((name, value) -> command.add("-D" + name + '=' + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bridge.class.getName()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("bridge.log").toFile())
                .start();
    }

    /** {@code kill -9}. */
    void killProcess() {
        process.destroyForcibly().onExit().join();
        process = null;
    }

    private Map<String, String> properties(boolean withBroker) {
        Map<String, String> properties = new HashMap<>(network.properties());
        properties.put("camel.component.ipmsg.host-name", "bridge-pc");
        properties.put("state", state.toString());
        properties.put("broker", Boolean.toString(withBroker));
        properties.put("broker-url", url);
        properties.put("confirmation-timeout", "1s");
        properties.put("resolve-timeout", "2s");
        properties.put("sweep", "1s");
        return properties;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
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
    }
}
