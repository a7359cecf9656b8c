/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketNumberTest {
    @Test
    void keepsLeadingZeros() {
        assertThat(new PacketNumber("0000000604").digits()).isEqualTo("0000000604");
        assertThat(new PacketNumber("0000000604")).isNotEqualTo(PacketNumber.of(604));
    }

    @Test
    void refersToANumberThatIsWrittenDifferently() {
        assertThat(new PacketNumber("0000000604").refersTo(604)).isTrue();
        assertThat(new PacketNumber("605").refersTo(604)).isFalse();
    }

    @Test
    void refersToANumberPrintedAsNegative() {
        assertThat(new PacketNumber("-638324686").refersTo(3656642610L)).isTrue();
        assertThat(new PacketNumber("-1").refersTo(PacketNumber.of(4294967295L)))
                .isTrue();
        assertThat(new PacketNumber("-1").refersTo(1)).isFalse();
    }

    @Test
    void comparesNumbersWiderThan32Bits() {
        assertThat(new PacketNumber("99999999999999999999").refersTo(new PacketNumber("99999999999999999999")))
                .isTrue();
        assertThat(new PacketNumber("4294967297").refersTo(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "--1", "+1", " 1", "1 ", "0x1f", "1-", "１", "123456789012345678901"})
    void refusesWhatIsNoNumber(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PacketNumber(text));
    }

    @Test
    void refusesNegativeNumbersOfOurOwn() {
        assertThatIllegalArgumentException().isThrownBy(() -> PacketNumber.of(-1));
    }
}
