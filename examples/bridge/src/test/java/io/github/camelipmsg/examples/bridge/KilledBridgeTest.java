/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ReceivedMessage;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import io.github.camelipmsg.test.junit5.SentMessage;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class KilledBridgeTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork().patience(Duration.ofSeconds(30)); // a process has to start

    @TempDir
    Path state;

    @Test
    void aMessageOnItsWayToSomebodyWhenTheBridgeIsKilledIsSentAgain() throws Exception {
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        try (Site site = new Site(network, state).startBroker();
                Application application = new Application(site.url())) {
            site.startProcess(false);
            application.asks("Fire", Map.of("to", "Taro"), "fire-1", "answers");
            ReceivedMessage first = taro.awaitMessage("Fire");
            site.killProcess();

            taro.confirms();
            site.startBridge();
            ReceivedMessage second = taro.awaitMessage("Fire"); // the duplicate that a crash may make
            TextMessage outcome = application.receives("answers");

            assertThat(second.packetNumber()).isGreaterThan(first.packetNumber());
            assertThat(outcome.getStringProperty("status")).isEqualTo("RECEIVED");
            assertThat(outcome.getLongProperty("packetNumber")).isEqualTo(second.packetNumber());
            assertThat(outcome.getJMSCorrelationID()).isEqualTo("fire-1");
            assertThat(application.hasNone("answers")).isTrue();
        }
    }

    @Test
    void whatWasConfirmedIsOnTheDiskWhenBridgeAndBrokerAreKilled() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        try (Site site = new Site(network, state)) {
            site.startProcess(true);
            SentMessage first = taro.says("Fire 1");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> taro.repeats(first).hasReceipt(first));
            taro.awaitReceipt(taro.says("Fire 2"));
            site.killProcess();

            site.startBroker().startBridge();
            try (Application application = new Application(site.url())) {
                assertThat(List.of(application.textOfNext(Queues.RECEIVED), application.textOfNext(Queues.RECEIVED)))
                        .containsExactly("Fire 1", "Fire 2");
                assertThat(application.hasNone(Queues.RECEIVED)).isTrue();
            }
        }
    }

    @Test
    void aBrokerInAProcessOfItsOwnMayBeKilledAndComeBack() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        try (Site site = new Site(network, state)) {
            site.startBrokerProcess();
            site.startBridge();
            SentMessage first = taro.says("Fire 1");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> taro.repeats(first).hasReceipt(first));
            try (Application application = new Application(site.url())) {
                application.asks("Where?", Map.of("to", "Taro"), "where-1", "answers");
                assertThat(application.receives("answers").getStringProperty("status"))
                        .isEqualTo("RECEIVED");
            }

            site.killBrokerProcess();
            int failures = site.failures();
            SentMessage second = taro.says("Fire 2");
            await().until(() -> site.failures() > failures);
            assertThat(taro.hasReceipt(second)).isFalse();

            site.startBrokerProcess();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> taro.repeats(second).hasReceipt(second));
            try (Application application = new Application(site.url())) {
                assertThat(List.of(application.textOfNext(Queues.RECEIVED), application.textOfNext(Queues.RECEIVED)))
                        .containsExactly("Fire 1", "Fire 2");
                assertThat(application.hasNone(Queues.RECEIVED)).isTrue();
            }
        }
    }
}
