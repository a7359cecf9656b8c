/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** When the sender of a sealed message is told that it was opened. */
public enum Open {
    /** As soon as it has its place in the queue. */
    ON_RECEIVE,
    /** When the route has completed; not at all if it failed. */
    ON_COMPLETION,
    /** When a producer does so by operation {@code OPEN}. */
    MANUAL
}
