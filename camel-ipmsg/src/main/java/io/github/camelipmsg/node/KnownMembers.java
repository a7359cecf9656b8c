/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Who was here before: whom a message can be held for. Remembered across restarts in a small file, which is written at most
 * once a minute; what a crash loses of it is harmless.
 *
 * <p>Confined to the loop, except {@link #close}, which runs after it has ended. Bounded by {@value #MAX_KNOWN} members, of
 * whom the one that was not seen for longest is forgotten, and {@value #MAX_AT_ONE_ADDRESS} who were first seen at one IP
 * address, so that a flood of names, invented or others', pushes out none but its own. Whoever was not seen for 30 days is forgotten.
 */
final class KnownMembers {
    static final int MAX_KNOWN = 10_000;
    static final int MAX_AT_ONE_ADDRESS = 32;
    static final Duration FORGOTTEN_AFTER = Duration.ofDays(30);
    static final Duration WRITTEN_EVERY = Duration.ofMinutes(1);
    /** Only then is it worth writing that somebody was seen once more. */
    private static final Duration SEEN_LATELY = Duration.ofHours(1);

    private final EventExecutor loop;
    private final LoopDoor door;
    private final Timers timers;
    private final InstantSource timeOfDay;
    private final Executor workers;
    private final MemberTable members;
    private final KnownMembersFile file;
    private final Map<Identity, Known> known = BoundedMap.byUse(MAX_KNOWN); // iterated from the longest unseen
    private final Map<InetAddress, Integer> atAddress = new HashMap<>();
    private @Nullable Absent absent; // as it was when it was last asked for
    private boolean written = true;
    private boolean writesSoon;
    private boolean writing;

    /**
     * A member as it was when it was last seen.
     *
     * @param first where it was when it was not known yet, whose share it is counted in: whoever enters in its name
     *     elsewhere must not take it there
     * @param seen the time of day
     * @param seenAsWritten what the file tells
     */
    record Known(Member member, InetAddress first, Instant seen, Instant seenAsWritten) {
        Known(Member member, Instant seen) {
            this(member, member.address().getAddress(), seen, Instant.MIN);
        }
    }

    /**
     * Who is not here.
     *
     * @param here who is, meanwhile
     * @param until when somebody will be forgotten
     */
    private record Absent(MemberNames names, MemberNames here, Instant since, Instant until) {
        boolean isSo(MemberNames hereNow, Instant now) {
            return here == hereNow && !now.isBefore(since) && !now.isAfter(until);
        }
    }

    KnownMembers(
            EventExecutor loop,
            LoopDoor door,
            InstantSource timeOfDay,
            Executor workers,
            MemberTable members,
            KnownMembersFile file) {
        this.loop = loop;
        this.door = door;
        this.timers = new Timers(loop);
        this.timeOfDay = timeOfDay;
        this.workers = workers;
        this.members = members;
        this.file = file;
        file.load().stream().sorted(Comparator.comparing(Known::seen)).forEach(this::put);
    }

    int size() {
        assert loop.inEventLoop();
        return known.size();
    }

    /** It is here. */
    void seen(Member member) {
        assert loop.inEventLoop();
        Instant now = timeOfDay.instant();
        @Nullable Known before = known.get(member.identity());
        boolean isNew = before == null || !sameToRemember(before.member(), member);
        Known seen = before == null
                ? new Known(member, now)
                : new Known(member, before.first(), now, before.seenAsWritten());
        put(seen);
        if (isNew || seen.seenAsWritten().isBefore(now.minus(SEEN_LATELY))) {
            writeSoon();
        }
    }

    /** Something is held for it, so it was here: a crash may have lost the rest of what was known. */
    void awaited(Member member) {
        assert loop.inEventLoop();
        if (!known.containsKey(member.identity())) {
            put(new Known(member, timeOfDay.instant()));
            writeSoon();
        }
    }

    /** Everybody who is known and not here; the same one until that changes. */
    MemberNames absent() {
        assert loop.inEventLoop();
        Instant now = timeOfDay.instant();
        if (absent == null || !absent.isSo(members.names(), now)) {
            Instant oldest = now.minus(FORGOTTEN_AFTER);
            List<Known> all = known.values().stream()
                    .filter(each -> !each.seen().isBefore(oldest))
                    .filter(each -> members.named(each.member().identity()).isEmpty())
                    .toList();
            Instant first =
                    all.stream().map(Known::seen).min(Comparator.naturalOrder()).orElse(now);
            MemberNames names = new MemberNames(all.stream().map(Known::member).toList());
            absent = new Absent(names, members.names(), now, first.plus(FORGOTTEN_AFTER));
        }
        return absent.names();
    }

    private static boolean sameToRemember(Member one, Member other) {
        return one.nickname().equals(other.nickname())
                && one.group().equals(other.group())
                && one.address().equals(other.address())
                && one.status().equals(other.status())
                && one.clientKind() == other.clientKind();
    }

    private void put(Known seen) {
        @Nullable Known before = known.remove(seen.member().identity());
        if (before != null) {
            count(before, -1);
        }
        InetAddress address = seen.first();
        if (atAddress.getOrDefault(address, 0) >= MAX_AT_ONE_ADDRESS) {
            forget(known.values().stream()
                    .filter(other -> other.first().equals(address))
                    .limit(1)
                    .toList());
        } else if (known.size() >= MAX_KNOWN) {
            forget(List.of(known.values().iterator().next()));
        }
        known.put(seen.member().identity(), seen);
        count(seen, 1);
        if (before == null || !sameToRemember(before.member(), seen.member())) {
            absent = null;
        }
    }

    private void forget(List<Known> oldest) {
        oldest.forEach(each -> {
            known.remove(each.member().identity());
            count(each, -1);
            absent = null;
        });
    }

    private void count(Known known, int change) {
        atAddress.merge(known.first(), change, (before, more) -> before + more == 0 ? null : before + more);
    }

    private void writeSoon() {
        written = false;
        if (!writesSoon) {
            writesSoon = true;
            timers.after(WRITTEN_EVERY, this::write);
        }
    }

    private void write() {
        writesSoon = false;
        if (writing) { // a disk that does not answer must not take one worker after the other
            writeSoon();
            return;
        }
        List<Known> all = toWrite();
        writing = true;
        try {
            workers.execute(() -> {
                boolean saved = file.save(all);
                door.run(() -> ended(saved));
            });
        } catch (RejectedExecutionException e) {
            ended(false);
        }
    }

    private void ended(boolean saved) {
        writing = false;
        if (!saved) {
            writeSoon();
        }
    }

    private List<Known> toWrite() {
        written = true;
        Instant oldest = timeOfDay.instant().minus(FORGOTTEN_AFTER);
        forget(known.values().stream()
                .filter(each -> each.seen().isBefore(oldest))
                .toList());
        known.replaceAll((identity, each) -> new Known(each.member(), each.first(), each.seen(), each.seen()));
        return List.copyOf(known.values());
    }

    /** Writes what is not written yet. Blocks; only after the loop ended. */
    void close() {
        if (written && !writing) {
            file.close();
        } else {
            file.saveAndClose(toWrite());
        }
    }
}
