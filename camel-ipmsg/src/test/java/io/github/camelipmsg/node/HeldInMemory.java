/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Keeps held messages in memory, for tests to look at or to trouble; it outlives the nodes that it is given to, as a disk does:
 * what was saved is there after a crash, what was about to be is not. Thread-safe.
 */
public class HeldInMemory implements HeldMessageStore {
    public final Map<String, byte[]> kept = new ConcurrentSkipListMap<>();

    @Override
    public Map<String, byte[]> load(String owner) throws IOException {
        return new TreeMap<>(kept);
    }

    @Override
    public void save(String owner, List<Change> changes) throws IOException {
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
