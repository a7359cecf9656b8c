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
 * @param presence whether that is somebody who is here, or may be; a known member who is not; or everybody whom that
 *     address reaches, none of whom confirms
 */
record Destination(InetSocketAddress address, @Nullable Member member, Presence presence) {
    enum Presence {
        HERE,
        ABSENT,
        EVERYBODY
    }

    static Destination of(Member member) {
        return new Destination(member.address(), member, Presence.HERE);
    }

    /** A member who was seen before and is not here: nothing is sent there before it is seen again. */
    static Destination ofAbsent(Member member) {
        return new Destination(member.address(), member, Presence.ABSENT);
    }

    static Destination everybodyAt(InetSocketAddress address) {
        return new Destination(address, null, Presence.EVERYBODY);
    }

    /** An address, known or not. */
    static Destination of(InetSocketAddress address, MemberTable members) {
        return new Destination(address, members.at(address).orElse(null), Presence.HERE);
    }

    boolean broadcast() {
        return presence == Presence.EVERYBODY;
    }

    boolean absent() {
        return presence == Presence.ABSENT;
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
