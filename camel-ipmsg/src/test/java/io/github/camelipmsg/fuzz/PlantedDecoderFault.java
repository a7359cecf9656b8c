/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Fixture;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.Octets;
import io.github.camelipmsg.protocol.PacketCodec;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The decoder with a fault: it fails on a message with a certain first, a certain number and a short last one of further
 * sections. By chance nobody meets that; whoever sees that one more condition is passed gets there condition by condition.
 */
public final class PlantedDecoderFault {
    static final String STORY = "the planted fault";

    private static final PacketCodec CODEC = new PacketCodec(2425);

    private PlantedDecoderFault() {}

    /** The body of a message. */
    public static void fuzzerTestOneInput(byte[] body) {
        ByteArrayOutputStream datagram = new ByteArrayOutputStream();
        datagram.writeBytes("1:4711:user:host:2097184:".getBytes(ISO_8859_1));
        datagram.writeBytes(body);
        try {
            if (CODEC.decode(datagram.toByteArray(), Fixture.CP932).body() instanceof Body.Text text) {
                understand(text.sections());
            }
        } catch (MalformedPacketException e) {
            // too many sections
        }
    }

    private static void understand(List<Octets> sections) {
        if (!sections.isEmpty() && sections.get(0).text(ISO_8859_1).startsWith("plan")) {
            if (sections.size() == 3) {
                if (sections.get(2).length() < 8) {
                    throw new IllegalStateException(STORY);
                }
            }
        }
    }
}
