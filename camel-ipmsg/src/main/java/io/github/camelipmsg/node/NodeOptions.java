/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.transport.Subnet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is and how it behaves, complete and checked.
 *
 * @param identity our user and host name, which identify us to everybody (protocol draft 14)
 * @param nickname how people see us
 * @param group our group, may be empty
 * @param port UDP and TCP port, 0 for any that is free for both
 * @param bindAddress the interface to use, null for all
 * @param broadcasts whether entries go to every interface's broadcast address
 * @param discoveryAddresses further targets of entries: hosts or broadcast addresses
 * @param discoveryPort the port that entries are broadcast to, also when ours is another
 * @param discoveryInterval time between refreshes of the member list
 * @param charset for peers that have not announced UTF-8
 * @param peerCharsets who uses another charset, the first that fits counts
 * @param unmappable what happens to characters which that charset lacks
 * @param allow networks that are listened to; null for loopback, local subnets and {@code discoveryAddresses}
 * @param deny networks that are not listened to, whatever {@code allow} says
 * @param maxMembers bound of the member list
 * @param hostLists whether others are asked for their host lists
 * @param absenceInterval time between two automatic answers to one member while we are away
 */
public record NodeOptions(
        Identity identity,
        String nickname,
        String group,
        int port,
        @Nullable InetAddress bindAddress,
        boolean broadcasts,
        List<InetSocketAddress> discoveryAddresses,
        int discoveryPort,
        Duration discoveryInterval,
        Charset charset,
        List<PeerCharset> peerCharsets,
        Unmappable unmappable,
        @Nullable List<Subnet> allow,
        List<Subnet> deny,
        int maxMembers,
        boolean hostLists,
        Duration absenceInterval) {
    /** The port that is IP Messenger's by convention (draft 14). */
    public static final int DEFAULT_PORT = 2425;

    /** What the buffers of the official client 4.99 hold. */
    static final int MAX_NAME = 79;

    public NodeOptions {
        requireName("userName", identity.user(), charset);
        requireName("hostName", identity.host(), charset);
        requireName("nickname", nickname, charset);
        if (!group.isEmpty()) {
            requireName("group", group, charset);
        }
        Charsets.usable(charset);
        require(port >= 0 && port <= 0xffff, "port", port, "0 to 65535");
        require(discoveryPort > 0 && discoveryPort <= 0xffff, "discoveryPort", discoveryPort, "1 to 65535");
        require(discoveryInterval.toSeconds() >= 1, "discoveryInterval", discoveryInterval, "at least one second");
        require(maxMembers > 0, "maxMembers", maxMembers, "at least 1");
        require(absenceInterval.toSeconds() >= 1, "absenceInterval", absenceInterval, "at least one second");
        discoveryAddresses = List.copyOf(discoveryAddresses);
        allow = allow == null ? null : List.copyOf(allow);
        deny = List.copyOf(deny);
        peerCharsets = List.copyOf(peerCharsets);
    }

    /**
     * Reads networks as users write them for {@link #allow} and {@link #deny}.
     *
     * @throws IllegalArgumentException if one of them is none
     */
    public static List<Subnet> networks(List<String> texts) {
        return texts.stream().map(Subnet::parse).toList();
    }

    private static void requireName(String option, String value, Charset charset) {
        require(!value.isBlank(), option, value, "a name that is not blank");
        boolean clean = value.chars().noneMatch(c -> c == ':' || Character.isISOControl(c));
        require(clean, option, value, "a name without ':' and control characters, which the protocol cannot carry");
        require(
                longestBytes(value, charset) <= MAX_NAME,
                option,
                value,
                "at most " + MAX_NAME + " bytes long in UTF-8, as other clients cut it");
    }

    /** In that charset or in UTF-8, whichever takes more: a name goes in both. */
    static int longestBytes(String name, Charset charset) {
        return Math.max(name.getBytes(charset).length, name.getBytes(StandardCharsets.UTF_8).length);
    }

    private static void require(boolean holds, String option, Object value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(option + " must be " + wanted + ", but is '" + value + "'");
        }
    }
}
