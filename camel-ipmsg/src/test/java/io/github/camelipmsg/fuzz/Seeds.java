/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.Fixture;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Where the fuzzer begins: every datagram of the vectors and captures, in the form that each target reads. */
final class Seeds {
    private static final List<String> FILES = List.of(
            "vectors/packets.json",
            "vectors/entry.json",
            "vectors/exchanges.json",
            "vectors/hostlist.json",
            "captures/encryption.json",
            "captures/goipmsg.json",
            "captures/iptux.json",
            "captures/iptux-gui.json",
            "captures/iptux10.json",
            "captures/ipymessenger.json",
            "captures/libipmsg.json",
            "captures/official-windows.json");

    private static final Set<String> DATAGRAMS = Set.of("hex", "packet_hex", "answer_hex", "request");

    private Seeds() {}

    static List<byte[]> packets() {
        return datagrams().stream()
                .map(datagram -> joined(new byte[] {0}, datagram))
                .toList();
    }

    static List<byte[]> bodies() {
        return decodable().map(packet -> joined(new byte[] {0}, asBody(packet))).toList();
    }

    static List<byte[]> large() {
        return decodable()
                .map(packet -> joined(new byte[] {0, 3}, asBody(packet)))
                .toList();
    }

    static List<byte[]> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "a\n----\n(IPMsg Delayed Send: Mon Jan 05 09:00)",
                "一\n----\n（IPMsg 遅延送信: 1月5日 09:00）\n",
                "one line\nand another one, which is longer than a part has room for\n".repeat(9),
                "文字".repeat(80)));
        decodable().forEach(packet -> {
            if (packet.body() instanceof Body.Text text) {
                texts.add(text.text());
            }
        });
        return texts.stream()
                .map(text -> joined(new byte[] {5, 9}, text.getBytes(UTF_8)))
                .toList();
    }

    static List<byte[]> userInput() {
        List<List<String>> forms = List.of(
                List.of(
                        "192.0.2.7",
                        "192.0.2.7:2425",
                        "nick:Taro",
                        "fuzzy:taro",
                        "user:taro@pc",
                        "group:S",
                        "*",
                        "broadcast:"),
                List.of("a, b", "\"Yamada, Taro\",*", "nick:\"a \"\"b\"\"\"", "192.0.2.7 , group:S", "a,,b,"),
                List.of("192.0.2.7", "192.0.2.7:2425", "[2001:db8::7]:2425", ":1", "192.0.2.7:99999"),
                List.of("10.2.0.0/16=GB18030", "feiq=GBK", "2001:db8::/32=EUC-KR", "iptux=UTF-16"),
                List.of("192.0.2.0/24", "192.0.2.7", "2001:db8::/32", "::ffff:192.0.2.7/96"),
                List.of("192.0.2.7:2425", "[2001:db8::7]:2425", "2001:db8::7", "[fe80::1%1]", "[::1]:1"));
        List<byte[]> seeds = new ArrayList<>();
        for (int reader = 0; reader < forms.size(); reader++) {
            for (String form : forms.get(reader)) {
                for (int repeated : List.of(0, 0xff)) {
                    seeds.add(joined(new byte[] {(byte) reader, (byte) repeated}, form.getBytes(UTF_8)));
                }
            }
        }
        return seeds;
    }

    /** For {@link io.github.camelipmsg.node.NodeFuzz}: up to eight datagrams that follow each other, from one address. */
    static List<byte[]> scripts() {
        List<byte[]> scripts = new ArrayList<>();
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        int datagrams = 0;
        for (byte[] datagram : datagrams()) {
            if (datagram.length > 0xff) {
                continue;
            }
            script.write(0); // a datagram
            script.write(0); // from the first address
            script.write(datagram.length);
            script.writeBytes(datagram);
            if (++datagrams % 8 == 0) {
                scripts.add(script.toByteArray());
                script.reset();
            }
        }
        scripts.add(script.toByteArray());
        return scripts;
    }

    /** The bodies of messages with a file list. */
    static List<byte[]> planted() {
        return decodable()
                .filter(packet -> packet.body() instanceof Body.Text text
                        && !text.sections().isEmpty())
                .map(Seeds::body)
                .toList();
    }

    private static byte[] asBody(Packet packet) {
        int options = packet.command().options();
        byte[] head = {
            (byte) List.of(Command.values()).indexOf(packet.command().command()),
            (byte)
                    (packet.version().startsWith("1_iptux")
                            ? 1
                            : packet.version().startsWith("1_lbt") ? 2 : 0),
            (byte) (options >>> 24),
            (byte) (options >>> 16),
            (byte) (options >>> 8)
        };
        return joined(head, body(packet));
    }

    /** What stands behind the fifth colon. */
    private static byte[] body(Packet packet) {
        byte[] written = new PacketCodec(2425).encode(packet, Fixture.CP932);
        int body = 0;
        for (int colons = 0; colons < 5; body++) {
            colons += written[body] == ':' ? 1 : 0;
        }
        return Arrays.copyOfRange(written, body, written.length);
    }

    private static Stream<Packet> decodable() {
        PacketCodec codec = new PacketCodec(2425);
        return datagrams().stream().flatMap(datagram -> {
            try {
                return Stream.of(codec.decode(datagram, Fixture.CP932));
            } catch (MalformedPacketException e) {
                return Stream.empty();
            }
        });
    }

    private static List<byte[]> datagrams() {
        Set<String> hex = new LinkedHashSet<>();
        FILES.forEach(file -> collect("", Fixture.file(file).fields(), hex));
        return hex.stream().map(HexFormat.of()::parseHex).toList();
    }

    private static void collect(String name, Object value, Set<String> hex) {
        if (value instanceof Map<?, ?> fields) {
            fields.forEach((key, field) -> {
                if (field != null) {
                    collect((String) key, field, hex);
                }
            });
        } else if (value instanceof Collection<?> elements) {
            elements.stream().filter(Objects::nonNull).forEach(element -> collect(name, element, hex));
        } else if (value instanceof String text && DATAGRAMS.contains(name) && text.length() < 4096) {
            hex.add(text);
        }
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head);
        out.writeBytes(tail);
        return out.toByteArray();
    }
}
