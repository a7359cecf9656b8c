/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import java.util.List;

/** The rules for the parts of a packet that NULs separate. */
final class Sections {
    private Sections() {}

    /** The sections without empty ones at the end, which the wire cannot tell from padding. */
    static List<Octets> checked(List<Octets> sections) {
        sections.forEach(Sections::check);
        int end = sections.size();
        while (end > 0 && sections.get(end - 1).isEmpty()) {
            end--;
        }
        return List.copyOf(sections.subList(0, end));
    }

    /** @throws IllegalArgumentException if there is a NUL in it */
    static void check(Octets section) {
        if (section.contains('\0')) {
            throw new IllegalArgumentException("A section cannot contain NUL");
        }
    }
}
