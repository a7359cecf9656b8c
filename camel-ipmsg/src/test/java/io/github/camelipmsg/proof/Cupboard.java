/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.node.HeldMessageStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps a host's held messages on a disk that survives its crashes: what was saved is there, what was about to be is not. */
final class Cupboard implements HeldMessageStore {
    private final Map<String, byte[]> kept = new TreeMap<>();

    @Override
    public Map<String, byte[]> load(String owner) {
        return new TreeMap<>(kept);
    }

    @Override
    public void save(String owner, List<Change> changes) {
        for (Change change : changes) {
            byte[] value = change.value();
            if (value == null) {
                kept.remove(change.key());
            } else {
                kept.put(change.key(), value);
            }
        }
    }
}
