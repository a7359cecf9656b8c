/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.Recipient;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Whose messages a consumer takes: the forms of recipients, read as senders. What peers say of themselves proves nothing;
 * only an address is more than a claim. Immutable.
 */
final class SenderFilter {
    static final int ANY_PORT = 0;

    private final List<Recipient> senders; // empty for everybody

    /** @param senders addresses with port {@link #ANY_PORT} stand for all ports; empty for everybody */
    SenderFilter(List<Recipient> senders) {
        this.senders = List.copyOf(senders);
    }

    boolean matches(InboundMessage message) {
        return senders.isEmpty()
                || senders.stream()
                        .anyMatch(form -> form instanceof Recipient.Broadcast
                                ? message.broadcast()
                                : matches(form, message.sender(), message.from()));
    }

    boolean matches(Member member) {
        return senders.isEmpty() || senders.stream().anyMatch(form -> matches(form, member, member.address()));
    }

    private static boolean matches(Recipient form, Member member, InetSocketAddress address) {
        if (form instanceof Recipient.At at) {
            return at.address().getAddress().equals(address.getAddress())
                    && (at.address().getPort() == ANY_PORT || at.address().getPort() == address.getPort());
        }
        return form instanceof Recipient.Named named
                && !named.among(List.of(member)).isEmpty();
    }
}
