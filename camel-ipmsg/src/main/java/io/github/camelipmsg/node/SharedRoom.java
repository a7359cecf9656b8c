/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.HashMap;
import java.util.Map;

/**
 * A bounded number of places of which nobody can hold more than a share, so that the rest is there for others.
 *
 * <p>Not thread-safe: confined to whoever owns it. Remembers those who hold a place just now, so it is bounded by them.
 */
public final class SharedRoom {
    private final int ofOne;
    private final Map<Object, Integer> held = new HashMap<>();
    private int free;

    /**
     * An empty one.
     *
     * @param places how many there are
     * @param ofOne how many of them one holder can have
     */
    public SharedRoom(int places, int ofOne) {
        this.free = places;
        this.ofOne = ofOne;
    }

    /** Takes so many places for a holder; none and false if there are not so many, or not for that one. */
    public boolean take(Object holder, int places) {
        int now = held.getOrDefault(holder, 0) + places;
        if (places > free || now > ofOne) {
            return false;
        }
        free -= places;
        held.put(holder, now);
        return true;
    }

    /** Gives back what the same holder has taken. */
    public void giveBack(Object holder, int places) {
        free += places;
        held.computeIfPresent(holder, (same, taken) -> taken > places ? taken - places : null);
    }

    /** Those who hold a place. */
    int holders() {
        return held.size();
    }
}
