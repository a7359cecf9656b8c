/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Tests that run at the same time, with the same names, on one machine. */
class NetworksSideBySideTest {
    @Test
    void doNotSeeEachOtherAndLeaveNoThread() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<List<String>>> tests = IntStream.range(0, 6)
                    .mapToObj(each -> (Callable<List<String>>) () -> echoOf("number " + each))
                    .toList();

            List<Future<List<String>>> heard = threads.invokeAll(tests);

            for (int i = 0; i < heard.size(); i++) {
                assertThat(heard.get(i).get()).containsExactly("You said: number " + i);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("IpmsgTestPeer[side") || name.contains("IpmsgLoop[side"));
    }

    /** One test: a bot named as all others are, and somebody who talks to it. */
    private static List<String> echoOf(String text) throws Exception {
        CamelContext context = new DefaultCamelContext();
        try (IpmsgNetwork network = new IpmsgNetwork()) {
            network.attach(context);
            RouteBuilder.addRoutes(
                    context,
                    route -> route.from("ipmsg:side?exchangePattern=InOut&retryInterval=200ms")
                            .transform(route.simple("You said: ${body}")));
            context.start();
            ScriptedPeer peer = network.peer("side by side");
            peer.awaitReceipt(peer.says(text));
            peer.awaitMessage();
            List<String> heard = peer.texts();
            context.stop();
            return heard;
        }
    }
}
