/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/** Options of GETFILEDATA and GETDIRFILES. */
public enum FileOption implements Option {
    /** The request names a cipher for what is transferred. */
    ENCFILEOPT(0x00000800),
    /** The main section is cipher text. */
    ENCRYPTOPT(0x00400000),
    /** Names in the answer are to be UTF-8. */
    UTF8OPT(0x00800000);

    private final int bit;

    FileOption(int bit) {
        this.bit = bit;
    }

    @Override
    public int bit() {
        return bit;
    }

    @Override
    public Command.Column column() {
        return Command.Column.FILE;
    }
}
