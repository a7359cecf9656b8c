/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.fuzz.Effort;
import io.github.camelipmsg.fuzz.FuzzInput;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.BodyFuzz;
import io.github.camelipmsg.protocol.FuzzedCharsets;
import io.github.camelipmsg.protocol.HostRecord;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import java.nio.charset.Charset;
import java.util.Arrays;

/** The largest datagrams take no time worth mentioning, whatever pattern they are made of. */
public final class LargeFuzz {
    private static final int MOST_BYTES = 65_507;
    private static final PacketCodec CODEC = new PacketCodec(2425);

    private LargeFuzz() {}

    /** A byte each for the charset and the length of the pattern, then as {@link BodyFuzz}: its end is the pattern. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        Charset charset = FuzzedCharsets.choose(input);
        int pattern = 1 + input.number() % 16;
        byte[] datagram = repeated(BodyFuzz.datagram(input), pattern);
        Effort.isSmall("a datagram of " + datagram.length + " bytes", () -> digest(datagram, charset));
    }

    private static byte[] repeated(byte[] datagram, int pattern) {
        byte[] large = Arrays.copyOf(datagram, MOST_BYTES);
        for (int i = datagram.length; i < large.length; i++) {
            large[i] = large[i - pattern];
        }
        return large;
    }

    /** What happens to a packet on its way in. */
    private static void digest(byte[] datagram, Charset charset) {
        Packet packet;
        try {
            packet = CODEC.decode(datagram, charset);
        } catch (MalformedPacketException e) {
            return;
        }
        CODEC.encode(packet, charset);
        if (packet.body() instanceof Body.Text text) {
            TextFuzz.check(text.text(), charset, 1024);
        } else if (packet.body() instanceof Body.HostListPage page) {
            for (HostRecord host : page.hosts()) {
                SocketAddresses.parse(host.address(), 2425);
            }
            PacketCodec.page(page.hosts(), 0, charset);
        }
    }
}
