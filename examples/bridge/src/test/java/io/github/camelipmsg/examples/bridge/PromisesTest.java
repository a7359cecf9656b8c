/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ReceivedMessage;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import io.github.camelipmsg.test.junit5.SentMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises where order, bounds or several people are concerned. */
@Timeout(60)
class PromisesTest {
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

    /** The next of what comes back to the one who asks: it must have that status. */
    private TextMessage assertOutcome(String status) throws Exception {
        TextMessage outcome = application.receives("answers");
        assertThat(outcome.getStringProperty("status")).isEqualTo(status);
        return outcome;
    }

    // ---- order ---------------------------------------------------------------------------------------------------

    @Test
    void requestsOfAGroupGoOneAfterTheOtherAndHoldUpNoOthers() throws Exception {
        site = new Site(network, state).with("confirmation-timeout", "30s");
        start();
        ScriptedPeer taro = network.peer("Taro").neverConfirms();
        ScriptedPeer hanako = network.peer("Hanako");
        List<String> texts =
                IntStream.rangeClosed(1, 10).mapToObj(i -> "Step " + i).toList();
        for (String text : texts) {
            application.asks(text, Map.of("to", "Taro", "JMSXGroupID", "of Taro"), text, "answers");
        }
        application.sends("Lunch?", Map.of("to", "Hanako"));
        hanako.awaitMessage("Lunch?");

        for (String text : texts) {
            confirmsTheOnlyOneThatCame(taro, text);
            assertThat(application.receives("answers").getJMSCorrelationID()).isEqualTo(text);
        }
    }

    private static void confirmsTheOnlyOneThatCame(ScriptedPeer taro, String text) {
        ReceivedMessage next = taro.awaitMessage(text);
        assertThat(taro.texts()).last().isEqualTo(text);
        taro.confirms(next);
    }

    // ---- outcomes ------------------------------------------------------------------------------------------------

    /** Its receipt has come, the broker has not heard of it, and the bridge is killed: nobody knows any more. */
    @Test
    void whatHasNoRecordAnyMoreIsUnknown() throws Exception {
        site = new Site(network, state);
        start();
        ScriptedPeer taro = network.peer("Taro");
        taro.awaitReceipt(taro.says("Until tomorrow"));
        taro.leaves();
        application.asks("Lunch?", Map.of("to", "Taro"), "lunch-1", "answers");
        TextMessage held = assertOutcome("HELD");
        long number = held.getLongProperty("packetNumber");

        application.close();
        site.stopBroker();
        taro.enters();
        taro.awaitMessage("Lunch?");
        await().until(() -> site.status(number).equals("RECEIVED"));
        site.stopBridge();
        start();

        TextMessage outcome = assertOutcome("UNKNOWN");
        assertThat(outcome.getBooleanProperty("delivered")).isFalse();
        assertThat(outcome.getStringProperty("reason")).contains("may have arrived");
        assertThat(outcome.getLongProperty("packetNumber")).isEqualTo(number);
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("lunch-1");
        assertThat(taro.texts()).containsExactly("Lunch?");
    }

    /** A disk that takes nothing so many times. */
    private static final class FullDisk implements HeldMessageStore {
        private final AtomicInteger left;

        FullDisk(int times) {
            left = new AtomicInteger(times);
        }

        @Override
        public Map<String, byte[]> load(String owner) {
            return Map.of();
        }

        @Override
        public void save(String owner, List<Change> changes) throws IOException {
            boolean keeps = changes.stream().anyMatch(change -> change.value() != null);
            if (keeps && left.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
                throw new IOException("no space left");
            }
        }
    }

    @Test
    void whatFailsIsTriedAgain() throws Exception {
        ScriptedPeer taro = startsWithADiskThatIsFull(4);
        taro.leaves();

        application.asks("Lunch?", Map.of("to", "Taro"), "lunch-1", "answers");

        TextMessage outcome = assertOutcome("HELD");
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("lunch-1");
        taro.enters().awaitMessage("Lunch?");
        assertOutcome("RECEIVED");
    }

