/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger of the fuzzer would notice. */
class SilenceLedgerTest {
    private static final InetSocketAddress NODE = SimulatedNodes.socket("10.1.0.1");
    private static final InetSocketAddress EVERYBODY = SimulatedNodes.socket("10.1.0.255");
    private static final InetSocketAddress PEER = SimulatedNodes.socket("10.1.0.9");

    private static final int MESSAGE = 0x120;
    private static final int AUTOMATIC = 0x2000;
    private static final int TO_EVERYBODY = 0x400;

    private final SilenceLedger ledger = new SilenceLedger(NODE, EVERYBODY);

    @ParameterizedTest
    @CsvSource({
        "1:7:u:h:288:hello, 1:5:bot:h:33:7",
        "1:7:u:h:800:sealed, 1:5:bot:h:48:7",
        "1:7:u:h:48:4, 1:5:bot:h:50:7",
        "1:7:u:h:64:, 1:5:bot:h:65:camel",
        "1:7:u:h:80:, 1:5:bot:h:81:not absent",
        "1:7:u:h:1:u, 1:5:bot:h:3:bot",
        "1:7:u:h:288:hello, 1:5:bot:h:288:reply",
        "1:7:u:h:288:hello, 1:5:bot:h:8224:I am away"
    })
    void everyAnswerNeedsItsQuestion(String question, String answer) {
        assertIsNotAskedFor(PEER, answer);
        sent(PEER, NODE, question);

        assertThatCode(() -> sent(NODE, PEER, answer)).doesNotThrowAnyException();
        assertIsNotAskedFor(SimulatedNodes.socket("10.1.0.8"), answer);
    }

    @Test
    void aReceiptIsForTheMessageThatCame() {
        sent(PEER, NODE, "1:7:u:h:288:hello");

        assertIsNotAskedFor(PEER, "1:5:bot:h:33:8");
    }

    @Test
    void whatIsAutomaticOrForEverybodyIsNotAnswered() {
        sent(PEER, NODE, "1:7:u:h:" + (MESSAGE | AUTOMATIC) + ":hello");
        assertIsNotAskedFor(PEER, "1:5:bot:h:33:7");
        sent(PEER, NODE, "1:7:u:h:" + (MESSAGE | TO_EVERYBODY) + ":hello");
        assertIsNotAskedFor(PEER, "1:5:bot:h:33:7");
        assertIsNotAskedFor(PEER, "1:5:bot:h:288:reply");
    }

    @Test
    void noSystemServiceOrWholeNetworkIsAnswered() {
        for (String address : new String[] {"10.1.0.9:1023", "10.1.0.255:2426"}) {
            InetSocketAddress from = SimulatedNodes.socket(address);
            sent(from, NODE, "1:7:u:h:288:hello");
            assertIsNotAskedFor(from, "1:5:bot:h:33:7");
        }
    }

    @Test
    void nothingGoesToTheNodeItself() {
        for (String address : new String[] {"10.1.0.1", "127.0.0.1"}) {
            assertThatThrownBy(() -> sent(NODE, SimulatedNodes.socket(address), "1:5:bot:h:1:bot"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("to the node itself");
        }
        assertThatCode(() -> sent(NODE, SimulatedNodes.socket("10.1.0.1:2426"), "1:5:bot:h:1:bot"))
                .doesNotThrowAnyException();
    }

    @Test
    void whatNobodyMustAskForIsFree() {
        assertThatCode(() -> {
                    sent(NODE, EVERYBODY, "1:5:bot:h:1:bot");
                    sent(NODE, PEER, "1:6:bot:h:288:a message of a route");
                    sent(NODE, PEER, "1:7:bot:h:64:");
                })
                .doesNotThrowAnyException();
    }

    private void assertIsNotAskedFor(InetSocketAddress to, String answer) {
        assertThatThrownBy(() -> sent(NODE, to, answer))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(SilenceLedger.COMPLAINT);
    }

    private void sent(InetSocketAddress from, InetSocketAddress to, String packet) {
        ledger.sent(new Transmission(Instant.EPOCH, from, to, packet.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
