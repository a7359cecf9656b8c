/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.ipmsg.Catalog;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.ComponentOptionModel;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an IDE completes in {@code application.properties} is what the component's catalog says. Run with {@code
 * -Dipmsg.docs.write=true} to write it anew.
 */
class SpringMetadataDocumentationTest {
    private static final Path METADATA =
            Path.of("src", "main", "resources", "META-INF", "spring-configuration-metadata.json");
    private static final Map<String, String> BOXED =
            Map.of("boolean", "java.lang.Boolean", "int", "java.lang.Integer", "long", "java.lang.Long");

    @Test
    void tellsIdesWhatTheCatalogSays() throws IOException {
        String wanted = Jsoner.prettyPrint(metadata(Catalog.read()).toJson(), 2) + "\n";
        if (Boolean.getBoolean("ipmsg.docs.write")) {
            Files.writeString(METADATA, wanted);
        } else {
            assertThat(METADATA)
                    .as("mvn -pl camel-ipmsg test -Dtest=SpringMetadataDocumentationTest -Dipmsg.docs.write=true"
                            + " writes it anew")
                    .hasContent(wanted);
        }
    }

    @Test
    void hasEveryOptionThatIsReadAndNoOther() throws IOException {
        assertThat(Catalog.read().getComponentOptions())
                .extracting(ComponentOptionModel::getName)
                .containsExactlyInAnyOrderElementsOf(ComponentOptions.names());
    }

    private static JsonObject metadata(ComponentModel catalog) {
        JsonArray properties = new JsonArray();
        JsonArray hints = new JsonArray();
        properties.add(enabled());
        for (ComponentOptionModel option : catalog.getComponentOptions()) {
            properties.add(property(option));
            List<String> values = Catalog.values(option);
            if (!values.isEmpty()) {
                hints.add(hint(option, values));
            }
        }
        JsonObject metadata = new JsonObject();
        metadata.put("groups", new JsonArray(List.of(group(catalog))));
        metadata.put("properties", properties);
        metadata.put("hints", hints);
        return metadata;
    }

    private static JsonObject group(ComponentModel catalog) {
        JsonObject group = new JsonObject();
        group.put("name", ComponentProperties.PREFIX);
        group.put("type", IpmsgComponent.class.getName());
        group.put("description", catalog.getDescription());
        return group;
    }

    private static JsonObject enabled() {
        return property(
                ComponentProperties.ENABLED,
                "java.lang.Boolean",
                "Whether the other properties here are given to the ipmsg component.",
                true);
    }

    private static JsonObject property(ComponentOptionModel option) {
        return property(
                option.getName(),
                BOXED.getOrDefault(option.getJavaType(), option.getJavaType()),
                Catalog.description(option),
                option.getDefaultValue());
    }

    private static JsonObject property(String name, String type, String description, @Nullable Object defaultValue) {
        JsonObject property = new JsonObject();
        property.put("name", ComponentProperties.property(name));
        property.put("type", type);
        property.put("description", description);
        if (defaultValue != null) {
            property.put("defaultValue", defaultValue);
        }
        return property;
    }

    private static JsonObject hint(ComponentOptionModel option, List<String> values) {
        List<JsonObject> all = new ArrayList<>();
        for (String value : values) {
            JsonObject one = new JsonObject();
            one.put("value", value);
            all.add(one);
        }
        JsonObject hint = new JsonObject();
        hint.put("name", ComponentProperties.property(option.getName()));
        hint.put("values", new JsonArray(all));
        return hint;
    }
}
