/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.Timers.Timeout;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Holds messages for members who are known and not here, or do not confirm: stores each before its sender is told so, lets
 * them out in the order of their numbers, one at a time, when their member is seen, and takes them out of the store when
 * they have their outcome. A crash in between sends one again under its number, by which its recipient knows it.
 *
 * <p>Confined to the loop; {@link HeldJournal} writes. Bounded by {@value #MAX_HELD} messages and {@value #MAX_CHARACTERS}
 * characters: what comes beyond is not held.
 */
final class WaitingRoom {
    static final int MAX_HELD = 10_000;
    static final int MAX_CHARACTERS = 16 * 1024 * 1024;
    /** What was held before a restart is let out only then: routes that want its outcomes start meanwhile. */
    static final Duration OPENS_AFTER = Duration.ofSeconds(5);

    /** A store that takes longer has failed: the sender waits. */
    static final Duration IS_STORED_WITHIN = Duration.ofMinutes(1);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final InstantSource timeOfDay;
    private final Timers timers;
    private final WaitingLines lines;
    private final HeldJournal journal;
    private final Map<Send.Copy, HeldCopy> held = new LinkedHashMap<>();
    private BiConsumer<Transmission, Undelivered> end = (transmission, ending) -> {};
    private int count;
    private long characters;
    private boolean opensLater;
    private boolean closed;
    private boolean over;

    WaitingRoom(
            EventExecutor loop, InstantSource clock, InstantSource timeOfDay, WaitingLines lines, HeldJournal journal) {
        this.loop = loop;
        this.clock = clock;
        this.timeOfDay = timeOfDay;
        this.timers = new Timers(loop);
        this.lines = lines;
        this.journal = journal;
    }

    /** @param settle settles what waits no longer */
    void onEnd(BiConsumer<Transmission, Undelivered> settle) {
        end = settle;
    }

    /** Messages that are held, or are out from here. */
    int size() {
        assert loop.inEventLoop();
        return count;
    }

    // ---- coming --------------------------------------------------------------------------------------------------

    /** Whether that goes here rather than to the network: nobody is there, or others wait for the same member already. */
    boolean isFirstFor(Transmission transmission) {
        assert loop.inEventLoop();
        return transmission.policy.holds()
                && (transmission.destination.absent() || lines.existsFor(transmission.destination));
    }

    /** Whether that may wait here for its recipient instead of ending. */
    boolean admits(Transmission transmission) {
        assert loop.inEventLoop();
        return keeps(transmission)
                || (!closed
                        && transmission.destination.member() != null
                        && !transmission.destination.broadcast()
                        && left(transmission).filter(WaitingRoom::isMore).isPresent());
    }

    /** Whether that is safe in the store, and waits to be received. */
    boolean keeps(Transmission transmission) {
        assert loop.inEventLoop();
        @Nullable HeldCopy kept = held.get(transmission.copy);
        return kept != null && kept.keeps(transmission);
    }

    /**
     * Holds it from now on, or still.
     *
     * @param otherwise how it ends if it cannot be held
     */
    void hold(Transmission transmission, Undelivered otherwise) {
        assert loop.inEventLoop();
        if (keeps(transmission)) {
            holdAgain(transmission, otherwise);
            return;
        }
        transmission.beginHolding();
        if (count >= MAX_HELD || characters + length(transmission) > MAX_CHARACTERS) {
            end.accept(
                    transmission,
                    otherwise.notHeld(
                            Cause.OVERLOAD,
                            count + " messages with " + characters
                                    + " characters are held already; hold fewer, or for a shorter time"));
            return;
        }
        HeldCopy coming = held.computeIfAbsent(transmission.copy, HeldCopy::new);
        coming.coming.put(transmission, otherwise);
        admit(coming, transmission);
        if (transmission.allAttempts() > 0) {
            lines.rest(transmission);
        }
        storeIfReady(coming);
    }

    /** There is no number for the rest of it, so none of it is held. */
    void refused(Send.Copy copy) {
        assert loop.inEventLoop();
        @Nullable HeldCopy refused = held.get(copy);
        if (refused != null) {
            endComing(refused, otherwise -> otherwise);
        }
    }

    private void admit(HeldCopy kept, Transmission transmission) {
        int length = length(transmission);
        kept.count++;
        kept.characters += length;
        count++;
        characters += length;
        lines.join(transmission);
    }

    private void storeIfReady(HeldCopy kept) {
        if (kept.isReady()) {
            store(kept);
        }
    }

    private void store(HeldCopy kept) {
        Member member = member(kept.copy.parts().get(kept.copy.parts().size() - 1));
        Instant startedAt = timeOfDay.instant().minus(Duration.between(kept.copy.send().startedAt, clock.instant()));
        kept.writing = true;
        kept.changed = false;
        kept.impatience = timers.after(IS_STORED_WITHIN, () -> storedTooLate(kept));
        journal.put(HeldMessage.of(kept.copy, member, startedAt), failure -> {
            kept.impatience.cancel();
            kept.writing = false;
            if (failure == null) {
                stored(kept);
            } else {
                notStored(kept, failure);
            }
        });
    }

    private void stored(HeldCopy kept) {
        kept.stored = true;
        if (kept.copy.isSettled()) {
            return; // it was confirmed meanwhile, and is being taken out
        }
        List<Transmission> arrived = List.copyOf(kept.coming.keySet());
        kept.coming.clear();
        arrived.forEach(transmission -> transmission.hold("", clock.instant()));
        expireInTime(kept);
        arrived.forEach(lines::ready); // the member may have come meanwhile
    }

    private void storedTooLate(HeldCopy kept) {
        endComing(
                kept,
                otherwise -> otherwise.notHeld(
                        Cause.HELD_MESSAGES, "it was not stored within " + InWords.of(IS_STORED_WITHIN)));
    }

    private void notStored(HeldCopy kept, Exception failure) {
        if (!kept.stored) {
            journal.remove(kept.key()); // it may have got there all the same
        }
        endComing(kept, otherwise -> otherwise.notHeld(Cause.HELD_MESSAGES, HeldJournal.reason(failure)));
    }

    /** In order; each that ends is taken out meanwhile. */
    private void endComing(HeldCopy kept, UnaryOperator<Undelivered> how) {
        new LinkedHashMap<>(kept.coming)
                .forEach((transmission, otherwise) -> end.accept(transmission, how.apply(otherwise)));
    }

    // ---- waiting -------------------------------------------------------------------------------------------------

    private void holdAgain(Transmission transmission, Undelivered otherwise) {
        transmission.hold(otherwise.cause() == Cause.WITHHELD ? otherwise.detail() : "", clock.instant());
        lines.rest(transmission);
        expireInTime(Optional.ofNullable(held.get(transmission.copy)).orElseThrow());
    }

    private void expireInTime(HeldCopy kept) {
        kept.expiry.cancel();
        if (closed || opensLater || kept.copy.isSettled()) {
            return;
        }
        Duration left = left(kept.copy.parts().get(0)).orElse(Duration.ZERO);
        if (isMore(left)) {
            kept.expiry = timers.after(left, () -> expireInTime(kept));
        } else {
            kept.heldParts().forEach(this::expire);
        }
    }

    private void expire(Transmission transmission) {
        end.accept(transmission, Undelivered.heldTooLong(transmission));
    }

    /** Takes in what was held before the node was restarted; it is let out, or expires, after {@link #OPENS_AFTER}. */
    void restore(List<Send> sends) {
        assert loop.inEventLoop();
        for (Send send : sends) {
            for (Transmission transmission : send.transmissions()) {
                HeldCopy kept = held.computeIfAbsent(transmission.copy, HeldCopy::new);
                kept.stored = true;
                if (transmission.isHeld()) {
                    admit(kept, transmission);
                }
            }
        }
        if (!sends.isEmpty()) {
            opensLater = true;
            lines.shut();
            timers.after(OPENS_AFTER, () -> {
                opensLater = false;
                List.copyOf(held.values()).forEach(this::expireInTime);
                if (!closed) {
                    lines.open();
                }
            });
        }
    }

    // ---- going ---------------------------------------------------------------------------------------------------

    /** It was received, and waits only for its reading: the next one's turn. It stays stored until it has its outcome. */
    void received(Transmission transmission) {
        assert loop.inEventLoop();
        @Nullable HeldCopy kept = held.get(transmission.copy);
        if (kept != null) {
            kept.coming.remove(transmission);
            lines.leave(transmission);
            storeIfReady(kept);
        }
    }

    /** It has its outcome, the first or a better one. */
    void settled(Transmission transmission) {
        assert loop.inEventLoop();
        @Nullable HeldCopy kept = held.get(transmission.copy);
        if (kept == null) {
            lines.leave(transmission); // another part of it has ended all of it
            return;
        }
        kept.coming.remove(transmission);
        kept.changed = true;
        lines.leave(transmission);
        if (transmission.copy.isSettled() || (kept.coming.isEmpty() && !kept.stored && !kept.writing)) {
            forget(kept);
        } else {
            storeIfReady(kept);
        }
    }

    private void forget(HeldCopy kept) {
        if (held.remove(kept.copy, kept)) {
            kept.expiry.cancel();
            kept.impatience.cancel();
            count -= kept.count;
            characters -= kept.characters;
            boolean onItsWay = kept.writing && !journal.withdraw(kept.key());
            if (kept.stored || onItsWay) {
                journal.remove(kept.key());
            }
        }
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** The node stops: nothing is let out or taken in any more. */
    void close() {
        assert loop.inEventLoop();
        closed = true;
        lines.shut();
    }

    /**
     * After {@link #close}: stores what is left to store.
     *
     * @param patience how long that is waited for
     * @param done runs when it is over
     */
    void shutdown(Duration patience, Runnable done) {
        assert loop.inEventLoop();
        for (HeldCopy kept : held.values()) {
            kept.expiry.cancel();
            if (kept.stored && kept.changed && !kept.writing) {
                store(kept);
            }
        }
        Timeout impatience = timers.after(patience, () -> finish(done));
        journal.shutdown(() -> {
            impatience.cancel();
            finish(done);
        });
    }

    private void finish(Runnable done) {
        if (!over) {
            over = true;
            Undelivered unsure = Undelivered.stoppedWhileBeingHeld();
            List.copyOf(held.values()).forEach(kept -> endComing(kept, otherwise -> unsure));
            done.run();
        }
    }

    /** Of the time for which it may be held; empty if it must not be. */
    private Optional<Duration> left(Transmission transmission) {
        return Optional.ofNullable(transmission.policy.holdTimeout())
                .map(timeout -> timeout.minus(Duration.between(transmission.startedAt, clock.instant())));
    }

    private static boolean isMore(Duration left) {
        return left.toMillis() > 0; // a timer knows no shorter time
    }

    /** Only what goes to a member waits here. */
    private static Member member(Transmission transmission) {
        return transmission.destination.knownMember().orElseThrow();
    }

    private static int length(Transmission transmission) {
        return transmission.content == null ? 0 : transmission.content.text().length();
    }
}
