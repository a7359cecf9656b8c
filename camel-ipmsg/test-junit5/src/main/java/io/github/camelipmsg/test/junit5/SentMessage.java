/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

/**
 * A message that a peer has sent to a node; see {@link ScriptedPeer#awaitReceipt}. Immutable.
 *
 * @param packetNumber as in header {@code CamelIpmsgMessageNumber}
 * @param sealed whether it is to be opened, which its sender wants to be told
 */
public record SentMessage(String node, long packetNumber, String text, boolean sealed) {}
