/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Member.Address;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.HostRecord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.Packet;
import io.netty.util.concurrent.EventExecutor;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is here, ourselves excepted.
 *
 * <p>Members are told apart by user and host name (draft 14) and found by address, too. When the table or the
 * share of one IP address is full, newcomers are refused, and so are members who would move there: a flood of invented names
 * must not push out real ones.
 *
 * <p>Confined to the loop.
 */
final class MemberTable {
    /** Two cards of one PC take turns at being heard; a shorter absence does not move it (official client 4.99). */
    static final Duration ADDRESS_SETTLES = Duration.ofSeconds(7);

    private static final int MAX_NAMES_PER_HOST = 32;
    private static final Logger LOG = LoggerFactory.getLogger(MemberTable.class);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final int maxMembers;
    private final NodeCounters counters;
    private BiConsumer<MemberEvent, Member> changed = (event, member) -> {};
    private BiConsumer<Member, Boolean> seen = (member, announced) -> {};
    private final Map<Identity, Member> members = new LinkedHashMap<>();
    private final Map<InetSocketAddress, Identity> byAddress = new HashMap<>();
    private final Map<InetAddress, Integer> namesPerHost = new HashMap<>();
    private @Nullable MemberNames names; // until somebody comes, goes or is called otherwise

    MemberTable(EventExecutor loop, InstantSource clock, int maxMembers, NodeCounters counters) {
        this.loop = loop;
        this.clock = clock;
        this.maxMembers = maxMembers;
        this.counters = counters;
    }

    /** @param listener told on the loop of each change of who is here or how they are called */
    void onChange(BiConsumer<MemberEvent, Member> listener) {
        changed = listener;
    }

    /** @param listener told on the loop whenever a member is heard, and whether it has announced itself */
    void onSeen(BiConsumer<Member, Boolean> listener) {
        seen = listener;
    }

    List<Member> all() {
        assert loop.inEventLoop();
        return List.copyOf(members.values());
    }

    int size() {
        assert loop.inEventLoop();
        return members.size();
    }

    /**
     * Who is called what; the same one until that changes. What else it tells of a member may be old, see {@link #named}.
     */
    MemberNames names() {
        assert loop.inEventLoop();
        if (names == null) {
            names = new MemberNames(all());
        }
        return names;
    }

    Optional<Member> at(InetSocketAddress address) {
        assert loop.inEventLoop();
        return Optional.ofNullable(byAddress.get(address)).map(members::get);
    }

    Optional<Member> named(Identity identity) {
        assert loop.inEventLoop();
        return Optional.ofNullable(members.get(identity));
    }

    /** An entry, an answer to ours, or an absence notice: adds the member or brings it up to date. */
    void present(Packet packet, Body.Presence presence, InetSocketAddress from) {
        assert loop.inEventLoop();
        Identity identity = packet.sender();
        @Nullable Member known = members.get(identity);
        Member heard = new Member(
                identity,
                shownName(presence.nickname(), identity),
                presence.group(),
                addresses(known, from),
                packet.command(),
                ClientKind.of(packet.version(), presence.clientVersion()),
                presence.charsetName(),
                codePage(presence, known),
                false);
        if (known == null ? !admits(from) : !mayBe(known, heard)) {
            return;
        }
        replace(known, heard);
        tell(known, heard);
        seen.accept(heard, true);
    }

    /** Any other packet: its sender is still here, if we know it at that address. */
    void heard(Identity sender, InetSocketAddress from) {
        assert loop.inEventLoop();
        @Nullable Member known = members.get(sender);
        if (known != null && knownAt(known, from)) {
            Member heard = known.at(addresses(known, from));
            if (!mayBe(known, heard)) {
                return;
            }
            replace(known, heard);
            tell(known, heard); // it is no hearsay any longer, or it has another address now
            seen.accept(heard, false);
        }
    }

    /** A host list tells of somebody: taken only where it contradicts nobody who was heard, and nothing is sent there. */
    void heardOf(HostRecord host, InetSocketAddress address) {
        assert loop.inEventLoop();
        @Nullable Member known = members.get(host.identity());
        boolean taken = at(address)
                .filter(other -> !other.hearsay() || !other.identity().equals(host.identity()))
                .isPresent();
        if (known == null ? taken || isFull(address) : !known.hearsay()) {
            return;
        }
        Member told = new Member(
                host.identity(),
                shownName(host.nickname(), host.identity()),
                host.group(),
                List.of(new Address(taken && known != null ? known.address() : address, clock.instant())),
                CommandWord.ofStatus(Command.BR_ENTRY, host.status()),
                ClientKind.OTHER,
                null,
                null,
                true);
        replace(known, told);
        tell(known, told);
    }

    /** A host list tells that somebody has left: counts only for whom we know from a list. */
    void hearsayLeft(Identity identity) {
        assert loop.inEventLoop();
        named(identity).filter(Member::hearsay).ifPresent(this::leave);
    }

