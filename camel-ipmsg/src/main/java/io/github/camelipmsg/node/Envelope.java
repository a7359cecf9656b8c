/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Packet;
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
    };

    /** The packet as that destination shall get it; its number stands, because ciphers may depend on it. */
    Packet seal(Packet packet, Destination to);

    /** The text of a message, empty if it cannot be read. */
    Optional<Body.Text> open(Packet packet);
}
