/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.InboundMessage;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.Recipient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Whether it would be this member if there were no others: who is here changes from one message to the next. */
    boolean matches(Member member) {
        return !among(List.of(member)).isEmpty();
    }

    /** Those who are meant, in the order given: what names whom depends on who else is here. */
    List<Member> among(List<Member> members) {
        if (senders.isEmpty()) {
            return members;
        }
        Set<Member> meant =
                senders.stream().flatMap(form -> among(form, members)).collect(Collectors.toSet());
        return members.stream().filter(meant::contains).toList();
    }

    private static Stream<Member> among(Recipient form, List<Member> members) {
        return form instanceof Recipient.Named named
                ? named.among(members).stream()
                : members.stream().filter(member -> matches(form, member, member.address()));
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
