/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** How long JUnit keeps a network, by the kind of its field. */
class NetworkLifeTest {
    /** Each test of the samples below adds the network that it has met open. */
    private static final List<IpmsgNetwork> MET = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        MET.clear();
    }

    @Test
    void aNetworkOfAnInstanceIsOfOneTest() {
        run(2, OfAnInstance.class);

        assertThat(MET).doesNotHaveDuplicates();
    }

    @Test
    void aNetworkOfAStaticFieldIsOfAllTests() {
        run(2, OfAStaticField.class);

        assertThat(MET).containsOnly(OfAStaticField.NETWORK);
    }

    @Test
    void aNetworkOfTheOnlyInstanceIsOfAllTests() {
        run(2, OfTheOnlyInstance.class);

        assertThat(MET.get(0)).isSameAs(MET.get(1));
    }

    @Test
    void classesMayShareOne() {
        run(4, OneOfTwo.class, OtherOfTwo.class);

        assertThat(MET).containsOnly(Shared.NETWORK);
    }

    @Test
    void nestedTestsUseThatOfTheOuterClass() {
        run(3, Outer.class);

        assertThat(MET).containsOnly(Outer.NETWORK);
    }

    @Test
    void aNetworkThatIsClosedSaysSo() {
        IpmsgNetwork network = new IpmsgNetwork();
        network.close();

        assertThatThrownBy(() -> network.peer("Taro"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This network is closed");
    }

    @Test
    void nodesThatGoOnKeepTheirDirectory() throws Exception {
        IpmsgNetwork network = new IpmsgNetwork();
        CamelContext context = network.attach(new DefaultCamelContext());
        RouteBuilder.addRoutes(context, route -> route.from("ipmsg:bot").to("mock:said"));
        context.start();
        try {
            network.onlyNode();

            network.close();

            assertThat(directory(network)).isNotEmptyDirectory();
        } finally {
            context.stop();
        }
    }

    /** All succeed, nothing is left, and JUnit has nothing to say. */
    private static void run(int tests, Class<?>... classes) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        Stream.of(classes).map(DiscoverySelectors::selectClass).toList())
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Warnings warnings = new Warnings();
        Logger junit = Logger.getLogger("org.junit");
        junit.addHandler(warnings);
        try {
            LauncherFactory.create().execute(request, summary);
        } finally {
            junit.removeHandler(warnings);
        }
        assertThat(summary.getSummary().getFailures())
                .extracting(TestExecutionSummary.Failure::getException)
                .isEmpty();
        assertThat(summary.getSummary().getTotalFailureCount()).isZero();
        assertThat(MET)
                .hasSize(tests)
                .allSatisfy(network -> assertThat(directory(network)).doesNotExist());
        assertThat(warnings.heard).isEmpty();
    }

    private static Path directory(IpmsgNetwork network) {
        return Path.of(network.properties().get("camel.component.ipmsg.stateDirectory"));
    }

    /** What every test of the samples does. */
    private static void meet(IpmsgNetwork network) {
        assertThat(Files.isDirectory(directory(network))).isTrue();
        network.peer("Taro");
        MET.add(network);
    }

    private static final class Warnings extends Handler {
        private final List<String> heard = new ArrayList<>();

        @Override
        public synchronized void publish(LogRecord warning) {
            heard.add(warning.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    // ---- samples, run by the tests above -------------------------------------------------------------------------

    static class OfAnInstance {
        @RegisterExtension
        final IpmsgNetwork network = new IpmsgNetwork();

        @Test
        void one() {
            meet(network);
        }

        @Test
        void other() {
            meet(network);
        }
    }

    static class OfAStaticField {
        @RegisterExtension
        static final IpmsgNetwork NETWORK = new IpmsgNetwork();

        @Test
        void one() {
            meet(NETWORK);
        }

        @Test
        void other() {
            meet(NETWORK);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OfTheOnlyInstance extends OfAnInstance {}

    abstract static class Shared {
        @RegisterExtension
        static final IpmsgNetwork NETWORK = new IpmsgNetwork();

        @Test
        void one() {
            meet(NETWORK);
        }

        @Test
        void other() {
            meet(NETWORK);
        }
    }

    static class OneOfTwo extends Shared {}

    static class OtherOfTwo extends Shared {}

    static class Outer {
        @RegisterExtension
        static final IpmsgNetwork NETWORK = new IpmsgNetwork();

        @Test
        void before() {
            meet(NETWORK);
        }

        @Nested
        class Inner {
            @Test
            void one() {
                meet(NETWORK);
            }
        }

        @Nested
        class Last {
            @Test
            void one() {
                meet(NETWORK);
            }
        }
    }
}
