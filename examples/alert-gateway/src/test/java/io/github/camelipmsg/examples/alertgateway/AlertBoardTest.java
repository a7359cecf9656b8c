/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.examples.alertgateway.Alert.Call;
import io.github.camelipmsg.examples.alertgateway.Alert.CallState;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertBoardTest {
    private static final List<String> PEOPLE = List.of("Taro", "Hanako");

    @TempDir
    Path directory;

    private AlertStore store;
    private AlertBoard board;

    @BeforeEach
    void start() throws IOException {
        store = new AlertStore(directory);
        store.start();
        board = new AlertBoard(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), store);
    }

    @AfterEach
    void stop() {
        store.stop();
    }

    @Test
    void peopleAreCalledInOrderUntilOneHasReadIt() {
        long id = board.raise("Fire", PEOPLE).id();

        assertThat(board.callNext(id)).contains("Taro");
        board.answered(id, CallState.RECEIVED, 1L, null);
        assertThat(board.goesOn(id)).isTrue();
        assertThat(board.callNext(id)).contains("Hanako");
        board.answered(id, CallState.READ, 2L, null);

        assertThat(board.goesOn(id)).isFalse();
        assertThat(board.alerts().get(0).state()).isEqualTo(Alert.State.READ);
    }

    @Test
    void theSamePersonMayBeAskedTwice() {
        long id = board.raise("Fire", List.of("Taro", "Taro")).id();

        assertThat(board.callNext(id)).contains("Taro");
        board.answered(id, CallState.UNCONFIRMED, 1L, null);
        assertThat(board.callNext(id)).contains("Taro");
        board.answered(id, CallState.UNCONFIRMED, 2L, null);

        assertThat(board.goesOn(id)).isFalse();
        assertThat(board.alerts().get(0).state()).isEqualTo(Alert.State.NOBODY);
        board.told(2, CallState.READ);
        assertThat(states()).containsExactly(CallState.UNCONFIRMED, CallState.READ);
    }

    @Test
    void theNextButOneIsNotAskedWhenTheFirstHasReadItLate() {
        long id = board.raise("Fire", List.of("Taro", "Hanako", "Jiro")).id();
        board.callNext(id);
        board.answered(id, CallState.RECEIVED, 1L, null);
        board.callNext(id);

        assertThat(board.told(1, CallState.READ)).map(Alert::state).contains(Alert.State.READ);
        assertThat(board.goesOn(id)).isFalse();
        board.answered(id, CallState.RECEIVED, 2L, null);
        assertThat(board.goesOn(id)).isFalse();
        assertThat(states()).containsExactly(CallState.READ, CallState.RECEIVED, CallState.WAITING);
    }

    /** Between the question whether it goes on and the next call. */
    @Test
    void nobodyIsCalledForWhatHasJustBeenReadOrIsGone() {
        long id = board.raise("Fire", PEOPLE).id();
        board.callNext(id);
        board.answered(id, CallState.RECEIVED, 1L, null);
        assertThat(board.goesOn(id)).isTrue();
        board.told(1, CallState.READ);

        assertThat(board.callNext(id)).isEmpty();
        assertThat(states()).containsExactly(CallState.READ, CallState.WAITING);
        for (int i = 0; i < AlertBoard.CAPACITY; i++) {
            board.raise("Flood", PEOPLE); // pushes it out
        }
        assertThat(board.goesOn(id)).isFalse();
        assertThat(board.callNext(id)).isEmpty();
    }

    @Test
    void whatIsToldBeforeTheNumberIsKnownCounts() {
        long id = board.raise("Fire", PEOPLE).id();
        board.callNext(id);
        assertThat(board.told(1, CallState.READ)).isEmpty();
        board.answered(id, CallState.UNCONFIRMED, 1L, "no receipt");

        assertThat(states()).containsExactly(CallState.READ, CallState.WAITING);
        assertThat(board.alerts().get(0).calls().get(0).note()).isNull();
    }

    @Test
    void nothingThatIsToldMakesItWorse() {
        long id = board.raise("Fire", PEOPLE).id();
        board.callNext(id);
        board.told(1, CallState.UNCONFIRMED);
        board.answered(id, CallState.RECEIVED, 1L, null);
        assertThat(board.told(1, CallState.RECEIVED)).isEmpty();
        assertThat(board.told(1, CallState.UNCONFIRMED)).isEmpty();

        assertThat(states()).containsExactly(CallState.RECEIVED, CallState.WAITING);
    }

    @Test
    void theOldestThatIsOverMakesRoomAndNoOther() throws IOException {
        for (int i = 0; i < AlertBoard.CAPACITY; i++) {
            board.raise("Fire", PEOPLE);
        }
        assertThatIllegalStateException().isThrownBy(() -> board.raise("Flood", PEOPLE));
        board.callNext(5); // is read, and Hanako is still asked
        board.answered(5, CallState.RECEIVED, 1L, null);
        board.callNext(5);
        board.told(1, CallState.READ);
        assertThatIllegalStateException().isThrownBy(() -> board.raise("Flood", PEOPLE));

        board.callNext(7);
        board.answered(7, CallState.READ, 2L, null);
        board.raise("Flood", PEOPLE);

        assertThat(board.alerts()).hasSize(AlertBoard.CAPACITY).noneMatch(alert -> alert.id() == 7);
        assertThat(board.alerts().get(0).text()).isEqualTo("Flood");
        assertThat(store.all()).hasSize(AlertBoard.CAPACITY).noneMatch(alert -> alert.id() == 7);
    }

    @Test
    void theNextBoardKnowsAllAndAsksAgainWhoeverWasAsked() throws IOException {
        long over = board.raise("Flood", List.of("Taro")).id();
        board.callNext(over);
        board.answered(over, CallState.READ, 1L, null);
        long id = board.raise("Fire \u706b\u4e8b", PEOPLE).id();
        board.callNext(id);
        board.answered(id, CallState.NOT_FOUND, null, "nobody");
        board.callNext(id);
        assertThatThrownBy(() -> new AlertStore(directory)).isInstanceOf(OverlappingFileLockException.class);
        store.stop();

        start();
        assertThat(board.alerts()).extracting(Alert::text).containsExactly("Fire \u706b\u4e8b", "Flood");
        assertThat(states()).containsExactly(CallState.NOT_FOUND, CallState.WAITING);
        assertThat(board.underWay()).extracting(Alert::id).containsExactly(id);
        assertThat(board.callNext(id)).contains("Hanako");
        assertThat(board.raise("Storm", PEOPLE).id()).isEqualTo(id + 1);
    }

    @Test
    void aFileThatCannotBeReadIsNotPassedOver() throws IOException {
        Files.writeString(directory.resolve("1.json"), "{\"id\":1,");
        assertThatThrownBy(store::all).isInstanceOf(IOException.class).hasMessageContaining("1.json");
    }

    @Test
    void aStoreThatIsStoppedWritesNothing() throws IOException {
        board.raise("Fire", PEOPLE);
        store.stop();
        board.callNext(1);
        board.answered(1, CallState.READ, 1L, null);

        start();
        assertThat(states()).containsExactly(CallState.WAITING, CallState.WAITING);
    }

    private Stream<CallState> states() {
        return board.alerts().get(0).calls().stream().map(Call::state);
    }
}
