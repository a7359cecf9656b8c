/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.ClientKind;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one copy of a message goes, as decided when it was sent.
 *
 * @param address the only address that is written to
 * @param member who is there, null if nobody has announced itself at that address
 * @param broadcast whether it is everybody whom that address reaches, none of whom confirms
 */
record Destination(InetSocketAddress address, @Nullable Member member, boolean broadcast) {
    static Destination of(Member member) {
        return new Destination(member.address(), member, false);
    }

    static Destination everybodyAt(InetSocketAddress address) {
        return new Destination(address, null, true);
    }

    /** An address, known or not. */
    static Destination of(InetSocketAddress address, MemberTable members) {
        return new Destination(address, members.at(address).orElse(null), false);
    }

    Optional<Member> knownMember() {
        return Optional.ofNullable(member);
    }

    ClientKind clientKind() {
        return member == null ? ClientKind.OTHER : member.clientKind();
    }

    /** For messages to people: who and where. */
    @Override
    public String toString() {
        return member == null ? SocketAddresses.format(address) : member.toString();
    }
}