    /** The client at that address has left (official client 4.99: looked up by address and port). */
    void left(InetSocketAddress from) {
        assert loop.inEventLoop();
        at(from).ifPresent(member -> {
            LOG.debug("Left: {}", member);
            leave(member);
        });
    }

    /** Forgets everybody who was last heard before that time. */
    void forgetSilentSince(Instant time) {
        assert loop.inEventLoop();
        List<Member> silent = members.values().stream()
                .filter(member -> member.lastHeard().isBefore(time))
                .toList();
        silent.forEach(member -> {
            LOG.debug("Silent for too long: {}", member);
            leave(member);
        });
    }

    /** Whoever is heard takes the place of somebody of whom a list has told, if there is no other. */
    private boolean admits(InetSocketAddress from) {
        if (isCrowded(from)) {
            giveWay(member -> member.address().getAddress().equals(from.getAddress()));
        }
        if (members.size() >= maxMembers) {
            giveWay(member -> true);
        }
        boolean full = isFull(from);
        if (full) {
            counters.count(NodeCounters.Event.MEMBER_REFUSED);
        }
        return !full;
    }

    /** One host must not carry everybody away either, name by name. */
    private boolean mayBe(Member known, Member moved) {
        boolean isElsewhere =
                !known.address().getAddress().equals(moved.address().getAddress());
        boolean refused = isElsewhere && isCrowded(moved.address());
        if (refused) {
            counters.count(NodeCounters.Event.MEMBER_REFUSED);
        }
        return !refused;
    }

    private boolean isFull(InetSocketAddress from) {
        return members.size() >= maxMembers || isCrowded(from);
    }

    private boolean isCrowded(InetSocketAddress from) {
        return namesPerHost.getOrDefault(from.getAddress(), 0) >= MAX_NAMES_PER_HOST;
    }

    private void giveWay(Predicate<Member> condition) {
        members.values().stream()
                .filter(member -> member.hearsay() && condition.test(member))
                .findFirst()
                .ifPresent(this::leave);
    }

    /** An entry in UTF-8 alone tells nothing of it. */
    private static @Nullable Charset codePage(Body.Presence presence, @Nullable Member known) {
        return presence.codePage() != null || known == null ? presence.codePage() : known.codePage();
    }

    private List<Address> addresses(@Nullable Member known, InetSocketAddress from) {
        Address heard = new Address(from, clock.instant());
        if (known == null || known.hearsay()) {
            return List.of(heard);
        }
        List<Address> others = new ArrayList<>(known.addresses());
        others.removeIf(address -> address.socketAddress().equals(from));
        boolean isCurrent = known.address().equals(from);
        List<Address> addresses = new ArrayList<>(others);
        addresses.add(isCurrent || moves(known.addresses().get(0), heard) ? 0 : 1, heard);
        return addresses.subList(0, Math.min(addresses.size(), Member.MAX_ADDRESSES));
    }

    private static boolean moves(Address current, Address heard) {
        boolean fromV6ToV4 = current.socketAddress().getAddress() instanceof Inet6Address
                && heard.socketAddress().getAddress() instanceof Inet4Address;
        return fromV6ToV4
                || Duration.between(current.lastHeard(), heard.lastHeard()).compareTo(ADDRESS_SETTLES) >= 0;
    }

    private static boolean knownAt(Member member, InetSocketAddress address) {
        return member.addresses().stream()
                .anyMatch(known -> known.socketAddress().equals(address));
    }

    private static boolean sameToPeople(Member one, Member other) {
        return one.nickname().equals(other.nickname())
                && one.group().equals(other.group())
                && one.absent() == other.absent()
                && one.hearsay() == other.hearsay()
                && one.address().equals(other.address());
    }

    private void replace(@Nullable Member known, Member heard) {
        // a socket is one program: whoever else was known there has gone (official client 4.99)
        at(heard.address())
                .filter(other -> !other.identity().equals(heard.identity()))
                .ifPresent(this::leave);
        if (known != null) {
            remove(known);
        }
        add(heard);
    }

    private void add(Member member) {
        members.put(member.identity(), member);
        byAddress.put(member.address(), member.identity());
        namesPerHost.merge(member.address().getAddress(), 1, Integer::sum);
    }

    private void tell(@Nullable Member before, Member now) {
        if (before == null) {
            LOG.debug("Joined: {}", now);
            tell(MemberEvent.JOINED, now);
        } else if (!sameToPeople(before, now)) {
            tell(MemberEvent.CHANGED, now);
        }
    }

    private void tell(MemberEvent event, Member member) {
        names = null;
        changed.accept(event, member);
    }

    private static String shownName(String nickname, Identity identity) {
        return nickname.isEmpty() ? identity.user() : nickname;
    }

    private void leave(Member member) {
        remove(member);
        tell(MemberEvent.LEFT, member);
    }

    private void remove(Member member) {
        members.remove(member.identity());
        byAddress.remove(member.address(), member.identity());
        namesPerHost.computeIfPresent(member.address().getAddress(), (a, names) -> names == 1 ? null : names - 1);
    }
}
