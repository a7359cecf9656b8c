/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.JaroWinklerDistance;

/** How options are called, for the errors of those who have called one otherwise. Stateless. */
public final class OptionNames {
    /** Beyond it a likeness is chance: {@code recipients} is no misspelt {@code events}. */
    private static final double ALIKE = 0.19;

    private OptionNames() {}

    /**
     * A sentence that says what to write: the name that was meant, or all that there are.
     *
     * @param names not empty
     * @param written how a name is written where it was given
     */
    public static String instead(String given, Collection<String> names, UnaryOperator<String> written) {
        String nearest = names.stream()
                .min(Comparator.comparing((String name) -> distance(name, given))
                        .thenComparing(name -> name))
                .orElseThrow();
        return distance(nearest, given) < ALIKE
                ? "The nearest is " + written.apply(nearest) + "."
                : names.stream().sorted().map(written).collect(Collectors.joining(", ", "Its options are ", "."));
    }

    /** Whether they differ in letter case and dashes alone, as Camel and Spring Boot allow. */
    public static boolean same(String one, String other) {
        return uniform(one).equals(uniform(other));
    }

    private static double distance(String one, String other) {
        return new JaroWinklerDistance().apply(uniform(one), uniform(other));
    }

    private static String uniform(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
