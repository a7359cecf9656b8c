/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/**
 * One packet, independent of how it is laid out in bytes (draft 14).
 *
 * @param version the whole version field, which begins with 1; what follows tells some clients apart, for example
 *     {@code 1_iptux 0.8.3}. Characters are bytes (ISO-8859-1)
 * @param number the sender's number for it
 * @param sender names as after the UTF-8 tail of an entry packet was applied; may be empty, see
 *     {@link Identity#identified()}
 * @param command what it is about, with all option bits
 * @param body what it says
 */
public record Packet(String version, PacketNumber number, Identity sender, CommandWord command, Body body) {
    /** The version that we write. */
    public static final String VERSION = "1";

    /**
     * Checks what would make bytes that say something else.
     *
     * @throws IllegalArgumentException if the version is not 1 or would break the header, the number is negative, or
     *     ENCRYPTOPT contradicts the body of a message
     */
    public Packet {
        if (!Frame.isVersion1(version) || version.indexOf(':') >= 0 || version.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Not a version field: " + Printable.of(version));
        }
        if (number.negative()) {
            throw new IllegalArgumentException("Negative packet number " + number);
        }
        boolean sealed = command.has(MessageOption.ENCRYPTOPT);
        if ((body instanceof Body.Text && sealed) || (body instanceof Body.SealedText && !sealed)) {
            throw new IllegalArgumentException("ENCRYPTOPT and body disagree: " + command);
        }
    }

    /** A packet of ours. */
    public static Packet of(PacketNumber number, Identity sender, CommandWord command, Body body) {
        return new Packet(VERSION, number, sender, command, body);
    }

    /** For logs: without the body's content, and neutralised. */
    @Override
    public String toString() {
        return command + " " + number + " from " + sender + " ("
                + body.getClass().getSimpleName() + ")";
    }
}
