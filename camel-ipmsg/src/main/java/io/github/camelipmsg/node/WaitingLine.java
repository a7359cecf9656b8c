/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Identity;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What waits for one member, in the order in which the node sent it; one of it at most is out. Confined to the loop. */
final class WaitingLine {
    final Identity member;
    private final NavigableMap<Long, Transmission> waiting = new TreeMap<>();
    private @Nullable Transmission out;
    private Instant restsUntil = Instant.MIN;

    WaitingLine(Identity member) {
        this.member = member;
    }

    void add(Transmission transmission) {
        waiting.put(transmission.order, transmission);
    }

    /** It is not waited for any more, whatever has become of it. */
    void remove(Transmission transmission) {
        waiting.remove(transmission.order, transmission);
        cameBack(transmission);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The member has not confirmed: nothing leaves before that time, nor before it is seen again. */
    void restUntil(Instant time) {
        restsUntil = time;
    }

    /** The member says that it is here, which ends any rest. */
    void wake() {
        restsUntil = Instant.MIN;
    }

    /** The next one, if it may leave now; what is still on its way to the disk may not. */
    Optional<Transmission> next(Instant now) {
        if (out != null || now.isBefore(restsUntil) || waiting.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(waiting.firstEntry().getValue()).filter(Transmission::isHeld);
    }

    void leaves(Transmission transmission) {
        out = transmission;
    }

    void cameBack(Transmission transmission) {
        if (out == transmission) {
            out = null;
        }
    }
}
