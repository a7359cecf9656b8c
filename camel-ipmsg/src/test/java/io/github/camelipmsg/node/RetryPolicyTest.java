/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a message is sent again, and with which bytes. */
class RetryPolicyTest {
    private static final byte[] MESSAGE = {'1', ':', 0};

    @Test
    void isTheOfficialClientsUnlessToldOtherwise() {
        assertThat(RetryPolicy.OFFICIAL.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryPolicy.OFFICIAL.allowsAnotherAfter(4)).isTrue();
        assertThat(RetryPolicy.OFFICIAL.allowsAnotherAfter(5)).isFalse();
    }

    @Test
    void padsFromTheFourthTransmissionOn() {
        for (int transmission = 1; transmission <= 3; transmission++) {
            assertThat(RetryPolicy.OFFICIAL.bytesOf(transmission, MESSAGE)).isEqualTo(MESSAGE);
        }
        for (int transmission = 4; transmission <= 9; transmission++) {
            assertThat(RetryPolicy.OFFICIAL.bytesOf(transmission, MESSAGE))
                    .hasSize(MESSAGE.length + 64)
                    .startsWith(MESSAGE);
        }
    }

    @Test
    void mayNotRepeatAtAll() {
        assertThat(new RetryPolicy(Duration.ofSeconds(1), 0).allowsAnotherAfter(1))
                .isFalse();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(Duration.ZERO, 4))
                .withMessageContaining("retryInterval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(Duration.ofSeconds(1), -1))
                .withMessageContaining("maxRetries");
    }
}
