/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Timers.Timeout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link WaitingRoom} knows of one copy that is held, or is about to be. Its parts are stored together, because a part
 * alone says nothing after a restart. Mutable: owned by the waiting room, confined to the loop.
 */
final class HeldCopy {
    final Send.Copy copy;
    /** Parts that are not stored yet, and how each ends if they cannot be. */
    final Map<Transmission, Undelivered> coming = new LinkedHashMap<>();

    int count;
    long characters;
    boolean stored;
    boolean writing;
    boolean changed; // since it was written

    Timeout expiry = Timeout.NONE;
    Timeout impatience = Timeout.NONE; // with the store

    HeldCopy(Send.Copy copy) {
        this.copy = copy;
    }

    String key() {
        return HeldMessage.key(copy.send().number(), copy.place);
    }

    /** Everything of it has come, or has gone another way. */
    boolean isReady() {
        return copy.isComplete()
                && !coming.isEmpty()
                && !writing
                && copy.parts().stream()
                        .noneMatch(part -> part.state == DeliveryState.WAITING_TURN
                                || part.state == DeliveryState.AWAITING_RECEIPT);
    }

    /** That part is safe in the store, and waits to be received. */
    boolean keeps(Transmission part) {
        return stored && !coming.containsKey(part) && part.state != DeliveryState.AWAITING_READING;
    }

    List<Transmission> heldParts() {
        return copy.parts().stream().filter(Transmission::isHeld).toList();
    }
}
