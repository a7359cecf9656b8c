/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKindTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00010001:4:99:103",
                "00010002:4:99:107",
                "00020000:1:0:100",
                "00030000:1:0:100",
                "00040000:1:0:0",
                "00010002"
            })
    void recognisesTheOfficialClientsByTheirVersion(String clientVersion) {
        assertThat(ClientKind.of("1", clientVersion)).isEqualTo(ClientKind.OFFICIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00050000:1:0:0", "00000001:1:0:0", "00100002:4:99:107", "0001000", "4.99"})
    void takesNoOtherVersionForOfficial(String clientVersion) {
        assertThat(ClientKind.of("1", clientVersion)).isEqualTo(ClientKind.OTHER);
    }

    @Test
    void recognisesOthersByTheVersionField() {
        assertThat(ClientKind.of("1_iptux 0.8.3", null)).isEqualTo(ClientKind.IPTUX);
        assertThat(ClientKind.of("1_lbt4_41#128#24F5AAD7C96A#0#0#0#311c#9", null))
                .isEqualTo(ClientKind.FEIQ);
        assertThat(ClientKind.of("1", null)).isEqualTo(ClientKind.OTHER);
    }

    @Test
    void knowsHowMuchEachReads() {
        assertThat(ClientKind.OFFICIAL.datagramLimit()).isEqualTo(32767);
        assertThat(ClientKind.OTHER.datagramLimit()).isEqualTo(8192);
    }
}
