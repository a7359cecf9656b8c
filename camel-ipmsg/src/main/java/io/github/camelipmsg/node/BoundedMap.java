/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A map that forgets its oldest entry when it would hold too many: what is keyed by what peers send must not grow. */
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;
    private final transient Consumer<? super V> forgotten;

    private BoundedMap(int most, boolean byUse, Consumer<? super V> forgotten) {
        super(16, 0.75f, byUse);
        this.most = most;
        this.forgotten = forgotten;
    }

    /** The oldest is what was put first. */
    static <K, V> Map<K, V> byAge(int most) {
        return byAge(most, value -> {});
    }

    /**
     * The same.
     *
     * @param forgotten told what is forgotten because there is too much
     */
    static <K, V> Map<K, V> byAge(int most, Consumer<? super V> forgotten) {
        return new BoundedMap<>(most, false, forgotten);
    }

    /** The oldest is what was unused for longest. */
    static <K, V> Map<K, V> byUse(int most) {
        return new BoundedMap<>(most, true, value -> {});
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        boolean tooMany = size() > most;
        if (tooMany) {
            forgotten.accept(eldest.getValue());
        }
        return tooMany;
    }
}
