/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A message that was received and opened. Immutable.
 *
 * @param id names this message within its node; opaque
 * @param sender as the member list knows it, or as the message itself says where it does not
 * @param from the address that it came from
 * @param number the sender's packet number
 * @param command with the sender's options
 * @param text lines end in LF, nothing else was altered
 * @param receivedAt when its datagram came in
 */
public record InboundMessage(
        String id,
        Member sender,
        InetSocketAddress from,
        PacketNumber number,
        CommandWord command,
        String text,
        Instant receivedAt) {
    private static final int CHARACTERS_OF_A_PLACE = 2_048;

    /**
     * Names this message for every copy of it, however it is wrapped and whenever it comes: opaque, 64 letters and digits.
     *
     * @param scope keys of different scopes are different
     */
    public String key(String scope) {
        return MessageKey.of(sender.identity(), number, text).inScope(scope);
    }

    /** How many places it takes in a queue whose places bound memory. */
    public int places() {
        return places(text.length());
    }

    /** One for what people write, and another for each {@value #CHARACTERS_OF_A_PLACE} characters beyond. */
    static int places(int characters) {
        return 1 + characters / CHARACTERS_OF_A_PLACE;
    }

    /** For what is kept of it once nobody needs its text. */
    InboundMessage withoutText() {
        return new InboundMessage(id, sender, from, number, command, "", receivedAt);
    }

    /** The sender wants to be told when the message is opened. */
    public boolean sealed() {
        return command.has(MessageOption.SECRETOPT);
    }

    /** The reader shall enter a password first. */
    public boolean locked() {
        return command.has(MessageOption.PASSWORDOPT);
    }

    public boolean noLog() {
        return command.has(MessageOption.NOLOGOPT);
    }

    /** Sent to everybody in one datagram: neither confirmed nor answered. */
    public boolean broadcast() {
        return command.has(MessageOption.BROADCASTOPT);
    }

    /** Sent to several people, each with a copy of their own. */
    public boolean multicast() {
        return command.has(MessageOption.MULTICASTOPT);
    }

    /** Made by a program: neither confirmed nor answered, so that two programs cannot talk for ever. */
    public boolean automatic() {
        return command.has(MessageOption.AUTORETOPT);
    }

    /** True if it came as cipher text. */
    public boolean encrypted() {
        return command.has(MessageOption.ENCRYPTOPT);
    }

    /** The sender is no member, and does not want to be taken for one. */
    public boolean unlisted() {
        return command.has(MessageOption.NOADDLISTOPT);
    }

    /**
     * Whether somebody may answer it: not what a program has said, or everybody was told, or no member has written, or has
     * come from the port of a system service.
     */
    public boolean answerable() {
        return isPersonal(command) && !unlisted() && from.getPort() >= AnswerBudget.FIRST_UNPRIVILEGED_PORT;
    }

    boolean wantsReadNotice() {
        return wantsReadNotice(command);
    }

    /** Whether the sender of such a message is told that it was opened. */
    static boolean wantsReadNotice(CommandWord command) {
        return command.has(MessageOption.SECRETOPT) && isPersonal(command);
    }

    /** Whether its read notice is to be repeated until its sender has confirmed that. */
    boolean wantsReadCheck() {
        return wantsReadNotice() && command.has(MessageOption.READCHECKOPT);
    }

    boolean wantsReceipt() {
        return command.has(MessageOption.SENDCHECKOPT) && isPersonal(command);
    }

    /** Neither made by a program nor sent to everybody: whoever reacts to those makes two programs talk for ever. */
    static boolean isPersonal(CommandWord command) {
        return !command.has(MessageOption.AUTORETOPT) && !command.has(MessageOption.BROADCASTOPT);
    }
}
