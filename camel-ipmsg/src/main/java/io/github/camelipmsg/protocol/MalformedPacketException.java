/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/**
 * Bytes that are no packet. To be counted and dropped, never answered (draft 14).
 *
 * <p>Under a flood this is control flow, so it has no stack trace. Its message is safe to log: what it shows of a peer's
 * text is short and neutralised.
 */
public final class MalformedPacketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong with the bytes. */
    public enum Reason {
        /** Nothing but NULs. */
        EMPTY,
        /** Less than the five fields up to the command. */
        TOO_FEW_FIELDS,
        /** Far more NUL-separated sections than any client writes. */
        TOO_MANY_SECTIONS,
        /** The version is not 1. */
        BAD_VERSION,
        /** The packet number is not 1 to 20 digits. */
        BAD_PACKET_NO,
        /** The command is not a decimal number below 2^32. */
        BAD_COMMAND,
        /** The two numbers at the start of a host list are none. */
        HOSTLIST_BAD_HEADER,
        /** A receipt or the like that does not name a packet. */
        BAD_REFERENCE,
        /** A layout this version does not read: IPDict. */
        UNSUPPORTED_LAYOUT
    }

    MalformedPacketException(Reason reason, String peerText) {
        super(peerText.isEmpty() ? reason.name() : reason + ": " + Printable.of(peerText), null, false, false);
        this.reason = reason;
    }

    MalformedPacketException(Reason reason) {
        this(reason, "");
    }

    public Reason reason() {
        return reason;
    }
}
