/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Duration;

/** Says durations as people do who read what became of a message. Stateless. */
final class InWords {
    private InWords() {}

    /**
     * Such as {@code 15 s}, {@code 7 d} or {@code 1 h 30 min}; parts of milliseconds are left out.
     *
     * @param duration not negative
     */
    static String of(Duration duration) {
        StringBuilder words = new StringBuilder();
        append(words, duration.toDaysPart(), "d");
        append(words, duration.toHoursPart(), "h");
        append(words, duration.toMinutesPart(), "min");
        append(words, duration.toSecondsPart(), "s");
        append(words, duration.toMillisPart(), "ms");
        return words.isEmpty() ? "0 s" : words.toString();
    }

    private static void append(StringBuilder words, long count, String unit) {
        if (count > 0) {
            words.append(words.isEmpty() ? "" : " ").append(count).append(' ').append(unit);
        }
    }
}
