/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The families of clients that need different treatment, as far as their packets reveal them. */
public enum ClientKind {
    /** The official clients since 3.x: they tell their version in entry packets (official client 4.99). */
    OFFICIAL(32767),
    /** Names itself in the version field of every packet; reads 8192 bytes (seen in iptux 0.8.3). */
    IPTUX(8192),
    /** Names itself in the version field of every packet. */
    FEIQ(8192),
    /** All others, and the official clients of old, which tell nothing. */
    OTHER(8192);

    /** Windows, macOS, iOS and Android: 00010001, 00010002, 00020000, 00030000, 00040000. */
    private static final Pattern OFFICIAL_VERSION = Pattern.compile("000[1-4][0-9A-Fa-f]{4}(:.*)?");

    private final int datagramLimit;

    ClientKind(int datagramLimit) {
        this.datagramLimit = datagramLimit;
    }

    /**
     * The kind of client that a packet reveals; a later packet may reveal more.
     *
     * @param version the version field of a packet
     * @param clientVersion the version of an entry packet's tail, null if it has none or the packet is another
     */
    public static ClientKind of(String version, @Nullable String clientVersion) {
        if (version.startsWith("1_iptux")) {
            return IPTUX;
        }
        if (version.startsWith("1_lbt")) {
            return FEIQ;
        }
        return clientVersion != null && OFFICIAL_VERSION.matcher(clientVersion).matches() ? OFFICIAL : OTHER;
    }

    /**
     * The longest datagram that this client reads, in bytes. The official client 4.99 was seen to lose what is longer
     * (seen on its wire); of the others iptux has the smallest buffer known, so it is taken for all.
     */
    public int datagramLimit() {
        return datagramLimit;
    }
}
