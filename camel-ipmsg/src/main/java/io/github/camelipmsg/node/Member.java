/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.protocol.Printable;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another participant, as it last described itself. Immutable; a change makes a new one.
 *
 * @param identity user and host name, by which a member stays the same when its address changes
 * @param nickname the name to show; the user name where none was given
 * @param group empty if none
 * @param addresses where it was heard, the current one first; never empty, at most {@value #MAX_ADDRESSES}
 * @param status the options of its last entry packet, see {@link PresenceOption}
 * @param clientKind the program it runs, as far as its packets tell
 * @param charsetName the charset that it named itself, as iptux does; null if it named none
 * @param codePage the charset that it was found to write where it cannot write UTF-8; null if that is not known
 * @param hearsay true if only a host list has told of it, and it has not been heard itself
 */
public record Member(
        Identity identity,
        String nickname,
        String group,
        List<Address> addresses,
        CommandWord status,
        ClientKind clientKind,
        @Nullable String charsetName,
        @Nullable Charset codePage,
        boolean hearsay) {
    /** How many of its addresses are remembered: one PC may have several network cards. */
    static final int MAX_ADDRESSES = 4;

    /**
     * One place where it was heard.
     *
     * @param socketAddress with the scope, if it is a link-local IPv6 address
     * @param lastHeard when the last packet came from there
     */
    public record Address(InetSocketAddress socketAddress, Instant lastHeard) {}

    public Member {
        addresses = List.copyOf(addresses);
    }

    public String user() {
        return identity.user();
    }

    public String host() {
        return identity.host();
    }

    /** Where to write to. */
    public InetSocketAddress address() {
        return addresses.get(0).socketAddress();
    }

    /** When anything was last heard from this member, at whatever address. */
    public Instant lastHeard() {
        return addresses.stream()
                .map(Address::lastHeard)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** True while the member says that nobody sits there. */
    public boolean absent() {
        return clientKind != ClientKind.IPTUX // which sets that bit always
                && status.has(PresenceOption.ABSENCEOPT);
    }

    /** True if the member has announced that it reads UTF-8. */
    public boolean understandsUtf8() {
        return status.has(PresenceOption.CAPUTF8OPT);
    }

    /** What it writes where it does not write UTF-8, and reads if it has not announced that; as far as it is known. */
    Optional<Charset> legacyCharset() {
        return Optional.ofNullable(charsetName).flatMap(Charsets::known).or(() -> Optional.ofNullable(codePage));
    }

    /** True if broadcasts do not reach it, so that our entries go to it singly, too. */
    public boolean dialUp() {
        return status.has(PresenceOption.DIALUPOPT);
    }

    /** The sender of a message who has never announced itself: what the message tells of it. */
    static Member unlisted(Packet message, InetSocketAddress from, Instant heard) {
        CommandWord status = message.command().has(MessageOption.CAPUTF8OPT)
                ? CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT)
                : CommandWord.of(Command.BR_ENTRY);
        return new Member(
                message.sender(),
                message.sender().user(),
                "",
                List.of(new Address(from, heard)),
                status,
                ClientKind.of(message.version(), null),
                null,
                null,
                false);
    }

    /** It was heard there. */
    Member at(List<Address> newAddresses) {
        return new Member(identity, nickname, group, newAddresses, status, clientKind, charsetName, codePage, false);
    }

    /** The same, fit to be shown or logged: its names are in one line each, bounded, and have nothing invisible in them. */
    public Member printable() {
        Identity shown = new Identity(Printable.of(user()), Printable.of(host()));
        return new Member(
                shown,
                Printable.of(nickname),
                Printable.of(group),
                addresses,
                status,
                clientKind,
                charsetName,
                codePage,
                hearsay);
    }

    /** For messages to people: who and where, in one line whatever it calls itself. */
    @Override
    public String toString() {
        return Printable.of(nickname) + " (" + identity + ", " + SocketAddresses.format(address()) + ")";
    }
}
