/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The lines of {@link WaitingRoom}, one for each member for whom something is held: whoever is first in a line leaves when
 * the member is seen, and the next when that one was received. Confined to the loop.
 */
final class WaitingLines {
    /** A member who is heard but does not confirm is not tried again before, unless it announces itself. */
    static final Duration RESTS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final MemberTable members;
    private final Map<Identity, WaitingLine> lines = new HashMap<>();
    private BiConsumer<Transmission, Destination> exit = (transmission, now) -> {};
    private boolean open = true;

    WaitingLines(InstantSource clock, MemberTable members) {
        this.clock = clock;
        this.members = members;
    }

    /** @param way back to the network, to a member as it is now */
    void exit(BiConsumer<Transmission, Destination> way) {
        exit = way;
    }

    /** Nobody leaves. */
    void shut() {
        open = false;
    }

    /** Whoever may leave does. */
    void open() {
        open = true;
        List.copyOf(lines.values()).forEach(this::letOut);
    }

    boolean existsFor(Destination destination) {
        return destination.knownMember().flatMap(this::line).isPresent();
    }

    /** Takes its place in the order of numbers. */
    void join(Transmission transmission) {
        Identity member = transmission.destination.knownMember().orElseThrow().identity();
        lines.computeIfAbsent(member, WaitingLine::new).add(transmission);
    }

    /** It was not confirmed: its line waits until the member is seen again. */
    void rest(Transmission transmission) {
        line(transmission).ifPresent(line -> {
            line.cameBack(transmission);
            line.restUntil(clock.instant().plus(RESTS));
        });
    }

    /** It does not wait any longer, whatever has become of it: the next one's turn. */
    void leave(Transmission transmission) {
        line(transmission).ifPresent(line -> {
            line.remove(transmission);
            if (line.isEmpty()) {
                lines.remove(line.member);
            } else {
                letOut(line);
            }
        });
    }

    /** It can leave from now on, if its member is here. */
    void ready(Transmission transmission) {
        line(transmission).ifPresent(this::letOut);
    }

    /**
     * A member is here.
     *
     * @param announced whether it says so itself; else it was only heard
     */
    void seen(Member member, boolean announced) {
        line(member).ifPresent(line -> {
            if (announced) {
                line.wake();
            }
            letOut(line);
        });
    }

    private void letOut(WaitingLine line) {
        Optional<Member> here = members.named(line.member);
        Optional<Transmission> next = line.next(clock.instant());
        if (open && here.isPresent() && next.isPresent()) {
            line.leaves(next.get());
            exit.accept(next.get(), Destination.of(here.get()));
        }
    }

    private Optional<WaitingLine> line(Transmission transmission) {
        return transmission.destination.knownMember().flatMap(this::line);
    }

    private Optional<WaitingLine> line(Member member) {
        return Optional.ofNullable(lines.get(member.identity()));
    }
}
