/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.fuzz.FuzzInput;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Any bytes are a packet or a {@link MalformedPacketException}, and what was read and written once stays as it is. */
public final class PacketFuzz {
    private static final PacketCodec CODEC = new PacketCodec(2426);

    private PacketFuzz() {}

    /** One byte for the charset, then a datagram. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        Charset charset = FuzzedCharsets.choose(input);
        check(input.rest(), charset);
    }

    static void check(byte[] datagram, Charset charset) {
        Packet read;
        try {
            read = CODEC.decode(datagram, charset);
        } catch (MalformedPacketException e) {
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(200);
            return;
        }
        assertThat(read.toString()).doesNotContainPattern("\\p{Cntrl}");
        byte[] written = CODEC.encode(read, charset);
        Packet again = CODEC.decode(written, charset);
        assertThat(again.version()).isEqualTo(read.version());
        assertThat(again.number()).isEqualTo(read.number());
        assertThat(again.command().code()).isEqualTo(read.command().code());
        if (ClientKind.of(read.version(), null) == ClientKind.IPTUX) {
            return; // reads by guessing; nothing of ours goes out in its name
        }
        if (read.body() instanceof Body.Text text && carries(read, charset, text.text())) {
            assertThat(again.body()).isEqualTo(text);
        }
        if (read.body() instanceof Body.Information information && carries(read, charset, information.text())) {
            assertThat(again.body()).isEqualTo(information);
        }
        Packet onceMore = CODEC.decode(CODEC.encode(again, charset), charset);
        assertThat(said(onceMore)).isEqualTo(said(again));
    }

    /** Without what is only learned from the very bytes. */
    private static Packet said(Packet packet) {
        return packet.body() instanceof Body.Presence presence
                ? new Packet(
                        packet.version(),
                        packet.number(),
                        packet.sender(),
                        packet.command(),
                        new Body.Presence(
                                presence.nickname(),
                                presence.group(),
                                presence.clientVersion(),
                                presence.charsetName(),
                                presence.dictionary()))
                : packet;
    }

    private static boolean carries(Packet packet, Charset charset, String text) {
        return PacketCodec.carries(packet.command().utf8() ? StandardCharsets.UTF_8 : charset, text);
    }
}
