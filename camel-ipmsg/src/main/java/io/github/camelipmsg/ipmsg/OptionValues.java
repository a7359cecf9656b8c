/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.EndpointHelper;

/** What options may be set to, for the errors of those who have set one to something else. Stateless. */
public final class OptionValues {
    /** Camel takes other units for nothing, so that {@code 5x} would be 0. */
    private static final Pattern DURATION = Pattern.compile(
            "-?P.+|-?[0-9]+|(?=[0-9])(?:[0-9]{1,9}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m)?(?:[0-9]{1,9}s)?(?:[0-9]{1,9}ms)?");

    private OptionValues() {}

    /**
     * Looks at a value before Camel sets it: Camel reads whole numbers as durations first, and so anything at all as 0.
     *
     * @param type of the option
     * @param value may hold property placeholders; references to beans are not looked at
     * @throws IllegalArgumentException if it cannot be used; the message is {@link #mustBe}
     */
    public static void check(CamelContext context, Class<?> type, String value) {
        if (EndpointHelper.isReferenceParameter(value)) {
            return;
        }
        String text = context.resolvePropertyPlaceholders(value).strip();
        if (!EndpointHelper.isReferenceParameter(text) && !isUsable(context, type, text)) {
            throw new IllegalArgumentException(mustBe(type));
        }
    }

    /**
     * As {@link #check(CamelContext, Class, String)}, and the message names the option.
     *
     * @param where it is set, such as {@code in ipmsg://bot}
     */
    static void check(CamelContext context, Class<?> type, String option, String value, String where) {
        try {
            check(context, type, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    option + "=" + value + " " + where + " cannot be used. " + e.getMessage(), e);
        }
    }

    /** Whether that text, in which nothing is resolved, is a value of that type. */
    static boolean isUsable(CamelContext context, Class<?> type, String text) {
        if (isInteger(type)) {
            return text.matches("[+-]?[0-9]{1,10}") && Long.parseLong(text) == (int) Long.parseLong(text);
        }
        if (isBoolean(type)) {
            return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        }
        if (type == Duration.class) {
            return DURATION.matcher(text).matches() && converts(context, type, text);
        }
        return type == String.class || converts(context, type, text);
    }

    private static boolean converts(CamelContext context, Class<?> type, String text) {
        try {
            return context.getTypeConverter().tryConvertTo(type, text) != null;
        } catch (TypeConversionException e) {
            return false;
        }
    }

    /** A sentence that says what options of that type can be set to. */
    public static String mustBe(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "It must be one of ", "."));
        }
        if (isBoolean(type)) {
            return "It must be true or false.";
        }
        if (type == Duration.class) {
            return "It must be a duration, such as 30s or 5m.";
        }
        if (isInteger(type) || type == Long.class) {
            return "It must be a whole number.";
        }
        return "It must be #bean: and the name of a bean of type " + type.getSimpleName() + ".";
    }

    private static boolean isInteger(Class<?> type) {
        return type == int.class || type == Integer.class;
    }

    private static boolean isBoolean(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }
}
