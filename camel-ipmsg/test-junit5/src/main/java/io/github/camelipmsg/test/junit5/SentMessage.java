/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

/**
 * A message that a peer has sent to a node; see {@link ScriptedPeer#awaitReceipt}. Immutable.
 *
 * @param packetNumber as in header {@code CamelIpmsgMessageNumber}
 * @param sealed whether it is to be opened, which its sender wants to be told
 * @param automatic whether nobody wrote it: it wants neither receipt nor answer
 * @param broadcast whether it is said to everybody: it wants neither receipt nor answer
 */
public record SentMessage(
        String node, long packetNumber, String text, boolean sealed, boolean automatic, boolean broadcast) {

    /** The word of its packet: command and options. */
    int word() {
        return Packet.SENDMSG
                | (sealed ? Packet.SECRETOPT | Packet.READCHECKOPT : 0)
                | (automatic ? Packet.AUTORETOPT : 0)
                | (broadcast ? Packet.BROADCASTOPT : 0)
                | (automatic || broadcast ? 0 : Packet.SENDCHECKOPT);
    }
}
