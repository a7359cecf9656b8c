/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a consumer can make exchanges of. */
enum ConsumerEvent {
    /** Messages that were received. */
    MESSAGES,
    /** Members that join, change or leave. */
    MEMBERS,
    /** Outcomes of what was sent. */
    DELIVERIES;

    /** @throws IllegalArgumentException if something else is in the list, or nothing at all */
    static Set<ConsumerEvent> parse(String list) {
        Set<ConsumerEvent> events = EnumSet.noneOf(ConsumerEvent.class);
        for (String item : list.split(",", -1)) {
            String name = item.strip().toUpperCase(Locale.ROOT);
            events.add(Arrays.stream(values())
                    .filter(event -> event.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("events='" + list
                            + "' must be any of MESSAGES, MEMBERS and DELIVERIES, separated by commas")));
        }
        return events;
    }
}
