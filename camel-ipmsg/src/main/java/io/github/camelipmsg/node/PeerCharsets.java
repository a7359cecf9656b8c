/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.PacketCodec;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which charset each peer reads and writes. A packet that says it is UTF-8 is, and who has announced UTF-8 gets it; for the
 * rest the first of these decides: the user's rules, what the peer has given away of itself, its kind of client (FeiQ speaks
 * GBK, iptux UTF-8 without saying so), the node's charset. Immutable, thread-safe.
 */
final class PeerCharsets {
    /** Reads GBK and what newer systems add to it. */
    private static final Charset GB18030 = Charset.forName("GB18030");
    /** What FeiQ can show. */
    private static final Charset GBK = Charset.forName("GBK");

    private final List<PeerCharset> rules;
    private final Charset fallback;

    PeerCharsets(NodeOptions options) {
        this.rules = options.peerCharsets();
        this.fallback = options.charset();
    }

    /**
     * In what to read what does not say that it is UTF-8.
     *
     * @param revealed the kind of client that the packet itself tells
     * @param known who is at that address, null for a stranger
     */
    Charset toRead(InetAddress from, ClientKind revealed, @Nullable Member known) {
        ClientKind kind = revealed == ClientKind.OTHER && known != null ? known.clientKind() : revealed;
        return rule(from, kind)
                .or(() -> Optional.ofNullable(known).flatMap(Member::legacyCharset))
                .orElse(kind == ClientKind.FEIQ ? GB18030 : fallback);
    }

    /** In what to write what must not be UTF-8, such as our names in the packets that clients of every age read. */
    Charset legacyOf(InetAddress to, @Nullable Member member) {
        ClientKind kind = member == null ? ClientKind.OTHER : member.clientKind();
        return rule(to, kind)
                .or(() -> Optional.ofNullable(member).flatMap(Member::legacyCharset))
                .orElse(kind == ClientKind.FEIQ ? GBK : fallback);
    }

    /** In what to write this text to them. An address of which nothing is known gets UTF-8 where there is no other way. */
    Charset toWrite(String text, Destination to) {
        @Nullable Member member = to.member();
        Charset legacy = legacyOf(to.address().getAddress(), member);
        if (member == null) {
            return PacketCodec.carries(legacy, text) ? legacy : StandardCharsets.UTF_8;
        }
        boolean silentUtf8 = member.clientKind() == ClientKind.IPTUX
                && rule(to.address().getAddress(), ClientKind.IPTUX).isEmpty();
        return member.understandsUtf8() || silentUtf8 ? StandardCharsets.UTF_8 : legacy;
    }

    /** For messages to people: what that charset, which they read, cannot carry of this text. */
    static String lack(Destination to, String text, Charset charset) {
        String missing = text.codePoints()
                .filter(character -> !PacketCodec.carries(charset, Character.toString(character)))
                .mapToObj(character ->
                        String.format(Locale.ROOT, "%s (U+%04X)", Character.toString(character), character))
                .findFirst()
                .orElse("some character of it");
        return to + " reads " + charset.name() + ", which has no " + missing;
    }

    private Optional<Charset> rule(InetAddress address, ClientKind kind) {
        return rules.stream()
                .filter(rule -> rule.isMeant(address, kind))
                .map(PeerCharset::charset)
                .findFirst();
    }
}
