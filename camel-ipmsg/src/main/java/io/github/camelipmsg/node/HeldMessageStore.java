/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where messages are kept that are held for absent members: replace it to keep them in a database instead of a file.
 *
 * <p>What is kept is opaque: a key of a few characters, and bytes from which the node makes the message again. One store
 * may serve several nodes, each of which names itself as the owner of its own. A node calls from one worker at a time, in
 * the order of its changes; calls may block, and the node waits for them without holding up anything but held messages.
 */
public interface HeldMessageStore {
    /**
     * Everything that is kept for this owner.
     *
     * @throws Exception if it cannot be read now; the node tries again once a minute, and holds nothing until then
     */
    Map<String, byte[]> load(String owner) throws Exception;

    /**
     * Makes these changes, in their order. Returns only when they would survive a crash.
     *
     * @throws Exception if that is not certain; its message is told to whoever wanted a message to be held
     */
    void save(String owner, List<Change> changes) throws Exception;

    /**
     * One change of what is kept.
     *
     * @param value to be kept from now on in place of what was kept under that key; null if nothing is any more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Change(String key, byte @Nullable [] value) {}
}
