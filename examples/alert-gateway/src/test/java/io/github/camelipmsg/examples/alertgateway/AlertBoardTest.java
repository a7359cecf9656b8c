/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBoardTest {
    private static final List<String> PEOPLE = List.of("Taro", "Hanako");

    private final AlertBoard board = new AlertBoard(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void peopleAreCalledInOrderUntilOneHasReadIt() {
        long id = board.raise("Fire", PEOPLE).id();

        assertThat(board.callNext(id)).isEqualTo("Taro");
        board.answered(id, CallState.RECEIVED, null);
        assertThat(board.goesOn(id)).isTrue();
        assertThat(board.callNext(id)).isEqualTo("Hanako");
        board.answered(id, CallState.READ, null);

        assertThat(board.goesOn(id)).isFalse();
        assertThat(board.alerts().get(0).state()).isEqualTo(Alert.State.READ);
    }

    @Test
    void theSamePersonMayBeAskedTwice() {
        long id = board.raise("Fire", List.of("Taro", "Taro")).id();

        assertThat(board.callNext(id)).isEqualTo("Taro");
        board.answered(id, CallState.UNCONFIRMED, null);
        assertThat(board.callNext(id)).isEqualTo("Taro");
        board.answered(id, CallState.UNCONFIRMED, null);

        assertThat(board.goesOn(id)).isFalse();
        assertThat(board.alerts().get(0).state()).isEqualTo(Alert.State.NOBODY);
    }

    @Test
    void theOldestThatIsOverMakesRoomAndNoOther() {
        for (int i = 0; i < AlertBoard.CAPACITY; i++) {
            board.raise("Fire", PEOPLE);
        }
        assertThatIllegalStateException().isThrownBy(() -> board.raise("Flood", PEOPLE));

        board.callNext(7);
        board.answered(7, CallState.READ, null);
        board.raise("Flood", PEOPLE);

        assertThat(board.alerts()).hasSize(AlertBoard.CAPACITY).noneMatch(alert -> alert.id() == 7);
        assertThat(board.alerts().get(0).text()).isEqualTo("Flood");
    }
}
