/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import io.github.camelipmsg.test.junit5.SentMessage;
import jakarta.jms.TextMessage;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BridgeTest {
    @RegisterExtension
    final IpmsgNetwork network = new IpmsgNetwork();

    @TempDir
    Path state;

    private static final int SENDMSG = 0x20;
    private static final int RECVMSG = 0x21;
    private static final int SENDCHECKOPT = 0x100;

    private Site site;
    private Application application;

    @BeforeEach
    void start() throws Exception {
        site = new Site(network, state).startBroker().startBridge();
        application = new Application(site.url());
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
        site.close();
    }

    @Test
    void whatSomebodyWritesIsAMessageThatSaysWhoWroteIt() throws Exception {
        ScriptedPeer taro = network.peer("Taro", "Sales");

        SentMessage said = taro.says("The printer is on fire 火事");

        TextMessage received = application.receives(Queues.RECEIVED);
        assertThat(received.getText()).isEqualTo("The printer is on fire 火事");
        assertThat(received.getStringProperty("kind")).isEqualTo("MESSAGE");
        assertThat(received.getStringProperty("senderNickname")).isEqualTo("Taro");
        assertThat(received.getStringProperty("senderGroup")).isEqualTo("Sales");
        assertThat(received.getStringProperty("senderUser")).isEqualTo("peer1");
        assertThat(received.getStringProperty("senderHost")).isEqualTo("test-pc");
        assertThat(received.getStringProperty("senderAddress")).isEqualTo(taro.address());
        assertThat(received.getStringProperty("packetNumber")).isEqualTo(Long.toString(said.packetNumber()));
        assertThat(received.getLongProperty("timestamp")).isPositive();
        assertThat(received.getJMSCorrelationID()).isNull();
        taro.awaitReceipt(said);
    }

    /** More than a {@code long} holds. */
    @Test
    void aNumberOfTwentyDigitsArrives() throws Exception {
        String number = "99999999999999999999";
        try (DatagramSocket jiro = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            jiro.setSoTimeout(10_000);
            byte[] fire = ("1:" + number + ":jiro:jiro-pc:" + (SENDMSG | SENDCHECKOPT) + ":Fire\0").getBytes(US_ASCII);
            jiro.send(new DatagramPacket(fire, fire.length, InetAddress.getLoopbackAddress(), site.port()));

            TextMessage received = application.receives(Queues.RECEIVED);
            assertThat(received.getText()).isEqualTo("Fire");
            assertThat(received.getStringProperty("packetNumber")).isEqualTo(number);
            DatagramPacket heard = new DatagramPacket(new byte[1_000], 1_000);
            String receipt = ":" + RECVMSG + ":" + number;
            do { // its first words are about who it is
                jiro.receive(heard);
            } while (!new String(heard.getData(), 0, heard.getLength(), US_ASCII).contains(receipt));
        }
    }

    @Test
    void whatAnApplicationSendsReachesThemAndItsOutcomeComesBack() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        ScriptedPeer hanako = network.peer("Hanako").neverConfirms();

        application.asks("Lunch?", Map.of("to", "Taro"), "lunch-1", "answers");
        application.sends("Dinner?", Map.of("to", "Taro"));

        assertThat(taro.awaitMessage().text()).isIn("Lunch?", "Dinner?");
        TextMessage outcome = application.receives("answers");
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("lunch-1");
        assertThat(outcome.getStringProperty("kind")).isEqualTo("OUTCOME");
        assertThat(outcome.getStringProperty("status")).isEqualTo("RECEIVED");
        assertThat(outcome.getBooleanProperty("delivered")).isTrue();
        assertThat(outcome.getText()).contains("\"nickname\":\"Taro\"", taro.address());
        assertThat(application.receives(Queues.OUTCOMES).getJMSCorrelationID())
                .as("without a correlation and a queue of its own")
                .startsWith("ID:");

        application.asks("You?", Map.of("to", "Hanako"), "lunch-2", "answers");
        assertThat(application.receives("answers").getStringProperty("status")).isEqualTo("HELD");
        assertThat(hanako.texts()).containsExactly("You?");
    }

    @Test
    void theNextMessageOfWhoWasAskedIsTheAnswer() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        ScriptedPeer hanako = network.peer("Hanako");
        application.asks("Lunch?", Map.of("to", "Taro", "expectReply", "10m"), "lunch-1", "answers");
        assertThat(application.receives("answers").getStringProperty("kind")).isEqualTo("OUTCOME");

        hanako.says("Not asked");
        assertThat(application.receives(Queues.RECEIVED).getJMSCorrelationID()).isNull();
        taro.saysAutomatically("I am away");
        TextMessage away = application.receives(Queues.RECEIVED);
        assertThat(away.getJMSCorrelationID()).isNull();
        assertThat(away.getBooleanProperty("automatic")).isTrue();
        taro.says("At noon");
        TextMessage answer = application.receives("answers");
        taro.says("And you?");

        assertThat(answer.getText()).isEqualTo("At noon");
        assertThat(answer.getStringProperty("kind")).isEqualTo("ANSWER");
        assertThat(answer.getJMSCorrelationID()).isEqualTo("lunch-1");
        assertThat(answer.getStringProperty("senderNickname")).isEqualTo("Taro");
        TextMessage toAll = application.receives(Queues.RECEIVED);
        assertThat(toAll.getText()).isEqualTo("At noon");
        assertThat(toAll.getJMSCorrelationID()).isEqualTo("lunch-1");
        assertThat(application.receives(Queues.RECEIVED).getJMSCorrelationID()).isNull();
        assertThat(application.hasNone("answers")).isTrue();
    }

    @Test
    void aQuestionThatNobodyAnswersInTimeSaysSo() throws Exception {
        network.peer("Taro");

        application.asks("Lunch?", Map.of("to", "Taro", "expectReply", "500ms"), "lunch-1", "answers");

        assertThat(application.receives("answers").getStringProperty("kind")).isEqualTo("OUTCOME");
        TextMessage none = application.receives("answers");
        assertThat(none.getStringProperty("kind")).isEqualTo("UNANSWERED");
        assertThat(none.getJMSCorrelationID()).isEqualTo("lunch-1");
    }

    @Test
    void whatCanNeverBeSentIsADeadLetterWithItsReason() throws Exception {
        network.peer("Taro");
        refused("to", "Tarou", "Fire", "Tarou");
        refused("too", "Taro", "Fire", "to=Taro Yamada");
        refused("to", "Taro", " ", "TextMessage");
        refused("to", "Taro", "Fire\0", "NUL");
        application.sends("Fire", Map.of("to", "Taro", "expectReply", "soon"));
        assertThat(application.receives(Queues.DEAD).getStringProperty("reason"))
                .contains("expectReply=10m");
    }

    private void refused(String property, String value, String text, String reason) throws Exception {
        application.asks(text, Map.of(property, value), "fire-1", "answers");

        TextMessage outcome = application.receives("answers");
        assertThat(outcome.getStringProperty("status")).isEqualTo(Outcome.REFUSED);
        assertThat(outcome.getStringProperty("reason")).contains(reason);
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("fire-1");
        TextMessage dead = application.receives(Queues.DEAD);
        assertThat(dead.getText()).isEqualTo(text);
        assertThat(dead.getStringProperty("reason")).contains(reason);
        assertThat(dead.getJMSCorrelationID()).isEqualTo("fire-1");
    }

    @Test
    void whatSomebodyWritesWhileTheBrokerIsDownIsNotConfirmedAndArrivesOnceLater() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        application.close();
        site.stopBroker();

        SentMessage said = taro.says("Fire");
        await().until(() -> site.failures() > 0);
        assertThat(taro.hasReceipt(said)).isFalse();

        site.startBroker();
        await().until(() -> taro.repeats(said).hasReceipt(said));
        taro.repeats(said);
        SentMessage next = taro.says("Out again");
        taro.awaitReceipt(next);
        application = new Application(site.url());
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Fire");
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Out again");
    }

    @Test
    void whatIsForSomebodyWhoIsNotHereWaitsForThemAlsoWhileTheBridgeIsDown() throws Exception {
        ScriptedPeer taro = network.peer("Taro");
        taro.awaitReceipt(taro.says("Until tomorrow"));
        application.receives(Queues.RECEIVED);
        taro.leaves();

        application.asks("Lunch?", Map.of("to", "Taro", "expectReply", "10m"), "lunch-1", "answers");
        TextMessage held = application.receives("answers");
        assertThat(held.getStringProperty("status")).isEqualTo("HELD");
        assertThat(held.getBooleanProperty("delivered")).isFalse();
        site.stopBridge();
        application.asks("Dinner?", Map.of("to", "Taro"), "dinner-1", "others");
        site.startBridge();
        assertThat(application.receives("others").getStringProperty("status")).isEqualTo("HELD");

        taro.enters();
        taro.awaitMessage("Lunch?");
        taro.awaitMessage("Dinner?");

        TextMessage outcome = application.receives("answers");
        assertThat(outcome.getStringProperty("status")).isEqualTo("RECEIVED");
        assertThat(outcome.getJMSCorrelationID()).isEqualTo("lunch-1");
        assertThat(outcome.getLongProperty("packetNumber")).isEqualTo(held.getLongProperty("packetNumber"));
        assertThat(application.receives("others").getStringProperty("status")).isEqualTo("RECEIVED");
        taro.says("At noon");
        assertThat(application.receives("answers").getJMSCorrelationID()).isEqualTo("lunch-1");
    }

    @Test
    void whatTheBrokerHasIsConfirmedAndNotTakenAgainAfterARestart() throws Exception {
        ScriptedPeer taro = network.peer("Taro").leaves(); // and hears nothing, so that the receipt is lost
        SentMessage said = taro.says("Fire");
        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Fire");
        site.stopBridge();
        site.startBridge();
        assertThat(taro.hasReceipt(said)).isFalse();

        taro.enters().repeats(said).awaitReceipt(said);
        taro.awaitReceipt(taro.says("Out again"));

        assertThat(application.textOfNext(Queues.RECEIVED)).isEqualTo("Out again");
    }
}
