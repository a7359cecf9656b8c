/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.transport.Subnet;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rule of option {@code peerCharsets}: which charset some peers read and write where they have not announced UTF-8.
 * Immutable.
 *
 * @param network of the peers, null for peers anywhere
 * @param kind the program that they run, null for any
 * @param charset writes ASCII as it is
 */
public record PeerCharset(
        @Nullable Subnet network, @Nullable ClientKind kind, Charset charset) {
    /**
     * Reads {@code 10.2.0.0/16=GB18030} or {@code feiq=GBK}.
     *
     * @throws IllegalArgumentException if it is neither; the message says what to write
     */
    public static PeerCharset parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not of the form who=charset, such as" + " 10.2.0.0/16=GB18030 or feiq=GBK");
        }
        String who = text.substring(0, equals).strip();
        Charset charset = Charsets.named(text.substring(equals + 1).strip());
        Optional<ClientKind> kind = Arrays.stream(ClientKind.values())
                .filter(each -> each.name().equals(who.toUpperCase(Locale.ROOT)))
                .findFirst();
        return new PeerCharset(kind.isPresent() ? null : network(who), kind.orElse(null), charset);
    }

    private static Subnet network(String who) {
        try {
            return Subnet.parse(who);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + who + "' is neither an address or network (10.2.0.7, 10.2.0.0/16)"
                    + " nor a kind of client (" + Arrays.toString(ClientKind.values()) + ")");
        }
    }

    boolean isMeant(InetAddress address, ClientKind itsKind) {
        return (network == null || network.contains(address)) && (kind == null || kind == itsKind);
    }
}
