/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Japanese pages have the code, the commands, the options and the statuses of the English ones, in the same order of
 * sections, and each links to the other. What their sentences say no test can hold.
 */
class TranslationDocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ ");

    private static final String README = "../README";
    private static final String TROUBLESHOOTING = "docs/troubleshooting";

    @ParameterizedTest
    @CsvSource({README, TROUBLESHOOTING})
    void hasTheSameCodeAndCommands(String page) throws IOException {
        String english = part(page, Files.readString(Path.of(page + ".md")));
        String japanese = part(page, Files.readString(Path.of(page + ".ja.md")));

        assertThat(found(BLOCK, japanese)).as("blocks of code").isEqualTo(found(BLOCK, english));
        assertThat(spans(japanese)).as("code in sentences").isEqualTo(spans(english));
        assertThat(found(HEADING, japanese)).as("levels of headings").isEqualTo(found(HEADING, english));
    }

    @ParameterizedTest
    @CsvSource({README, TROUBLESHOOTING})
    void eachLinksToTheOther(String page) throws IOException {
        Path english = Path.of(page + ".md");
        Path japanese = Path.of(page + ".ja.md");
        assertThat(Files.readString(english)).contains("](" + japanese.getFileName() + ")");
        assertThat(Files.readString(japanese)).contains("](" + english.getFileName() + ")");
    }

    /** The table of proofs is in English alone. */
    private static String part(String page, String text) {
        return page.equals(README)
                ? text.replaceAll("(?ms)^## (?:What works, and what proves it|動作と証明|日本語|English)\\n.*?(?=^## )", "")
                : text;
    }

    private static Set<String> spans(String page) {
        Set<String> spans = new TreeSet<>();
        Matcher matcher = SPAN.matcher(BLOCK.matcher(page).replaceAll(""));
        while (matcher.find()) {
            spans.add(matcher.group(1));
        }
        return spans;
    }

    private static List<String> found(Pattern pattern, String page) {
        return pattern.matcher(page).results().map(match -> match.group()).toList();
    }
}
