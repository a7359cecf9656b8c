/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.node.DeliveryState.AWAITING_READING;
import static io.github.camelipmsg.node.DeliveryState.AWAITING_RECEIPT;
import static io.github.camelipmsg.node.DeliveryState.BEING_HELD;
import static io.github.camelipmsg.node.DeliveryState.FAILED;
import static io.github.camelipmsg.node.DeliveryState.HELD;
import static io.github.camelipmsg.node.DeliveryState.READ;
import static io.github.camelipmsg.node.DeliveryState.RECEIVED;
import static io.github.camelipmsg.node.DeliveryState.REJECTED;
import static io.github.camelipmsg.node.DeliveryState.SENT;
import static io.github.camelipmsg.node.DeliveryState.UNCONFIRMED;
import static io.github.camelipmsg.node.DeliveryState.WAITING_TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is settled changes only for the better. */
class DeliveryStateTest {
    private static final Map<DeliveryState, Set<DeliveryState>> ALLOWED = Map.of(
            WAITING_TURN, Set.of(AWAITING_RECEIPT, BEING_HELD, HELD, SENT, READ, UNCONFIRMED, REJECTED, FAILED),
            AWAITING_RECEIPT,
                    Set.of(WAITING_TURN, RECEIVED, AWAITING_READING, READ, BEING_HELD, HELD, UNCONFIRMED, FAILED),
            BEING_HELD, Set.of(HELD, RECEIVED, AWAITING_READING, READ, UNCONFIRMED, FAILED),
            HELD, Set.of(WAITING_TURN, RECEIVED, AWAITING_READING, READ, UNCONFIRMED),
            AWAITING_READING, Set.of(READ, RECEIVED, UNCONFIRMED),
            UNCONFIRMED, Set.of(RECEIVED, READ),
            RECEIVED, Set.of(READ),
            SENT, Set.of(READ));

    @ParameterizedTest
    @EnumSource
    void goesWhereItMayAndNowhereElse(DeliveryState from) {
        Set<DeliveryState> allowed = ALLOWED.getOrDefault(from, Set.of());
        for (DeliveryState to : DeliveryState.values()) {
            if (allowed.contains(to)) {
                assertThat(from.become(to)).isEqualTo(to);
            } else {
                assertThatIllegalStateException()
                        .isThrownBy(() -> from.become(to))
                        .withMessage("a delivery cannot go from " + from + " to " + to);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSettledGetsOnlyBetter(DeliveryState from) {
        boolean undecided = Set.of(DeliveryStatus.PENDING, DeliveryStatus.HELD).contains(from.status());
        assertThat(from.isSettled()).isEqualTo(!undecided);
        if (from.isSettled()) {
            assertThat(DeliveryState.values())
                    .filteredOn(from::mayBecome)
                    .allMatch(to -> to.status().compareTo(from.status()) > 0);
        }
    }

    @Test
    void statusesStandFromWorstToBest() {
        assertThat(DeliveryStatus.values())
                .containsExactly(
                        DeliveryStatus.FAILED,
                        DeliveryStatus.REJECTED,
                        DeliveryStatus.UNCONFIRMED,
                        DeliveryStatus.UNKNOWN,
                        DeliveryStatus.PENDING,
                        DeliveryStatus.HELD,
                        DeliveryStatus.SENT,
                        DeliveryStatus.RECEIVED,
                        DeliveryStatus.READ);
    }
}
