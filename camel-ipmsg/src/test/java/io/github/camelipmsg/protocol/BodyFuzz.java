/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.camelipmsg.fuzz.FuzzInput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.List;

/** As {@link PacketFuzz}, with a sound header, so that all effort goes into the layouts of the bodies. */
public final class BodyFuzz {
    private static final List<Command> COMMANDS = List.of(Command.values());
    private static final List<String> VERSIONS = List.of("1", "1_iptux 0.8.3", "1_lbt4_41#128#", "01");

    private BodyFuzz() {}

    /** A byte each for charset, command and version, three for options, then the body. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        Charset charset = FuzzedCharsets.choose(input);
        PacketFuzz.check(datagram(input), charset);
    }

    /** The datagram that the rest of an input stands for. */
    public static byte[] datagram(FuzzInput input) {
        int code = input.oneOf(COMMANDS).code() & 0xff; // UNKNOWN has one that nobody uses
        String version = input.oneOf(VERSIONS);
        String word = Integer.toUnsignedString(input.options() | code);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((version + ":4711:user:host:" + word + ":").getBytes(ISO_8859_1));
        out.writeBytes(input.rest());
        return out.toByteArray();
    }
}
