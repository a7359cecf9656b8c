/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.simulation.Transmission;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The ledger of the fuzzer would notice. */
class StrangersLedgerTest {
    private static final InetSocketAddress NODE = SimulatedNodes.socket("10.1.0.1");
    private static final InetSocketAddress EVERYBODY = SimulatedNodes.socket("10.1.0.255");
    private static final InetSocketAddress STRANGER = SimulatedNodes.socket("10.1.0.9");

    private Instant now = Instant.EPOCH;
    private final StrangersLedger ledger = new StrangersLedger(NODE, EVERYBODY);

    @Test
    void allowsOneDatagramForEachOfTheStranger() {
        sent(STRANGER, NODE, "1:1:u:h:32:hello");
        sent(NODE, STRANGER, "1:5:bot:h:33:1");

        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:6:bot:h:33:1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("stranger");
    }

    @Test
    void allowsNoLongDatagram() {
        sent(STRANGER, NODE, "1:1:u:h:65:");

        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:5:bot:h:66:" + "x".repeat(700)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void doesNotCountWhatARouteSendsOrWhatGoesToEverybody() {
        assertThatCode(() -> {
                    sent(NODE, STRANGER, "1:5:bot:h:288:message");
                    sent(NODE, EVERYBODY, "1:6:bot:h:1:bot");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void doesNotCountOnceWhatARouteWantsEverybodyToHear() {
        ledger.routeTells();
        assertThatCode(() -> {
                    sent(NODE, STRANGER, "1:4:bot:h:0:bot");
                    sent(NODE, STRANGER, "1:5:bot:h:4:bot");
                })
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:6:bot:h:4:bot")).isInstanceOf(AssertionError.class);
    }

    @Test
    void doesNotCountTheEntriesThatLetIptuxForgetWhileAMessageOfARouteMayWait() {
        sent(STRANGER, NODE, "1_iptux 0.8.3:1:u:h:1:u");
        sent(NODE, STRANGER, "1:5:bot:h:3:bot");
        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:6:bot:h:1:bot")).isInstanceOf(AssertionError.class);

        ledger.routeSends(now);
        assertThatCode(() -> sent(NODE, STRANGER, "1:7:bot:h:1:bot")).doesNotThrowAnyException();
    }

    @Test
    void countsTheEntriesThatNoMessageOfARouteNeeds() {
        sent(STRANGER, NODE, "1_iptux 0.8.3:1:u:h:1:u");
        sent(NODE, STRANGER, "1:5:bot:h:3:bot");
        ledger.routeSends(now);
        sent(NODE, STRANGER, "1:6:bot:h:1:bot");
        now = now.plusMillis(999);
        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:7:bot:h:1:bot")).isInstanceOf(AssertionError.class);
        now = now.plusMillis(1);
        assertThatCode(() -> sent(NODE, STRANGER, "1:8:bot:h:1:bot")).doesNotThrowAnyException();

        now = now.plusSeconds(16);
        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:9:bot:h:1:bot")).isInstanceOf(AssertionError.class);
    }

    @Test
    void countsTheEntriesToWhoeverIsNotIptux() {
        ledger.routeSends(now);

        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:6:bot:h:1:bot")).isInstanceOf(AssertionError.class);
    }

    @Test
    void countsReplies() {
        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:5:bot:h:288:reply")).isInstanceOf(AssertionError.class);
    }

    @Test
    void allowsWhatItLikesOnceTheStrangerHasEchoedANumber() {
        sent(STRANGER, NODE, "1:1:u:h:32:hello");
        sent(NODE, STRANGER, "1:5:bot:h:48:1");
        sent(STRANGER, NODE, "1:2:u:h:50:5");
        sent(NODE, STRANGER, "1:6:bot:h:33:1");

        assertThatCode(() -> sent(NODE, STRANGER, "1:7:bot:h:33:1")).doesNotThrowAnyException();
    }

    @Test
    void isNotDeceivedByANumberThatWentToSomebodyElse() {
        sent(NODE, EVERYBODY, "1:5:bot:h:1:bot");
        sent(STRANGER, NODE, "1:2:u:h:33:5");
        sent(NODE, STRANGER, "1:6:bot:h:33:1");

        assertThatThrownBy(() -> sent(NODE, STRANGER, "1:7:bot:h:33:1")).isInstanceOf(AssertionError.class);
    }

    private void sent(InetSocketAddress from, InetSocketAddress to, String packet) {
        ledger.sent(new Transmission(now, from, to, packet.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
