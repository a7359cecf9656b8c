/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SentTest {
    private final Sent sent = new Sent();

    @Test
    void whatWasSentIsKnownByItsNumber() throws Exception {
        assertThat(sent.claim("a")).isZero();
        sent.remember("a", 7);
        sent.release("a");

        assertThat(sent.claim("a")).isEqualTo(7);
        assertThat(sent.claim("b")).isZero();
    }

    @Test
    void whatFailedMayBeSentAgain() throws Exception {
        assertThat(sent.claim("a")).isZero();
        sent.release("a");

        assertThat(sent.claim("a")).isZero();
    }

    @Test
    void whoComesWhileItIsUnderWayWaits() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            assertThat(sent.claim("a")).isZero();
            Future<Long> second = other.submit(() -> sent.claim("a"));
            assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            sent.release("a"); // it has failed, and now it is the other's turn
            assertThat(second.get()).isZero();

            Future<Long> third = other.submit(() -> sent.claim("a"));
            sent.remember("a", 7);
            assertThat(third.get()).isEqualTo(7);
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void theOldestIsForgotten() throws Exception {
        for (int i = 0; i <= Sent.MAX; i++) {
            sent.claim("request " + i);
            sent.remember("request " + i, 1 + i);
        }

        assertThat(sent.claim("request 1")).isEqualTo(2);
        assertThat(sent.claim("request 0")).isZero();
    }
}
