/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ReceivedMessage;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises where the broker hands out a request more than once, or takes no outcome of it. */
@Timeout(60)
class RedeliveryTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @TempDir
    Path state;

    private Site site;
    private Application application;

    private void start() throws Exception {
        site.startBroker().startBridge();
        application = new Application(site.url());
    }

    @AfterEach
    void stop() {
        application.close();
        site.close();
    }

    private void restartBroker() throws Exception {
        application.close();
        site.stopBroker();
        site.startBroker();
        application = new Application(site.url());
    }

    // ---- a broker that goes while a receipt is awaited -------------------------------------------------------------

    @Test
    void whatABrokerHandsOutAgainWhileItIsUnderWayIsSentOnce() throws Exception {
        site = new Site(network, state).with("confirmation-timeout", "30s");
        start();
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        application.asks("Fire", Map.of("to", "Taro"), "fire-1", "answers");
        ReceivedMessage fire = taro.awaitMessage("Fire");

        restartBroker();
        await("the broker hands it out").until(() -> application.count(Queues.SEND) == 0);
        taro.confirms(fire);

        assertOneOutcome(fire);
        assertThat(taro.messages()).containsExactly(fire);
    }

    @Test
    void whatWasConfirmedWhileTheBrokerWasDownIsSentOnce() throws Exception {
        site = new Site(network, state).with("confirmation-timeout", "30s");
        start();
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        application.asks("Fire", Map.of("to", "Taro"), "fire-1", "answers");
        ReceivedMessage fire = taro.awaitMessage("Fire");

        application.close();
        site.stopBroker();
        taro.confirms(fire);
        await().until(() -> site.status(fire.packetNumber()).equals("RECEIVED"));
        site.startBroker();
        application = new Application(site.url());

        assertOneOutcome(fire);
        assertThat(taro.messages()).containsExactly(fire);
    }

    private void assertOneOutcome(ReceivedMessage message) throws Exception {
        TextMessage outcome = application.receives("answers");
        assertThat(outcome.getStringProperty("status")).isEqualTo("RECEIVED");
        assertThat(outcome.getLongProperty("packetNumber")).isEqualTo(message.packetNumber());
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("fire-1");
        assertThat(application.count(Queues.SEND)).isZero();
        assertThat(application.hasNone("answers")).isTrue();
        assertThat(application.hasNone(Queues.DEAD)).isTrue();
    }

    // ---- outcomes that nobody reads, or no queue takes -------------------------------------------------------------

    @Test
    void outcomesThatNobodyReadsGoToTheDiskAndNothingIsSentAgain() throws Exception {
        site = new Site(network, state).withQueuesOf(20_000);
        start();
        ScriptedPeer taro = network.peer("Taro");
        for (int i = 0; i < 50; i++) { // some 1.4 kB each
            application.sends("Fire " + i, Map.of("to", "Taro"));
            taro.awaitMessage("Fire " + i);
        }

        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            TextMessage outcome = application.receives(Queues.OUTCOMES);
            assertThat(outcome.getStringProperty("status")).isEqualTo("RECEIVED");
            assertThat(Instant.ofEpochMilli(outcome.getJMSExpiration()))
                    .isBetween(Instant.now().plus(6, DAYS), Instant.now().plus(7, DAYS));
            numbers.add(outcome.getLongProperty("packetNumber"));
        }
        assertThat(taro.messages().stream().map(ReceivedMessage::packetNumber))
                .containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(application.hasNone(Queues.OUTCOMES)).isTrue();
        assertThat(application.hasNone(Queues.DEAD)).isTrue();

        application.sendsForAMillisecond(Queues.OUTCOMES);
        await().until(() -> application.hasNone(Queues.OUTCOMES));
        assertThat(application.hasNone(Queues.DEAD)).as("outcomes that expired").isTrue();
    }

    @Test
    void outcomesForWhichTheDiskHasNoRoomAreDroppedAndNothingIsSentAgain() throws Exception {
        site = new Site(network, state).withQueuesOf(20_000);
        start();
        ScriptedPeer taro = network.peer("Taro");
        for (int i = 0; i < 100; i++) { // 2 MB, where 340 kB have room
            application.sendsTo(Queues.OUTCOMES, "x".repeat(10_000));
        }
        assertThat(application.count(Queues.OUTCOMES)).isBetween(10, 99);

        application.sends("Fire", Map.of("to", "Taro"));
        application.asks("Out again", Map.of("to", "Taro"), "fire-1", "answers");

        assertThat(application.receives("answers").getStringProperty("status")).isEqualTo("RECEIVED");
        await().until(() -> application.count(Queues.SEND) == 0);
        assertThat(taro.texts()).containsExactlyInAnyOrder("Fire", "Out again");
        assertThat(application.hasNone(Queues.DEAD)).isTrue();
    }

    @Test
    void whatTheQueueOfAnApplicationDoesNotTakeGoesToAllAndIsSentOnce() throws Exception {
        site = new Site(network, state).withQueuesOf(20_000);
        start();
        ScriptedPeer taro = network.peer("Taro");
        application.fills("ipmsg.mine");

        application.asks("Fire", ordered(Map.of("expectReply", "10m")), "fire-1", "ipmsg.mine");

        TextMessage outcome = application.receives(Queues.OUTCOMES);
        assertThat(outcome.getStringProperty("status")).isEqualTo("RECEIVED");
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("fire-1");
        taro.says("Where?");
        taro.says("Out");
        TextMessage answer = application.receives(Queues.OUTCOMES);
        assertThat(answer.getStringProperty("kind")).isEqualTo("ANSWER");
        assertThat(answer.getText()).isEqualTo("Where?");
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Where?");
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Out");
        assertThat(taro.messages()).hasSize(1);
        assertThat(application.hasNone(Queues.OUTCOMES)).isTrue();
        assertThat(application.hasNone(Queues.DEAD)).isTrue();
    }

    @Test
    void aTemporaryQueueWhoseApplicationHasGoneHoldsUpNothing() throws Exception {
        site = new Site(network, state);
        start();
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        try (Application other = new Application(site.url())) {
            other.asksByATemporaryQueue("Fire", Map.of("to", "Taro", "expectReply", "10m"), "fire-1");
        }

        ReceivedMessage fire = taro.awaitMessage("Fire");
        taro.confirms(fire);
        await().until(() -> application.count(Queues.ASKED) == 1);
        taro.says("Where?");
        taro.says("Out");

        assertThat(application.receives(Queues.RECEIVED).getJMSCorrelationID()).isEqualTo("fire-1");
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Out");
        assertThat(taro.messages()).containsExactly(fire);
        assertThat(application.hasNone(Queues.OUTCOMES)).isTrue();
        assertThat(application.hasNone(Queues.DEAD)).isTrue();
    }

    // ---- what never goes well --------------------------------------------------------------------------------------

    @Test
    void whatFailsTenTimesIsADeadLetterWithItsReasonAndHasAnOutcome() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Processor fails = exchange -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("as the test wants");
        };
        InterceptStrategy trouble =
                (context, step, target, next) -> step.getLabel().contains("whenOffline=HOLD") ? fails : target;
        site = new Site(network, state).withBean("trouble", trouble);
        start();

        application.asks("Fire", ordered(Map.of()), "fire-1", "answers");

        TextMessage dead = application.receives(Queues.DEAD);
        assertThat(dead.getText()).isEqualTo("Fire");
        assertThat(dead.getStringProperty("reason")).contains("as the test wants");
        TextMessage outcome = application.receives(Queues.OUTCOMES);
        assertThat(outcome.getStringProperty("status")).isEqualTo("FAILED");
        assertThat(outcome.getStringProperty("reason")).contains("as the test wants");
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("fire-1");
        assertThat(attempts).hasValue(10);
        assertThat(application.hasNone("answers")).isTrue();
    }

    /** What keeps its order is tried again at once, and so is quicker here. */
    private static Map<String, String> ordered(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.put("to", "Taro");
        all.put("JMSXGroupID", "of Taro");
        return all;
    }
}
