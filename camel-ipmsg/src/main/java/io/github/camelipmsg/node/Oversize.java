/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** What happens to a text that is too long for one datagram to a recipient's kind of client. */
public enum Oversize {
    /** It is not sent to that recipient. */
    REJECT,
    /** It goes in several messages, each marked as in {@code (2/3)}, and is delivered when all of them are. */
    SPLIT
}
