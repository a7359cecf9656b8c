/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.node.IptuxModel.is;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers of iptux show that it has forgotten our numbers: those that it wrote after our last message. */
class IptuxAnswersTest extends NodeTest {
    private final List<Transmission> answers = new ArrayList<>();
    private IptuxModel iptux;

    @BeforeEach
    void startsAnIptux() {
        iptux = new IptuxModel(nodes, "wang", "10.1.0.9");
        network.onTransmission(each -> {
            if (is(Command.ANSENTRY, each) && each.from().equals(iptux.address())) {
                answers.add(each);
            }
        });
    }

    private long numberOf(NodeFixture bot, String text) {
        return iptux.shows(bot, text).packetNumbers().get(0);
    }

    /** Its answer to an entry from before the last message takes longer than any datagram should. */
    @Test
    void anAnswerFromBeforeTheLastReceiptIsNotBelieved() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").usedUpTo(PacketNumbers.LAST - 20));
        long last = numberOf(bot, "message");
        while (last != PacketNumbers.LAST) {
            last = numberOf(bot, "message " + last);
        }
        int answered = answers.size();
        network.loseIf(each -> is(Command.BR_ENTRY, each));
        CompletableFuture<DeliveryResult> next =
                bot.send(Draft.of("anew").to("10.1.0.9").confirmedWithin(Duration.ofMinutes(1)));
        simulation.advance(Duration.ofSeconds(5));
        assertThat(answers).hasSize(answered);
        for (int i = 0; i < 2; i++) {
            iptux.repeats(answers.get(answered - 1));
            simulation.advance(Duration.ofSeconds(1));
        }

        assertThat(next).isNotDone();
        network.loseIf(each -> false);
        assertThat(bot.await(next).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(iptux.shown()).contains("anew");
        assertThat(iptux.dropped()).isEmpty();
    }

    /** Or nobody could write to it until it had sent as many packets as before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIptuxThatHasRestartedIsBelieved(boolean itsEntryIsHeard) throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").usedUpTo(PacketNumbers.LAST - 20));
        for (int i = 0; i < 10; i++) {
            iptux.shows(bot, "message " + i);
        }
        network.loseIf(each -> !itsEntryIsHeard && each.from().equals(iptux.address()));
        iptux.joins();
        soon();
        network.loseIf(each -> false);

        for (int i = 10; i < 30; i++) {
            Delivery delivery = iptux.shows(bot, "message " + i);
            assertThat(delivery.elapsed()).isLessThan(IptuxMemory.QUIET.plusMillis(1500));
        }
        assertThat(iptux.dropped()).isEmpty();
    }
}
