/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference page says of options and headers what the component's catalog says. Run with {@code
 * -Dipmsg.docs.write=true} to write its tables anew.
 */
class DocumentationTest {
    private static final Path PAGE = Path.of("docs", "ipmsg-component.md");

    private static CatalogTables tables = new CatalogTables(new ComponentModel());

    @BeforeAll
    static void readCatalog() throws IOException {
        tables = new CatalogTables(Catalog.read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "facts",
                "coordinates",
                "syntax",
                "options: component",
                "options: path",
                "options: endpoint",
                "headers"
            })
    void saysWhatTheCatalogSays(String section) throws IOException {
        String page = Files.readString(PAGE);
        Matcher markers = Pattern.compile("(?s)<!-- " + section + " -->\n(.*?)<!-- end -->")
                .matcher(page);
        assertThat(markers.find())
                .as("%s has the markers of '%s'", PAGE, section)
                .isTrue();
        String wanted = "\n" + tables.section(section) + "\n";
        if (Boolean.getBoolean("ipmsg.docs.write")) {
            Files.writeString(PAGE, page.substring(0, markers.start(1)) + wanted + page.substring(markers.end(1)));
        } else {
            assertThat(markers.group(1))
                    .as(
                            "'%s' in %s; mvn -pl camel-ipmsg test -Dtest=DocumentationTest -Dipmsg.docs.write=true"
                                    + " writes it anew",
                            section, PAGE)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void documentsEveryEndpointOptionInExactlyOneTable() {
        List<String> documented = CatalogTables.groupNames()
                .flatMap(group -> tables.options(group).stream())
                .map(BaseOptionModel::getName)
                .toList();
        assertThat(documented)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(tables.catalog().getEndpointParameterOptions().stream()
                        .map(BaseOptionModel::getName)
                        .toList());
    }

    @Test
    void namesEveryComponentOption() {
        String section = tables.section("options: component");
        assertThat(tables.catalog().getComponentOptions())
                .isNotEmpty()
                .allSatisfy(option -> assertThat(section).containsPattern("(</a>|\\[)`" + option.getName() + "`"));
    }

    @Test
    void documentsEveryHeaderInExactlyOneTable() {
        assertThat(Arrays.stream(CatalogTables.Direction.values())
                        .flatMap(tables::headers)
                        .map(BaseOptionModel::getName))
                .doesNotHaveDuplicates()
                .hasSameSizeAs(Arrays.stream(IpmsgConstants.class.getFields()).toList())
                .hasSameSizeAs(tables.catalog().getEndpointHeaders());
    }
}
