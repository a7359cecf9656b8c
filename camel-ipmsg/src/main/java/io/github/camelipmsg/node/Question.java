/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Command;

/** What a member can be asked, and answers with a text (draft 14). */
public enum Question {
    /** Which program it runs: GETINFO, SENDINFO. */
    VERSION(Command.GETINFO, Command.SENDINFO),
    /** What it says while it is away: GETABSENCEINFO, SENDABSENCEINFO. */
    ABSENCE_INFO(Command.GETABSENCEINFO, Command.SENDABSENCEINFO);

    private final Command asked;
    private final Command answered;

    Question(Command asked, Command answered) {
        this.asked = asked;
        this.answered = answered;
    }

    Command asked() {
        return asked;
    }

    Command answered() {
        return answered;
    }
}
