/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** What becomes of a message to a member who was here before and is not here now, or does not confirm. */
public enum WhenOffline {
    /** Nothing: who is not here is not known, and what is not confirmed is given up. */
    FAIL,
    /** It is kept on the disk and sent when that member is next seen. */
    HOLD
}
