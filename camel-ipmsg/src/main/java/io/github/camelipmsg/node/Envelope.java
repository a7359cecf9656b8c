/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Packet;
import java.io.IOException;
import java.util.Optional;

/**
 * What turns a message into what goes over the wire, and back: the place where bodies are sealed and opened.
 *
 * <p>Always called on a worker, because cryptography takes long; implementations are thread-safe.
 */
interface Envelope {
    /** Every message as plain text; what others sealed cannot be opened, because we have offered no key. */
    Envelope PLAIN = new Envelope() {
        @Override
        public Packet seal(Packet packet, Destination to) {
            return packet;
        }

        @Override
        public Optional<Body.Text> open(Packet packet) {
            return packet.body() instanceof Body.Text text ? Optional.of(text) : Optional.empty();
        }

        @Override
        public Optional<byte[]> sealKept(byte[] message) {
            return Optional.of(message);
        }

        @Override
        public byte[] openKept(byte[] kept) {
            return kept;
        }
    };

    /** The packet as that destination shall get it; its number stands, because ciphers may depend on it. */
    Packet seal(Packet packet, Destination to);

    /** The text of a message, empty if it cannot be read. */
    Optional<Body.Text> open(Packet packet);

    /**
     * A message as it is kept on the disk while its recipient is not here. Whoever seals messages must say here how they
     * are sealed at rest, or that they must not be kept.
     *
     * @return empty if it must not be kept: then it is not held, and its sender is told so
     */
    Optional<byte[]> sealKept(byte[] message);

    /**
     * What {@link #sealKept} made, as it was before.
     *
     * @throws IOException if it cannot be opened any more
     */
    byte[] openKept(byte[] kept) throws IOException;
}
