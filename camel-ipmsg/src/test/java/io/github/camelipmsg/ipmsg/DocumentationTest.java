/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointHeaderModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointOptionModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of options and headers in README.md say what the component's catalog says. Run with {@code
 * -Dipmsg.docs.write=true} to write them anew.
 */
class DocumentationTest {
    private static final Path README = Path.of("..", "README.md");
    /** How descriptions of headers begin that a producer sets. */
    private static final String SET_AFTER = "Set after sending: ";

    private static ComponentModel catalog = new ComponentModel();

    @BeforeAll
    static void readCatalog() throws IOException {
        catalog = Catalog.read();
    }

    @ParameterizedTest
    @ValueSource(strings = {"options: node", "options: producer", "options: consumer", "headers"})
    void saysInTheReadmeWhatTheCatalogSays(String section) throws IOException {
        String readme = Files.readString(README);
        Matcher markers = Pattern.compile("(?s)<!-- " + section + " -->\n(.*?)<!-- end -->")
                .matcher(readme);
        assertThat(markers.find())
                .as("README.md has the markers of '%s'", section)
                .isTrue();
        String wanted = "\n" + tables(section) + "\n";
        if (Boolean.getBoolean("ipmsg.docs.write")) {
            Files.writeString(
                    README, readme.substring(0, markers.start(1)) + wanted + readme.substring(markers.end(1)));
        } else {
            assertThat(markers.group(1))
                    .as(
                            "'%s' in README.md; mvn -pl camel-ipmsg test -Dtest=DocumentationTest -Dipmsg.docs.write=true"
                                    + " writes it anew",
                            section)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void documentsEveryOptionOfOursInExactlyOneTable() {
        List<String> documented = Stream.of("node", "producer", "consumer")
                .flatMap(group -> options(group).stream())
                .map(BaseOptionModel::getName)
                .toList();
        assertThat(documented)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(catalog.getEndpointParameterOptions().stream()
                        .filter(option -> option.getConfigurationClass() != null)
                        .map(BaseOptionModel::getName)
                        .toList());
    }

    @Test
    void documentsEveryHeaderInExactlyOneTable() {
        assertThat(Arrays.stream(HeaderGroup.values())
                        .flatMap(DocumentationTest::headers)
                        .map(BaseOptionModel::getName))
                .doesNotHaveDuplicates()
                .hasSameSizeAs(Arrays.stream(IpmsgConstants.class.getFields()).toList())
                .hasSameSizeAs(catalog.getEndpointHeaders());
    }

    private static String tables(String section) {
        if (section.startsWith("options: ")) {
            return table(
                    List.of("option", "default", "meaning"),
                    options(section.substring("options: ".length())).stream(),
                    option -> List.of(code(option.getName()), defaultValue(option), Catalog.description(option)));
        }
        return Arrays.stream(HeaderGroup.values())
                .map(group -> "### " + group.title + "\n\n" + headerTable(group))
                .collect(Collectors.joining("\n"));
    }

    // ---- options -------------------------------------------------------------------------------------------------

    /** In the order of their declaration, which is the order in which people want to know them. */
    private static List<EndpointOptionModel> options(String group) {
        Class<?> declaring = group.equals("node") ? IpmsgNodeConfiguration.class : IpmsgConfiguration.class;
        return Arrays.stream(declaring.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class))
                .map(field -> option(field.getName()))
                .filter(option -> group.equals("node") || option.getLabel().startsWith(group))
                .toList();
    }

    private static EndpointOptionModel option(String name) {
        return catalog.getEndpointParameterOptions().stream()
                .filter(option -> option.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The catalog lacks option " + name + "; generate it anew"));
    }

    private static String defaultValue(EndpointOptionModel option) {
        return option.getDefaultValue() == null
                ? ""
                : code(option.getDefaultValue().toString());
    }

    // ---- headers -------------------------------------------------------------------------------------------------

    private enum HeaderGroup {
        READ_BY_PRODUCER("Read by a producer"),
        SET_BY_PRODUCER("Set by a producer"),
        SET_BY_CONSUMER("Set by a consumer");

        final String title;

        HeaderGroup(String title) {
            this.title = title;
        }

        boolean has(EndpointHeaderModel header) {
            boolean outcome = fullDescription(header).startsWith(SET_AFTER);
            return switch (this) {
                case READ_BY_PRODUCER -> header.getLabel().equals("producer") && !outcome;
                case SET_BY_PRODUCER -> header.getLabel().equals("producer") && outcome;
                case SET_BY_CONSUMER -> header.getLabel().equals("consumer");
            };
        }
    }

    private static Stream<EndpointHeaderModel> headers(HeaderGroup group) {
        return catalog.getEndpointHeaders().stream().filter(group::has);
    }

    private static String headerTable(HeaderGroup group) {
        return table(List.of("header", "type", "meaning"), headers(group), header -> {
            String text = fullDescription(header);
            String meaning = text.startsWith(SET_AFTER) ? text.substring(SET_AFTER.length()) : text;
            return List.of(
                    code(header.getName()),
                    code(header.getJavaType().replaceAll("\\b([a-z]+\\.)+", "")),
                    meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1));
        });
    }

    private static String fullDescription(EndpointHeaderModel header) {
        try {
            String constant = header.getConstantName();
            Field field = IpmsgConstants.class.getField(constant.substring(constant.indexOf('#') + 1));
            return field.getAnnotation(Metadata.class).description();
        } catch (NoSuchFieldException e) {
            throw new AssertionError("The catalog has a header that is no more; generate it anew", e);
        }
    }

    // ---- Markdown ------------------------------------------------------------------------------------------------

    private static <T> String table(List<String> titles, Stream<T> things, Function<T, List<String>> cells) {
        return row(titles)
                + row(titles.stream().map(title -> "---").toList())
                + things.map(cells).map(DocumentationTest::row).collect(Collectors.joining());
    }

    private static String row(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
