/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/**
 * Options of entry and host list commands. All but RETRYOPT and UTF8OPT describe their sender: together they are its
 * {@linkplain CommandWord#status() status}.
 */
public enum PresenceOption implements Option {
    /** The sender is away. iptux sets it always. */
    ABSENCEOPT(0x00000100),
    /** Reserved; the official client sorts by it. */
    SERVEROPT(0x00000200),
    /** On BR_ISGETLIST2: asked before, so let those answer too who use lists themselves. */
    RETRYOPT(0x00004000),
    /** Broadcasts do not reach the sender: entry packets go to it by unicast too. */
    DIALUPOPT(0x00010000),
    /** Can encrypt file requests. */
    CAPFILEENCOPT(0x00040000),
    /** Can attach files. */
    FILEATTACHOPT(0x00200000),
    /** Can decrypt messages. */
    ENCRYPTOPT(0x00400000),
    /** This packet is UTF-8: ANSENTRY and ANSLIST only. */
    UTF8OPT(0x00800000),
    /** Understands UTF-8. */
    CAPUTF8OPT(0x01000000),
    /** Understands IPDict packets. */
    CAPIPDICTOPT(0x02000000),
    /** Understands files and recipients inside the cipher text. */
    ENCEXTMSGOPT(0x04000000),
    /** Shows embedded pictures. */
    CLIPBOARDOPT(0x08000000),
    /** Is the member master. */
    DIR_MASTER(0x10000000);

    private final int bit;

    PresenceOption(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }

    @Override
    public Command.Column column() {
        return Command.Column.PRESENCE;
    }
}
