/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InWordsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT0.0004S, 0 s",
        "PT0.4S, 400 ms",
        "PT15S, 15 s",
        "PT1.5S, 1 s 500 ms",
        "PT5M, 5 min",
        "PT90M, 1 h 30 min",
        "P7D, 7 d",
        "PT240H0M1S, 10 d 1 s"
    })
    void saysDurationsAsPeopleDo(Duration duration, String words) {
        assertThat(InWords.of(duration)).isEqualTo(words);
    }
}