    @Test
    void whatFailsIsNotOvertakenByTheNextOfItsGroup() throws Exception {
        ScriptedPeer taro = startsWithADiskThatIsFull(3);
        taro.leaves();
        List<String> texts = List.of("Step 1", "Step 2", "Step 3");

        for (String text : texts) {
            application.asks(text, Map.of("to", "Taro", "JMSXGroupID", "of Taro"), text, "answers");
        }

        for (String text : texts) {
            TextMessage outcome = assertOutcome("HELD");
            assertThat(outcome.getJMSCorrelationID()).isEqualTo(text);
        }
        taro.enters();
        for (String text : texts) {
            taro.awaitMessage(text);
        }
    }

    @Test
    void whatFailsFiveTimesHasFailed() throws Exception {
        ScriptedPeer taro = startsWithADiskThatIsFull(5);
        taro.leaves();

        application.asks("Lunch?", Map.of("to", "Taro"), "lunch-1", "answers");

        TextMessage outcome = assertOutcome("FAILED");
        assertThat(outcome.getStringProperty("reason")).contains("no space left");
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("lunch-1");
        application.asks("Dinner?", Map.of("to", "Taro"), "dinner-1", "answers");
        assertThat(application.receives("answers").getJMSCorrelationID())
                .as("of the next request: there is one outcome of each")
                .isEqualTo("dinner-1");
    }

    @Test
    void whereSomebodyHasGotItTheOthersFailureIsNoReasonToSendItAgain() throws Exception {
        ScriptedPeer taro = startsWithADiskThatIsFull(1);
        ScriptedPeer hanako = network.peer("Hanako");
        taro.leaves();

        application.asks("Lunch?", Map.of("to", "Taro,Hanako"), "lunch-1", "answers");

        TextMessage outcome = assertOutcome("FAILED");
        assertThat(outcome.getText()).contains("\"status\":\"RECEIVED\"", "\"status\":\"FAILED\"");
        assertThat(hanako.texts()).containsExactly("Lunch?");
    }

    /** Taro is there, and known. */
    private ScriptedPeer startsWithADiskThatIsFull(int times) throws Exception {
        site = new Site(network, state)
                .withBean("disk", new FullDisk(times))
                .with("camel.component.ipmsg.held-messages", "#bean:disk");
        start();
        ScriptedPeer taro = network.peer("Taro");
        taro.awaitReceipt(taro.says("Until tomorrow"));
        return taro;
    }

    // ---- full queues ---------------------------------------------------------------------------------------------

    @Test
    void whenNobodyFetchesWhatPeopleWriteTheyAreNotToldThatItArrivedUntilSomebodyDoes() throws Exception {
        site = new Site(network, state).withQueuesOf(40_000);
        start();
        ScriptedPeer taro = network.peer("Taro");
        List<String> texts = new ArrayList<>();
        SentMessage refused = null;
        while (refused == null) {
            texts.add(texts.size() + ". " + "x".repeat(3_000));
            SentMessage said = taro.says(texts.get(texts.size() - 1));
            await().until(() -> taro.hasReceipt(said) || site.failures() > 0);
            refused = taro.hasReceipt(said) ? null : said;
            assertThat(texts).as("what two queues of 40 kB hold").hasSizeLessThan(20);
        }
        SentMessage last = refused;
        assertThat(taro.repeats(last).hasReceipt(last)).isFalse();

        int full = application.count(Queues.RECEIVED);
        assertThat(texts).as("two queues are full").hasSizeGreaterThan(2 * full - 2);
        List<String> arrived = new ArrayList<>();
        while (arrived.size() < texts.size() - 1) {
            arrived.add(application.textOfNext(Queues.RECEIVED));
            if (arrived.size() < 4) { // one by one, or nobody would see that one overtakes another
                await().untilAsserted(() ->
                        assertThat(application.count(Queues.RECEIVED)).isEqualTo(full));
            }
        }
        assertThat(arrived).isEqualTo(texts.subList(0, texts.size() - 1));
        await().until(() -> taro.repeats(last).hasReceipt(last));
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo(texts.get(texts.size() - 1));
        assertThat(application.hasNone(Queues.RECEIVED)).isTrue();
    }

