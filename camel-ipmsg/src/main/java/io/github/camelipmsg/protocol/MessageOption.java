/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/** Options of SENDMSG and of everything that answers or prepares a message. */
public enum MessageOption implements Option {
    /** A receipt is wanted. */
    SENDCHECKOPT(0x00000100),
    /** Sealed: the reader opens it by hand. */
    SECRETOPT(0x00000200),
    /** Sent to everybody; never confirmed or answered. */
    BROADCASTOPT(0x00000400),
    /** Sent to several recipients. */
    MULTICASTOPT(0x00000800),
    /** Written by a machine: never confirmed or answered. */
    AUTORETOPT(0x00002000),
    RETRYOPT(0x00004000),
    /** Locked: the reader is asked for his own password. */
    PASSWORDOPT(0x00008000),
    /** The reader is asked not to log it. */
    NOLOGOPT(0x00020000),
    /** The sender is no member and does not want to be listed. */
    NOADDLISTOPT(0x00080000),
    /** On a sealed message and its READMSG: the one who reads waits for ANSREADMSG. */
    READCHECKOPT(0x00100000),
    /** Has a file list. */
    FILEATTACHOPT(0x00200000),
    /** The main section is cipher text. */
    ENCRYPTOPT(0x00400000),
    /** The packet is UTF-8. */
    UTF8OPT(0x00800000),
    /** The sender understands UTF-8; only informative here. */
    CAPUTF8OPT(0x01000000),
    /** The list of files or recipients is inside the cipher text. */
    ENCEXTMSGOPT(0x04000000);

    private final int bit;

    MessageOption(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }

    @Override
    public Command.Column column() {
        return Command.Column.MESSAGE;
    }
}
