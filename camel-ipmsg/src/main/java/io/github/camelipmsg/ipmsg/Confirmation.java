/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** What a sender wants to know. */
public enum Confirmation {
    /** That the message has arrived: RECVMSG. */
    RECEIVED,
    /** Nothing: the message is sent once, and nobody confirms it. */
    NONE
}
