/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/**
 * One of the high 24 bits of a {@link CommandWord} (draft 14).
 *
 * <p>The same bit means different things on different commands, therefore there is an enum for each column of the
 * specification's table: see {@link Command#column()}.
 */
public sealed interface Option permits PresenceOption, MessageOption, FileOption {
    /** The bit in the command word. */
    int bit();

    String name();

    /** Where this option has its meaning. */
    Command.Column column();
}
