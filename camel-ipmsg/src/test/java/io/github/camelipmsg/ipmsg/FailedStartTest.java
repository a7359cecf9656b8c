/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.NodeEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a consumer or a producer fails of when it starts, it leaves no user of the node and no threads. */
class FailedStartTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private final List<ExecutorService> pools = new ArrayList<>();
    private CamelContext context;
    private int poolsLeft = Integer.MAX_VALUE;

    @BeforeEach
    void startsAContextThatCountsItsPools() {
        context = contexts.create();
        context.getExecutorServiceManager().setThreadPoolFactory(new DefaultThreadPoolFactory() {
            @Override
            public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
                if (poolsLeft-- <= 0) {
                    throw new OutOfMemoryError("unable to create a thread pool, as the test wants");
                }
                ExecutorService pool = super.newThreadPool(profile, threads);
                pools.add(pool);
                return pool;
            }
        });
        context.start();
    }

    private Consumer consumer() throws Exception {
        Endpoint endpoint = context.getEndpoint("ipmsg:bot");
        return endpoint.createConsumer(exchange -> {});
    }

    /** A node with users refuses other options; one without leaves for them, and ends its pools. */
    private void nobodyUsesTheNode() throws Exception {
        context.removeEndpoint(context.getEndpoint("ipmsg:bot"));
        Contexts.add(context, route -> route.from("ipmsg:bot?nickname=New").to("mock:new"));
        assertThat(Contexts.options(context, "bot").nickname()).isEqualTo("New");
    }

    @Test
    void aConsumerThatGetsNoThreads() throws Exception {
        poolsLeft = 2; // those of the node
        assertThatThrownBy(consumer()::start).hasStackTraceContaining("as the test wants");

        poolsLeft = Integer.MAX_VALUE;
        nobodyUsesTheNode();
        assertThat(pools.subList(0, 2)).allMatch(ExecutorService::isShutdown);
    }

    @Test
    void aConsumerThatCannotSubscribe() throws Exception {
        IpmsgComponent component = context.getComponent("ipmsg", IpmsgComponent.class);
        Surroundings real = component.surroundings();
        component.surroundings(new Surroundings() {
            @Override
            public NodeEnvironment environment(String node, Executor workers, Executor callbacks, Path directory) {
                return real.environment(node, workers, callbacks, directory);
            }

            @Override
            public <T> T await(CompletionStage<T> stage, Duration limit) {
                throw new NoClassDefFoundError("as the test wants");
            }
        });
        assertThatThrownBy(consumer()::start).hasStackTraceContaining("as the test wants");

        component.surroundings(real);
        nobodyUsesTheNode();
        assertThat(pools.subList(0, 3)).allMatch(ExecutorService::isShutdown);
    }

    @Test
    void aNodeThatGetsNoThreadsForItsCallbacks() throws Exception {
        poolsLeft = 1;
        assertThatThrownBy(consumer()::start).hasStackTraceContaining("as the test wants");

        assertThat(pools).hasSize(1).allMatch(ExecutorService::isShutdown);
        poolsLeft = Integer.MAX_VALUE;
        nobodyUsesTheNode();
    }

    @Test
    void aProducerWhoseOptionsChangeUnderItsHands() throws Exception {
        IpmsgComponent component = context.getComponent("ipmsg", IpmsgComponent.class);
        IpmsgConfiguration fickle = new IpmsgConfiguration() {
            private int asked;

            @Override
            public String getTo() {
                return asked++ == 0 ? "Taro" : "\"";
            }
        };
        IpmsgEndpoint endpoint = new IpmsgEndpoint("ipmsg:bot", "bot", component, fickle, Set.of());
        endpoint.setCamelContext(context);
        assertThatThrownBy(endpoint.createProducer()::start).hasStackTraceContaining("to");

        nobodyUsesTheNode();
    }
}
