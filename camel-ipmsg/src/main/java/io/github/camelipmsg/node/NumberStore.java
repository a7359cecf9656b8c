/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.io.IOException;

/** Remembers, across crash and restart, up to which packet number one identity may have used them. May block. */
interface NumberStore {
    /** The highest number that may have been used, 0 if nothing is known. */
    long reserved() throws IOException;

    /** Returns only when {@code upTo} would survive a crash. */
    void reserve(long upTo) throws IOException;
}
