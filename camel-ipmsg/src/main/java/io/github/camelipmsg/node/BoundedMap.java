/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets its oldest entry when it would hold too many: what is keyed by what peers send must not grow. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    private BoundedMap(int most, boolean byUse) {
        super(16, 0.75f, byUse);
        this.most = most;
    }

    /** The oldest is what was put first. */
    static <K, V> Map<K, V> byAge(int most) {
        return new BoundedMap<>(most, false);
    }

    /** The oldest is what was unused for longest. */
    static <K, V> Map<K, V> byUse(int most) {
        return new BoundedMap<>(most, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
