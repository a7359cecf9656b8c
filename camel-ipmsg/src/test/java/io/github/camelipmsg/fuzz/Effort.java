/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** How much of a processor something takes: other than by the clock, that does not depend on who else wants it. */
public final class Effort {
    /** With the fuzzer's counters in the code, on a slow machine: what is linear takes a hundredth of it. */
    private static final Duration MOST = Duration.ofSeconds(2);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Effort() {}

    /** Fails if it takes too much. */
    public static void isSmall(String what, Runnable work) {
        long before = THREADS.getCurrentThreadCpuTime();
        work.run();
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before))
                .as("processor time for %s", what)
                .isLessThan(MOST);
    }
}
