/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Several recipients in one text: separated by commas, in double quotes where a name has a comma. */
final class RecipientList {
    private static final Pattern PREFIX = Pattern.compile("[a-z]+:");

    private RecipientList() {}

    /**
     * Reads an option.
     *
     * @return empty if it is not set
     * @throws IllegalArgumentException if it is no list of recipients, or names nobody
     */
    static List<Recipient> ofOption(String name, @Nullable String text, int defaultPort) {
        if (text == null) {
            return List.of();
        }
        List<Recipient> recipients;
        try {
            recipients = split(text).stream()
                    .map(form -> Recipient.parse(form, defaultPort))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException(name + "='" + text + "' names nobody; " + Recipient.FORMS);
        }
        return recipients;
    }

    /**
     * Whether they can be asked something: one who is one.
     *
     * @param recipients not empty
     */
    static boolean isOne(List<Recipient> recipients) {
        Recipient first = recipients.get(0);
        return recipients.size() == 1
                && !(first instanceof Recipient.Broadcast)
                && !(first instanceof Recipient.Named named && named.meansSeveral());
    }

    /** @throws IllegalArgumentException if a quote is not closed */
    static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || (text.charAt(i) == ',' && !quoted)) {
                String item = text.substring(begin, i).strip();
                if (!item.isEmpty()) {
                    items.add(unquoted(item, text));
                }
                begin = i + 1;
            } else if (text.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        if (quoted) {
            throw unreadable(text);
        }
        return items;
    }

    /** Quotes around a name, with or without a prefix, are no part of it; those within a name are. */
    private static String unquoted(String item, String text) {
        int open = item.indexOf('"');
        String prefix = open < 0 ? "" : item.substring(0, open).strip();
        if (open < 0 || !(prefix.isEmpty() || PREFIX.matcher(prefix).matches())) {
            return item;
        }
        int close = closingQuote(item, open);
        String rest = item.substring(close + 1);
        if (!rest.isEmpty() && !(prefix.equals("user:") && rest.startsWith("@"))) {
            throw unreadable(text);
        }
        return prefix + item.substring(open + 1, close).replace("\"\"", "\"") + rest;
    }

    /** The first quote after {@code open} that is not doubled: there is one, because their number is even. */
    private static int closingQuote(String item, int open) {
        int quote = item.indexOf('"', open + 1);
        while (item.startsWith("\"\"", quote)) {
            quote = item.indexOf('"', quote + 2);
        }
        return quote;
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("'" + text
                + "' is not a list of recipients: close the double quote, and separate recipients by commas");
    }
}
