/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** The pools of threads that the component asks Camel for. */
final class ThreadPools {
    private static final int WORKERS = 4;
    private static final int MAX_TASKS = 200_000;
    private static final int NO_BOUND = Integer.MAX_VALUE;

    private ThreadPools() {}

    /** Seals and opens a node's messages. What waits is bounded by what the node has under way. */
    static ThreadPoolProfile workers() {
        return profile("IpmsgWorker", WORKERS, WORKERS, MAX_TASKS);
    }

    /**
     * Completes exchanges, and so runs what comes after a send in users' routes. A route that blocks there holds its
     * thread. If there were a bound, so many routes that each wait for a further send would wait for ever, because the
     * outcomes of those sends need threads, too. What a node may have under way bounds those; idle threads end.
     */
    static ThreadPoolProfile callbacks() {
        return profile("IpmsgCallback", 1, NO_BOUND, 0);
    }

    /**
     * As many threads as exchanges may be at work: a route that blocks holds one, an asynchronous one holds none. As many
     * more may wait for a thread that has just finished its exchange.
     */
    static ThreadPoolProfile consumer(int maxInFlight) {
        return profile("IpmsgConsumer", maxInFlight, maxInFlight, maxInFlight);
    }

    private static ThreadPoolProfile profile(String id, int threads, int maxThreads, int waiting) {
        ThreadPoolProfile profile = new ThreadPoolProfile(id);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(maxThreads);
        profile.setMaxQueueSize(waiting);
        profile.setAllowCoreThreadTimeOut(true);
        // never on the caller's thread, as Camel's default has it: the caller is a node's loop
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }
}
