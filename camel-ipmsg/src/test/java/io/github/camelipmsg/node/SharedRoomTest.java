/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A share for each, and no memory of those who are gone. */
class SharedRoomTest {
    private final SharedRoom room = new SharedRoom(10, 6);

    @Test
    void givesOneHolderItsShareAndOthersTheRest() {
        assertThat(room.take("one", 5)).isTrue();
        assertThat(room.take("one", 2)).isFalse();
        assertThat(room.take("one", 1)).isTrue();
        assertThat(room.take("other", 5)).isFalse();
        assertThat(room.take("other", 4)).isTrue();
        assertThat(room.take("third", 1)).isFalse();
    }

    @Test
    void whatWasGivenBackIsThereAgain() {
        room.take("one", 6);
        room.take("other", 4);

        room.giveBack("one", 2);

        assertThat(room.take("one", 3)).isFalse();
        assertThat(room.take("one", 1)).isTrue();
        assertThat(room.take("third", 1)).isTrue();
    }

    @Test
    void remembersOnlyThoseWhoHoldSomething() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(room.take("holder " + i, 6)).isTrue();
            assertThat(room.take("refused " + i, 6)).isFalse();
            room.giveBack("holder " + i, 2);
            assertThat(room.holders()).isEqualTo(1);
            room.giveBack("holder " + i, 4);
        }
        assertThat(room.holders()).isZero();
    }
}
