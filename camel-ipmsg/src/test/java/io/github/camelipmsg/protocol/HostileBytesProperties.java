/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes in: a packet or {@link MalformedPacketException}, and a packet can always be sent on. */
class HostileBytesProperties {
    private static final List<Charset> CHARSETS =
            List.of(Fixture.CP932, Charset.forName("GB18030"), Charset.forName("EUC-KR"));
    private static final List<byte[]> REAL = real();

    private final PacketCodec codec = new PacketCodec(2425);

    @Property(tries = 3000)
    void survivesAnyBytes(@ForAll byte[] bytes) {
        survives(bytes);
    }

    @Property(tries = 5000)
    void survivesAnyBodyOfAnyCommand(@ForAll("packets") byte[] bytes) {
        survives(bytes);
    }

    @Property(tries = 5000)
    void survivesRealPacketsWithDamage(@ForAll Random random) {
        byte[] bytes = REAL.get(random.nextInt(REAL.size())).clone();
        for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = damage(random);
        }
        survives(Octets.of(bytes).slice(0, random.nextInt(bytes.length + 1)).toByteArray());
    }

    @Property(tries = 20)
    void readsTheLargestDatagramsInLinearTime(@ForAll("separators") char separator, @ForAll("codes") int code) {
        byte[] header = ("1:1:u:h:" + (code | 0x01000000) + ":1\u00071\u0007").getBytes(ISO_8859_1);
        byte[] bytes = new byte[65507];
        Arrays.fill(bytes, (byte) separator);
        System.arraycopy(header, 0, bytes, 0, header.length);
        bytes[bytes.length - 1] = 'x';
        survives(bytes);
    }

    private void survives(byte[] bytes) {
        for (Charset charset : CHARSETS) {
            assertThatCode(() -> {
                        try {
                            Packet packet = codec.decode(bytes, charset);
                            Packet again = codec.decode(codec.encode(packet, charset), charset);
                            assertThat(again.number()).isEqualTo(packet.number());
                            assertThat(again.version()).isEqualTo(packet.version());
                            assertThat(again.command().code())
                                    .isEqualTo(packet.command().code());
                            assertThat(packet.toString()).doesNotContain("\n", "\r");
                        } catch (MalformedPacketException e) {
                            assertThat(e.getMessage())
                                    .doesNotContain("\n", "\r")
                                    .hasSizeLessThan(200);
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Provide
    Arbitrary<byte[]> packets() {
        Arbitrary<Integer> words = Combinators.combine(
                        Arbitraries.integers(), Arbitraries.of(Command.values()).map(Command::code))
                .as((options, code) -> (options & ~0xff) | (code & 0xff));
        Arbitrary<String> bodies = Arbitraries.strings()
                .withChars('\0', '\n', ':', '\u0007', '\b', '0', '1', '-', ' ', 'U', 'N', 'V', 'S', 'I', 'P', '=')
                .withCharRange('\u0080', '\u00ff')
                .ofMaxLength(120);
        Arbitrary<String> versions = Arbitraries.of("1", "1_iptux 0.8.3", "1_lbt4_41#128#");
        return Combinators.combine(versions, words, bodies)
                .as((version, word, body) ->
                        (version + ":1:u:h:" + Integer.toUnsignedString(word) + ":" + body).getBytes(ISO_8859_1));
    }

    @Provide
    Arbitrary<Character> separators() {
        return Arbitraries.of('\0', '\n', ':', '\u0007', '\b', '\u00ff', '=');
    }

    @Provide
    Arbitrary<Integer> codes() {
        return Arbitraries.of(0x01, 0x03, 0x13, 0x20, 0x21, 0x72);
    }

    private static byte damage(Random random) {
        byte[] likely = {0, '\n', ':', 7, 8, '0', '9', '-', (byte) 0xff};
        return random.nextBoolean() ? likely[random.nextInt(likely.length)] : (byte) random.nextInt();
    }

    private static List<byte[]> real() {
        return Stream.of("goipmsg", "iptux", "iptux10", "ipymessenger", "libipmsg")
                .flatMap(file -> Fixture.file("captures/" + file + ".json")
                        .list("packets")
                        .map(packet -> packet.bytes("hex")))
                .toList();
    }
}
