/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

/**
 * The fields of one packet (draft 9): {@code version:number:user:host:command:body}.
 *
 * @param number kept as it was written
 * @param word command and options
 * @param body up to its first NUL
 */
record Packet(String number, String user, String host, long word, String body) {
    static final int NOOPERATION = 0x00;
    static final int BR_ENTRY = 0x01;
    static final int BR_EXIT = 0x02;
    static final int ANSENTRY = 0x03;
    static final int SENDMSG = 0x20;
    static final int RECVMSG = 0x21;
    static final int READMSG = 0x30;
    static final int ANSREADMSG = 0x32;
    static final int GETINFO = 0x40;
    static final int SENDINFO = 0x41;
    static final int GETABSENCEINFO = 0x50;
    static final int SENDABSENCEINFO = 0x51;
    static final int ABSENCEOPT = 0x100;
    static final int SENDCHECKOPT = 0x100;
    static final int SECRETOPT = 0x200;
    static final int BROADCASTOPT = 0x400;
    static final int MULTICASTOPT = 0x800;
    static final int AUTORETOPT = 0x2000;
    static final int PASSWORDOPT = 0x8000;
    static final int NOLOGOPT = 0x2_0000;
    static final int READCHECKOPT = 0x10_0000;
    static final int UTF8OPT = 0x80_0000;
    static final int CAPUTF8OPT = 0x100_0000;

    int command() {
        return (int) (word & 0xff);
    }

    boolean has(int option) {
        return (word & option) != 0;
    }
}
