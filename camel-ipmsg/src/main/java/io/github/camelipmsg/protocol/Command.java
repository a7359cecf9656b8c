/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.util.Arrays;

/** What a packet is about: the low 8 bits of its {@link CommandWord} (draft 14). */
public enum Command {
    NOOPERATION(0x00, Column.PRESENCE),
    BR_ENTRY(0x01, Column.PRESENCE),
    BR_EXIT(0x02, Column.PRESENCE),
    ANSENTRY(0x03, Column.PRESENCE),
    BR_ABSENCE(0x04, Column.PRESENCE),
    BR_ISGETLIST(0x10, Column.PRESENCE),
    OKGETLIST(0x11, Column.PRESENCE),
    GETLIST(0x12, Column.PRESENCE),
    ANSLIST(0x13, Column.PRESENCE),
    ANSLIST_DICT(0x14, Column.PRESENCE),
    BR_ISGETLIST2(0x18, Column.PRESENCE),
    SENDMSG(0x20, Column.MESSAGE),
    RECVMSG(0x21, Column.MESSAGE),
    READMSG(0x30, Column.MESSAGE),
    DELMSG(0x31, Column.MESSAGE),
    ANSREADMSG(0x32, Column.MESSAGE),
    GETINFO(0x40, Column.MESSAGE),
    SENDINFO(0x41, Column.MESSAGE),
    GETABSENCEINFO(0x50, Column.MESSAGE),
    SENDABSENCEINFO(0x51, Column.MESSAGE),
    GETFILEDATA(0x60, Column.FILE),
    RELEASEFILES(0x61, Column.MESSAGE),
    GETDIRFILES(0x62, Column.FILE),
    DIRFILES_AUTH(0x63, Column.NONE),
    DIRFILES_AUTHRET(0x64, Column.NONE),
    GETPUBKEY(0x72, Column.MESSAGE),
    ANSPUBKEY(0x73, Column.MESSAGE),
    AGENT_REQ(0xa0, Column.NONE),
    AGENT_ANSREQ(0xa1, Column.NONE),
    AGENT_PACKET(0xa2, Column.NONE),
    AGENT_PROXYREQ(0xa3, Column.NONE),
    DIR_POLL(0xb0, Column.PRESENCE),
    DIR_POLLAGENT(0xb1, Column.NONE),
    DIR_BROADCAST(0xb2, Column.NONE),
    DIR_ANSBROAD(0xb3, Column.NONE),
    DIR_PACKET(0xb4, Column.NONE),
    DIR_REQUEST(0xb5, Column.NONE),
    DIR_AGENTPACKET(0xb6, Column.NONE),
    DIR_EVBROAD(0xb7, Column.NONE),
    DIR_AGENTREJECT(0xb8, Column.NONE),
    /** Every other code, among them the private ones of iptux and FeiQ; {@link CommandWord#code()} has it. */
    UNKNOWN(-1, Column.NONE);

    /** Which set of options a command uses; a bit has a meaning only in the column of the command at hand. */
    public enum Column {
        /** {@link PresenceOption}. */
        PRESENCE,
        /** {@link MessageOption}. */
        MESSAGE,
        /** {@link FileOption}. */
        FILE,
        /** None is defined. */
        NONE
    }

    private static final Command[] BY_CODE = byCode();

    private final int code;
    private final Column column;

    Command(int code, Column column) {
        this.code = code;
        this.column = column;
    }

    /** The code on the wire, 0 to 255; -1 for {@link #UNKNOWN}. */
    public int code() {
        return code;
    }

    public Column column() {
        return column;
    }

    /** The command in the low 8 bits of a command word, {@link #UNKNOWN} for a code without a name. */
    public static Command of(int word) {
        return BY_CODE[word & 0xff];
    }

    private static Command[] byCode() {
        Command[] table = new Command[256];
        Arrays.fill(table, UNKNOWN);
        for (Command command : values()) {
            if (command != UNKNOWN) {
                table[command.code] = command;
            }
        }
        return table;
    }
}
