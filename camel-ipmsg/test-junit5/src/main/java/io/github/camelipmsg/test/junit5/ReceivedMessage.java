/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

/**
 * A message that a peer has received from a node. Repetitions of it are not received again. Immutable.
 *
 * @param node user name of the node, which is the endpoint's name unless the route says otherwise
 * @param packetNumber as in header {@code CamelIpmsgPacketNumber}
 * @param text with LF as line end
 * @param sealed whether the node wants to be told when it is opened
 * @param locked whether it asks for the recipient's password
 * @param noLog whether the recipient is asked to keep no log of it
 * @param automatic whether nobody wrote it, as the answer of a node that is away: it wants no receipt
 * @param multicast whether others got it, too
 * @param broadcast whether it went to everybody in one datagram, and wants no receipt
 */
public record ReceivedMessage(
        String node,
        long packetNumber,
        String text,
        boolean sealed,
        boolean locked,
        boolean noLog,
        boolean automatic,
        boolean multicast,
        boolean broadcast) {

    static ReceivedMessage of(Packet packet) {
        return new ReceivedMessage(
                packet.user(),
                Long.parseLong(packet.number()),
                packet.body(),
                packet.has(Packet.SECRETOPT),
                packet.has(Packet.PASSWORDOPT),
                packet.has(Packet.NOLOGOPT),
                packet.has(Packet.AUTORETOPT),
                packet.has(Packet.MULTICASTOPT),
                packet.has(Packet.BROADCASTOPT));
    }
}
