/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

/**
 * One host of a host list (official client 4.99). Hearsay: nothing proves it.
 *
 * @param identity both names are there
 * @param status as {@link CommandWord#status()}; libipmsg leaves the command of the last entry packet in it, g2ipmsg
 *     writes 19
 * @param address IPv4 or IPv6 in text, as the sender of the list wrote it: not checked
 * @param port 0 to 65535, in its natural byte order
 * @param nickname empty for none
 * @param group empty for none
 */
public record HostRecord(Identity identity, int status, String address, int port, String nickname, String group) {

    /** Refuses a missing name and a port out of range by an IllegalArgumentException. */
    public HostRecord {
        if (!identity.identified()) {
            throw new IllegalArgumentException("A listed host has a user and a host name");
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("Port " + port);
        }
    }

    /** Whether the record says that this host has left. */
    public boolean removal() {
        return status == 0 || Command.of(status) == Command.BR_EXIT;
    }

    /**
     * Whether the name has a key fingerprint but the status lacks ENCRYPTOPT: such a record is to be dropped
     * (official client 4.99). Never true of a removal.
     */
    public boolean claimsKeyItCannotUse() {
        return !removal()
                && (status & PresenceOption.ENCRYPTOPT.bit()) == 0
                && identity.fingerprint().isPresent();
    }
}
