/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

/** What became of one message for one of its recipients. Each has exactly one of these. */
enum Fate {
    /** The sender was told that it arrived, and the recipient's routes have accepted it. */
    DELIVERED("delivered"),
    /** The same, but the recipient crashed with the message in its memory, which ON_RECEIVE allows. */
    LOST_IN_CRASH("lost in crash"),
    /** No receipt came, and the recipient has accepted it all the same. */
    RUN_UNCONFIRMED("unconfirmed, run"),
    /** No receipt came, and the recipient has not accepted it. */
    NOT_RUN("unconfirmed, not run"),
    /** No receipt was asked for, and the recipient has accepted it. */
    SENT_AND_RUN("sent, run"),
    /** No receipt was asked for, and the recipient has not accepted it. */
    SENT_AND_LOST("sent, lost"),
    /** It was not sent, and the sender was told so. */
    REFUSED("refused"),
    /** The sender crashed, or was stopped, before it could be told. */
    SENDER_GONE("sender gone");

    final String words;

    Fate(String words) {
        this.words = words;
    }
}
