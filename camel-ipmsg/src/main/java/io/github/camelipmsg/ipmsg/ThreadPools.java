/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/** The pools of threads that the component asks Camel for. */
final class ThreadPools {
    private static final int MAX_NODE_THREADS = 8;
    private static final int MAX_NODE_TASKS = 200_000;

    private ThreadPools() {}

    /** Seals and opens a node's messages and completes exchanges. What waits is what the node has under way. */
    static ThreadPoolProfile node() {
        return profile("IpmsgNode", MAX_NODE_THREADS, MAX_NODE_TASKS);
    }

    /**
     * As many threads as exchanges may be at work: a route that blocks holds one, an asynchronous one holds none. As many
     * more may wait for a thread that has just finished its exchange.
     */
    static ThreadPoolProfile consumer(int maxInFlight) {
        return profile("IpmsgConsumer", maxInFlight, maxInFlight);
    }

    private static ThreadPoolProfile profile(String id, int threads, int waiting) {
        ThreadPoolProfile profile = new ThreadPoolProfile(id);
        profile.setPoolSize(threads);
        profile.setMaxPoolSize(threads);
        profile.setMaxQueueSize(waiting);
        profile.setAllowCoreThreadTimeOut(true);
        // never on the caller's thread, as Camel's default has it: the caller is a node's loop
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return profile;
    }
}
