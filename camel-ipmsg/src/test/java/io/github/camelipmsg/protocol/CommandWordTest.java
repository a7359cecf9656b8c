/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CommandWordTest {
    @Test
    void readsTheSameBitByTheCommandsOwnColumn() {
        CommandWord entry = new CommandWord(0x101);
        CommandWord message = new CommandWord(0x120);

        assertThat(entry.has(PresenceOption.ABSENCEOPT)).isTrue();
        assertThat(entry.has(MessageOption.SENDCHECKOPT)).isFalse();
        assertThat(message.has(MessageOption.SENDCHECKOPT)).isTrue();
        assertThat(message.has(PresenceOption.ABSENCEOPT)).isFalse();
    }

    @Test
    void knowsNoOptionsOfAnUnknownCommand() {
        CommandWord word = new CommandWord(0xffffffff);

        assertThat(word.command()).isEqualTo(Command.UNKNOWN);
        assertThat(word.code()).isEqualTo(255);
        assertThat(word.unsigned()).isEqualTo(4294967295L);
        assertThat(word.knownOptions()).isEmpty();
        assertThat(word.unknownBits()).isEqualTo(0xffffff00);
    }

    @Test
    void namesCommandAndOptionsAndKeepsTheRestInHex() {
        assertThat(new CommandWord(0x00040120)).hasToString("SENDMSG|SENDCHECKOPT|0x00040000");
        assertThat(new CommandWord(0x20)).hasToString("SENDMSG");
        assertThat(new CommandWord(0x1d1)).hasToString("0xd1|0x00000100");
    }

    @Test
    void addsAndTakesAwayOptions() {
        CommandWord word = CommandWord.of(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.SECRETOPT);

        assertThat(word.bits()).isEqualTo(0x320);
        assertThat(word.with(MessageOption.UTF8OPT).bits()).isEqualTo(0x00800320);
        assertThat(word.without(MessageOption.SECRETOPT, MessageOption.NOLOGOPT).bits())
                .isEqualTo(0x120);
        assertThat(word.without(PresenceOption.SERVEROPT)).isEqualTo(word);
    }

    @Test
    void refusesAnOptionOfAnotherColumn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandWord.of(Command.SENDMSG, PresenceOption.UTF8OPT))
                .withMessage("PresenceOption.UTF8OPT means nothing on SENDMSG");
        assertThatIllegalArgumentException().isThrownBy(() -> CommandWord.of(Command.UNKNOWN));
    }

    @Test
    void extractsTheStatusOfASender() {
        assertThat(new CommandWord(0x0fe40003).status()).isEqualTo(0x0f640000);
        assertThat(new CommandWord(0x0000_4118).status()).isEqualTo(0x100);
    }

    @Test
    void findsEveryCommandByItsCode() {
        for (Command command : Command.values()) {
            if (command != Command.UNKNOWN) {
                assertThat(Command.of(command.code() | 0xabcdef00)).isEqualTo(command);
            }
        }
        assertThat(Command.of(0x77)).isEqualTo(Command.UNKNOWN);
    }
}
