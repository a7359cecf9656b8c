/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The examples in docs/ are the code of tests, every option and header has one, and every test that a page names exists.
 * Run with {@code -Dipmsg.docs.write=true} to write the examples anew.
 */
class ExamplesDocumentationTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path TEST_KIT = Path.of("test-junit5", "src", "test", "java");
    private static final Pattern TAG = Pattern.compile("(?s)\\n *// tag::([a-z-]+)\\[]\\n(.*?)\\n *// end::\\1\\[]");
    /** The same in whole applications, whose files begin with their licence. */
    private static final Pattern APPLICATION_TAG = Pattern.compile(
            "(?s)\\n *(?://|#|<!--) tag::([a-z-]+)\\[](?: -->)?\\n(.*?)\\n *(?://|#|<!--) end::\\1\\[]");

    private static final Path APPLICATIONS = Path.of("..", "examples");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<!-- example: ([a-z-]+) -->\n(.*?)<!-- end -->");
    private static final Pattern TEST_NAME =
            Pattern.compile("`([A-Z][A-Za-z]*(?:Test|Properties))(?:\\.([a-z][A-Za-z0-9]*))?`");

    private static List<Path> files(Path root, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    /** By name: the code between its marks, as it stands in a page. */
    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new TreeMap<>();
        List<Path> tests = new ArrayList<>(files(TESTS, "ExamplesTest.java"));
        tests.addAll(files(TEST_KIT, "RouteTest.java"));
        for (Path file : tests) {
            Matcher tags = TAG.matcher(Files.readString(file));
            while (tags.find()) {
                examples.put(tags.group(1), "\n```java\n" + tags.group(2).stripIndent() + "\n```\n\n");
            }
        }
        for (String language : List.of("properties", "yaml", "xml")) {
            for (Path file : files(Path.of("src", "test", "resources", "examples"), "." + language)) {
                String name = file.getFileName().toString().replace("." + language, "");
                examples.put(
                        name, "\n```" + language + "\n" + Files.readString(file).strip() + "\n```\n\n");
            }
        }
        for (String language : List.of("java", "properties", "xml", "yaml")) {
            for (Path file : files(APPLICATIONS, "." + language)) {
                if (!file.toString().contains("target")) {
                    Matcher tags = APPLICATION_TAG.matcher(Files.readString(file));
                    while (tags.find()) {
                        String code = withValues(file, tags.group(2).stripIndent());
                        examples.put(tags.group(1), "\n```" + language + "\n" + code + "\n```\n\n");
                    }
                }
            }
        }
        return examples;
    }

    /** Properties of Maven mean nothing to a reader. */
    private static String withValues(Path file, String code) throws IOException {
        String poms =
                file.endsWith("pom.xml") ? Files.readString(file) + Files.readString(Path.of("..", "pom.xml")) : "";
        return Pattern.compile("\\$\\{([a-z.-]+)}").matcher(code).replaceAll(match -> {
            String name = match.group(1).equals("project.version") ? "version" : match.group(1);
            Matcher value = Pattern.compile("<" + name + ">(.*?)</").matcher(poms);
            return Matcher.quoteReplacement(value.find() ? value.group(1) : match.group());
        });
    }

    @Test
    void everyExampleStandsInAPageAsItWasRun() throws IOException {
        Map<String, String> examples = examples();
        List<String> shown = new ArrayList<>();
        for (Path page : files(DOCS, ".md")) {
            String text = Files.readString(page);
            String fresh = EXAMPLE.matcher(text).replaceAll(match -> {
                shown.add(match.group(1));
                String code = Objects.requireNonNull(examples.get(match.group(1)), match.group(1));
                return Matcher.quoteReplacement("<!-- example: " + match.group(1) + " -->\n" + code + "<!-- end -->");
            });
            if (Boolean.getBoolean("ipmsg.docs.write")) {
                Files.writeString(page, fresh);
            } else {
                assertThat(text)
                        .as(
                                "the examples in %s; mvn -pl camel-ipmsg test -Dtest=ExamplesDocumentationTest"
                                        + " -Dipmsg.docs.write=true writes them anew",
                                page)
                        .isEqualTo(fresh);
            }
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(examples.keySet());
    }

    @Test
    void everyOptionAndHeaderHasAnExample() throws IOException {
        String all = String.join("\n", examples().values());
        ComponentModel catalog = Catalog.read();
        Stream<String> options = catalog.getEndpointParameterOptions().stream()
                .filter(option -> option.getConfigurationClass() != null)
                .map(BaseOptionModel::getName);
        Stream<String> headers = catalog.getEndpointHeaders().stream().map(BaseOptionModel::getName);
        assertThat(Stream.concat(options, headers)
                        .filter(name -> !Pattern.compile("\\b" + name + "\\b")
                                .matcher(all)
                                .find()))
                .as("options and headers without an example; write one in a class *ExamplesTest, between tags")
                .isEmpty();
    }

    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        List<Path> pages = new ArrayList<>(files(DOCS, ".md"));
        pages.add(Path.of("..", "README.md"));
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path page : pages) {
            Matcher names = TEST_NAME.matcher(Files.readString(page));
            while (names.find()) {
                named++;
                if (!exists(names.group(1), names.group(2))) {
                    missing.add(page + " names " + names.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(50);
    }

    private static boolean exists(String type, @Nullable String method) {
        return Stream.of(TESTS, TEST_KIT, Path.of("..", "examples"))
                .flatMap(root -> filesOf(root, type + ".java").stream())
                .anyMatch(file -> file.getFileName().toString().equals(type + ".java")
                        && (method == null || read(file).contains(" void " + method + "(")));
    }

    private static List<Path> filesOf(Path root, String suffix) {
        try {
            return files(root, suffix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
