/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** When a message is confirmed to its sender. */
public enum Acknowledge {
    /** As soon as it has its place in the queue. */
    ON_RECEIVE,
    /** When the route has completed; not at all if it failed, so that the sender's repetition is a new attempt. */
    ON_COMPLETION
}
