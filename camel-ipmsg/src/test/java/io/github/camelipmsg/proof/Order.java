/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of the messages of one of our hosts must come after which: numbers rise towards each recipient, with one exception.
 * While a stranger must not get a reply, what a route sends there of its own accord passes that reply, or whoever forges an
 * address could keep an alert from it. It passes none once an address has echoed a number of ours, nor for iptux, which
 * would drop the reply; and replies keep their order among themselves.
 *
 * <p>What may be held keeps its order among itself, also over restarts of its sender, and whatever else is sent passes it;
 * what iptux then drops in silence is found out by what it shows. Somebody who says to be a member moves it: what had left
 * for it before comes after what has left for it since, and what is sent to its old address is for nobody who is known, and
 * so for nobody for whom others are held.
 */
final class Order {
    /** Whoever says to be there sooner after another in its name has not moved back. */
    private static final Duration ADDRESS_SETTLES = Duration.ofSeconds(7);
    /** What is remembered after a crash of where somebody is may be that old: written once a minute, and it is down a while. */
    private static final Duration REMEMBERED_LATE = Duration.ofMinutes(5);

    private final InstantSource now;
    private final Map<InetSocketAddress, Recipient> recipients = new HashMap<>();
    private final Map<InetSocketAddress, Long> heldBefore = new HashMap<>(); // the last that may be held, by recipient
    private final Map<Long, Set<InetSocketAddress>> held = new HashMap<>(); // by number: where it has left for
    private final Map<InetSocketAddress, Moved> moved = new HashMap<>(); // by member

    /** What was sent to an address since the host was started, and whether it was known to be there. */
    private static final class Recipient {
        long highest;
        long highestReply;
        long highestOnceProven; // of what left when it had echoed a number
        boolean dropsOvertaken;

        @Nullable
        Instant provenAt;
    }

    /** In its name somebody has entered elsewhere. */
    private static final class Moved {
        Instant impostorHeard = Instant.MIN;

        @Nullable
        Instant back;
    }

    Order(InstantSource now) {
        this.now = now;
    }

    void booted() {
        recipients.clear();
        Instant written = now.instant().minus(REMEMBERED_LATE);
        moved.values().stream()
                .filter(each -> each.back != null && each.back.isAfter(written))
                .forEach(each -> each.back = null);
    }

    /** @param saysWhoItIs by an entry, an answer to one or an absence notice */
    void heard(InetSocketAddress from, boolean isIptux, boolean saysWhoItIs) {
        recipient(from).dropsOvertaken |= isIptux;
        Moved away = moved.get(from);
        if (saysWhoItIs && away != null && !now.instant().isBefore(away.impostorHeard.plus(ADDRESS_SETTLES))) {
            away.back = now.instant();
        }
    }

    /** It has echoed a number that went there in this life. */
    void proven(InetSocketAddress address) {
        Recipient recipient = recipient(address);
        if (recipient.provenAt == null) {
            recipient.provenAt = now.instant();
        }
    }

    /** Somebody elsewhere has said to be that member. */
    void moved(InetSocketAddress member) {
        Moved away = moved.computeIfAbsent(member, any -> new Moved());
        away.impostorHeard = now.instant();
        away.back = null;
    }

    /** What such a message must be above that leaves for there the first time. */
    long before(Message.@Nullable Kind kind, long number, InetSocketAddress to) {
        if (kind == Message.Kind.HOLD) {
            boolean hasLeftForElsewhere = !Set.of(to).containsAll(held.getOrDefault(number, Set.of()));
            return hasLeftForElsewhere ? 0 : heldBefore.getOrDefault(to, 0L);
        }
        Recipient recipient = recipient(to);
        return kind == Message.Kind.REPLY && !recipient.dropsOvertaken
                ? Math.max(recipient.highestReply, recipient.highestOnceProven)
                : recipient.highest;
    }

    /** It leaves for there the first time. */
    void leaves(Message.@Nullable Kind kind, boolean isOwnAccord, long number, InetSocketAddress to) {
        if (kind == Message.Kind.HOLD) {
            held.computeIfAbsent(number, any -> new HashSet<>(1)).add(to);
            if (!isOwnAccord || !isElsewhere(to)) {
                heldBefore.put(to, number);
            }
            return;
        }
        Recipient recipient = recipient(to);
        recipient.highest = Math.max(recipient.highest, number);
        if (kind == Message.Kind.REPLY) {
            recipient.highestReply = Math.max(recipient.highestReply, number);
        }
        if (recipient.provenAt != null && recipient.provenAt.isBefore(now.instant())) {
            recipient.highestOnceProven = Math.max(recipient.highestOnceProven, number);
        }
    }

    private boolean isElsewhere(InetSocketAddress member) {
        Moved away = moved.get(member);
        return away != null && away.back == null;
    }

    private Recipient recipient(InetSocketAddress address) {
        return recipients.computeIfAbsent(address, any -> new Recipient());
    }
}
