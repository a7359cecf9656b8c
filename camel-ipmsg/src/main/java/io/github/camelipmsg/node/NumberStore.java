/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;
import java.time.Instant;

/** Remembers, across crash and restart, up to which position one identity may have used its packet numbers. May block. */
interface NumberStore {
    /**
     * What may have been used.
     *
     * @param position the highest that may have been used, see {@link PacketNumbers}; 0 if nothing is known
     * @param at when that was written
     */
    record Reservation(long position, Instant at) {
        static final Reservation NONE = new Reservation(0, Instant.EPOCH);
    }

    /** The last reservation. */
    Reservation reserved() throws IOException;

    /** Returns only when it would survive a crash. */
    void reserve(Reservation reservation) throws IOException;
}
