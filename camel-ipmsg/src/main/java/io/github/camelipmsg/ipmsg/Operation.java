/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** What a producer does with an exchange. */
public enum Operation {
    /** Sends the body to the recipients. */
    SEND,
    /** Tells how the send with the packet number of the header stands. */
    CONFIRMATION,
    /** Makes a List of Member the body: everybody who is here, or those whom {@code to} means. */
    MEMBERS,
    /** Asks everybody to answer, so that the member list is up to date a few seconds later. */
    REFRESH,
    /** Shows this node as away, with the body as the reason. */
    ABSENT,
    /** Shows this node as being here again. */
    PRESENT,
    /** Tells the sender of the message with the id of the header that it was opened. */
    OPEN,
    /** Asks one member which program it runs; its answer becomes the body. */
    VERSION,
    /** Asks one member what it says while it is away; its answer becomes the body. */
    ABSENCE_INFO
}