    // ---- several people ------------------------------------------------------------------------------------------

    @Test
    void eachOfAGroupThatIsAskedMayAnswer() throws Exception {
        site = new Site(network, state);
        start();
        ScriptedPeer taro = network.peer("Taro", "Sales");
        ScriptedPeer hanako = network.peer("Hanako", "Sales");
        ScriptedPeer jiro = network.peer("Jiro", "Sales");
        for (ScriptedPeer peer : List.of(taro, hanako, jiro)) {
            peer.awaitReceipt(peer.says("Here"));
            application.receives(Queues.RECEIVED);
        }

        application.asks("Lunch?", Map.of("to", "group:Sales", "expectReply", "10m"), "lunch-1", "answers");
        TextMessage outcome = assertOutcome("RECEIVED");
        assertThat(outcome.getText()).contains("\"nickname\":\"Taro\"", "\"nickname\":\"Hanako\"");

        hanako.says("At noon");
        assertAnswer("Hanako", "At noon");
        hanako.says("No, at one");
        taro.says("I cannot");
        assertAnswer("Taro", "I cannot");

        application.asks("Dinner?", Map.of("to", "group:Sales", "expectReply", "500ms"), "dinner-1", "others");
        assertThat(application.receives("others").getStringProperty("kind")).isEqualTo("OUTCOME");
        List<String> silent = new ArrayList<>();
        for (int person = 1; person <= 3; person++) {
            TextMessage none = application.receives("others");
            assertThat(none.getStringProperty("kind")).isEqualTo("UNANSWERED");
            silent.add(none.getStringProperty("senderNickname")
                    + ' '
                    + none.getStringProperty("senderUser")
                    + '@'
                    + none.getStringProperty("senderHost")
                    + ' '
                    + none.getStringProperty("senderAddress"));
        }
        assertThat(silent)
                .containsExactlyInAnyOrder(
                        "Taro peer1@test-pc " + taro.address(),
                        "Hanako peer2@test-pc " + hanako.address(),
                        "Jiro peer3@test-pc " + jiro.address());
        assertThat(application.hasNone("others")).isTrue();
        assertThat(application.hasNone("answers")).isTrue();
    }

    @Test
    void whoGetsTheQuestionLaterIsAskedFromThenOn() throws Exception {
        site = new Site(network, state);
        start();
        ScriptedPeer taro = network.peer("Taro");
        ScriptedPeer hanako = network.peer("Hanako");
        hanako.awaitReceipt(hanako.says("Until tomorrow"));
        hanako.leaves();

        application.asks("Lunch?", Map.of("to", "Taro,Hanako", "expectReply", "10m"), "lunch-1", "answers");
        assertOutcome("HELD");
        taro.says("At noon");
        assertAnswer("Taro", "At noon");

        hanako.enters().awaitMessage("Lunch?");
        assertOutcome("RECEIVED");
        taro.awaitReceipt(taro.says("Where are you?"));
        hanako.says("Coming");
        assertAnswer("Hanako", "Coming");
        assertThat(application.hasNone("answers")).as("a second answer of Taro").isTrue();
    }

    private void assertAnswer(String nickname, String text) throws Exception {
        TextMessage answer = application.receives("answers");
        assertThat(answer.getStringProperty("kind")).isEqualTo("ANSWER");
        assertThat(answer.getStringProperty("senderNickname")).isEqualTo(nickname);
        assertThat(answer.getText()).isEqualTo(text);
        assertThat(answer.getJMSCorrelationID()).isEqualTo("lunch-1");
    }
}
