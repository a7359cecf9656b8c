/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Several recipients in one text: separated by commas, in double quotes where a name has a comma. */
final class RecipientList {
    private static final Pattern ITEM = Pattern.compile(
            "\\G\\s*(?:(?<prefix>[a-z]+:)?\\s*\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<plain>[^,\"][^,]*)|)\\s*(?:,|\\z)");

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
        List<Recipient> recipients = split(text).stream()
                .map(form -> Recipient.parse(form, defaultPort))
                .toList();
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException(name + "='" + text + "' names nobody; " + Recipient.FORMS);
        }
        return recipients;
    }

    /** @throws IllegalArgumentException if a quote is not closed */
    static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        Matcher item = ITEM.matcher(text);
        int end = 0;
        while (end < text.length() && item.find(end) && item.start() == end) {
            if (item.group("quoted") != null) {
                String prefix = item.group("prefix");
                String name = item.group("quoted").replace("\"\"", "\"");
                items.add(prefix == null ? name : prefix + name);
            } else if (item.group("plain") != null) {
                items.add(item.group("plain").strip());
            }
            end = item.end();
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a list of recipients: close the double quote, and separate recipients by commas");
        }
        return items;
    }
}
