/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;

/**
 * What a message says, before it is made ready for somebody in particular. Immutable.
 *
 * @param text one part of it
 * @param command with the options that are the same for every recipient
 */
record Content(String text, CommandWord command) {
    static Content of(OutboundMessage message, String text, Destination to, boolean several) {
        return new Content(text, command(message, to.broadcast(), several));
    }

    private static CommandWord command(OutboundMessage message, boolean broadcast, boolean several) {
        CommandWord command = CommandWord.of(Command.SENDMSG);
        for (MessageOption option : message.options()) {
            command = command.with(option);
        }
        if (broadcast) {
            command = command.with(MessageOption.BROADCASTOPT);
        } else if (message.policy().confirmed()) {
            command = command.with(MessageOption.SENDCHECKOPT);
        }
        if (message.policy().awaitsReading()) {
            command = command.with(MessageOption.SECRETOPT, MessageOption.READCHECKOPT);
        }
        return several && !broadcast ? command.with(MessageOption.MULTICASTOPT) : command;
    }
}
