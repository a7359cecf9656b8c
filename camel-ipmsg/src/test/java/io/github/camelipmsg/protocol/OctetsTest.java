/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OctetsTest {
    @Test
    void copiesOnTheWayInAndOut() {
        byte[] bytes = {1, 2, 3};
        Octets octets = Octets.of(bytes);
        bytes[0] = 9;
        octets.toByteArray()[1] = 9;

        assertThat(octets).isEqualTo(Octets.of((byte) 1, (byte) 2, (byte) 3));
        assertThat(octets).hasSameHashCodeAs(Octets.of((byte) 1, (byte) 2, (byte) 3));
    }

    @Test
    void splitsAtEverySeparatorUpToTheLimit() {
        Octets octets = Octets.of(":a::b:", Fixture.CP932);

        assertThat(octets.split(':', 99)).extracting(o -> o.text(Fixture.CP932)).containsExactly("", "a", "", "b", "");
        assertThat(octets.split(':', 3)).extracting(o -> o.text(Fixture.CP932)).containsExactly("", "a", ":b:");
        assertThat(Octets.EMPTY.split(':', 3)).containsExactly(Octets.EMPTY);
    }

    @Test
    void abbreviatesLongStrings() {
        assertThat(Octets.of((byte) 0x0a, (byte) 0xff)).hasToString("0aff");
        assertThat(Octets.of(new byte[1000])).hasToString("00".repeat(32) + "... (1000 bytes)");
    }
}
