/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One line of figures a minute, and the judgement whether any of them grows. */
final class SoakTable {
    private static final double TOLERANCE = 1.10;
    /** So much is no growth, whatever it is in percent. */
    private static final long NOISE = 25;

    private final List<Map<String, Long>> lines = new ArrayList<>();

    /** @param figures those that must stay flat, in the order of their columns */
    void add(Map<String, Long> figures, String remark) {
        if (lines.isEmpty()) {
            print("minute", figures.keySet(), remark.isEmpty() ? "" : "remarks");
        }
        lines.add(new LinkedHashMap<>(figures));
        print(Integer.toString(lines.size()), figures.values(), remark);
    }

    private static void print(String first, Iterable<?> cells, String last) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%7s", first));
        cells.forEach(cell -> line.append(String.format(Locale.ROOT, "%10s", cell)));
        System.out.println(line.append("  ").append(last));
    }

    /** Compares the mean of the last third of the lines with that of the first. */
    List<String> growing() {
        int third = Math.max(1, lines.size() / 3);
        List<String> growing = new ArrayList<>();
        for (String figure : lines.get(0).keySet()) {
            double first = mean(figure, lines.subList(0, third));
            double last = mean(figure, lines.subList(lines.size() - third, lines.size()));
            System.out.println(
                    String.format(Locale.ROOT, "%12s  first third %,12.1f  last third %,12.1f", figure, first, last));
            if (last > first * TOLERANCE + NOISE) {
                growing.add(figure);
            }
        }
        return growing;
    }

    private static double mean(String figure, List<Map<String, Long>> lines) {
        return lines.stream()
                .mapToLong(line -> line.getOrDefault(figure, 0L))
                .average()
                .orElseThrow();
    }
}
