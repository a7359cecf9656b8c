/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets are what a cluster and Camel take: the definition of the Kamelet resource, and the schema of YAML routes. */
class KameletSchemaTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern USED = Pattern.compile("\\{\\{\\??([A-Za-z]+)}}");

    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink", "ipmsg-members-source"})
    void isAKameletOfACluster(String name) throws IOException {
        JsonNode crd = YAML.readTree(resource("camel.apache.org_kamelets.yaml"));
        JsonNode schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
        closed(schema);

        assertThat(validate(schema, VersionFlag.V4, kamelet(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink", "ipmsg-members-source"})
    void hasARouteThatYamlCanSay(String name) throws IOException {
        JsonNode schema = JSON.readTree(resource("schema/camelYamlDsl.json"));
        ObjectNode from = JSON.createObjectNode();
        from.set("from", kamelet(name).at("/spec/template/from"));

        assertThat(validate(schema, VersionFlag.V4, JSON.createArrayNode().add(from)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink", "ipmsg-members-source"})
    void passesEveryPropertyOnToAnOptionOfTheComponent(String name) throws IOException {
        JsonNode kamelet = kamelet(name);
        JsonNode route = kamelet.at("/spec/template/from");
        JsonNode options = JSON.readTree(resource("META-INF/io/github/camelipmsg/ipmsg/ipmsg.json"))
                .get("properties");
        List<String> used = new ArrayList<>();
        Matcher references = USED.matcher(route.toString());
        while (references.find()) {
            used.add(references.group(1));
        }

        assertThat(used)
                .filteredOn(property -> !property.equals("memberJson"))
                .containsExactlyInAnyOrderElementsOf(names(kamelet.at("/spec/definition/properties")));
        assertThat(route.findValue("parameters").fieldNames()).toIterable().allMatch(options::has);
        assertThat(kamelet.at("/metadata/name").asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink", "ipmsg-members-source"})
    void hasAPictureForDesigners(String name) throws Exception {
        String icon = kamelet(name)
                .at("/metadata/annotations")
                .get("camel.apache.org/kamelet.icon")
                .asText();
        String inside = "data:image/svg+xml;base64,";
        byte[] picture = Base64.getDecoder().decode(icon.substring(inside.length()));

        assertThat(icon).startsWith(inside);
        assertThat(DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(picture))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    /** Camel takes a variable such as PORT or USERNAME for a property of that name that has no value. */
    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink", "ipmsg-members-source"})
    void whatHasNoDefaultIsCalledAsNothingElseIs(String name) throws IOException {
        JsonNode properties = kamelet(name).at("/spec/definition/properties");
        assertThat(names(properties))
                .allMatch(property ->
                        properties.get(property).has("default") || property.matches("node[A-Z].*|onlyFrom|sendTo"));
    }

    /** Camel would ignore a wrong one in silence. */
    @Test
    void thePageNamesForAClusterWhatAKameletHas() throws IOException {
        String page = Files.readString(Path.of("docs", "runtimes.md"));
        String section = page.substring(page.indexOf("## Camel K"), page.indexOf("## One jar"));
        List<String> named = Pattern.compile("`([a-z][A-Za-z]*)(?:=[A-Z]+)?`")
                .matcher(section)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.equals("kamelets"))
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(3)
                .isSubsetOf(names(kamelet("ipmsg-source").at("/spec/definition/properties")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink"})
    void hasTheDefaultsAndChoicesOfTheComponent(String name) throws IOException {
        JsonNode kamelet = kamelet(name);
        JsonNode options = JSON.readTree(resource("META-INF/io/github/camelipmsg/ipmsg/ipmsg.json"))
                .get("properties");
        JsonNode parameters = kamelet.at("/spec/template/from").findValue("parameters");
        int defaults = 0;
        for (String option : names(parameters)) {
            Matcher reference = USED.matcher(parameters.get(option).asText());
            assertThat(reference.matches()).as(option).isTrue();
            JsonNode property = kamelet.at("/spec/definition/properties").get(reference.group(1));
            assertThat(property.path("enum")).as("choices of " + option).isEqualTo(options.at("/" + option + "/enum"));
            if (property.has("default")
                    && options.get(option).has("defaultValue")
                    && !option.equals("failOnUnconfirmed")) {
                assertThat(property.get("default").asText())
                        .as("default of " + option)
                        .isEqualTo(options.at("/" + option + "/defaultValue").asText());
                defaults++;
            }
        }
        assertThat(defaults).isGreaterThanOrEqualTo(3);
    }

    /** A Kamelet fetches the jar that it is in. */
    @ParameterizedTest
    @ValueSource(strings = {"ipmsg-source", "ipmsg-sink", "ipmsg-members-source"})
    void namesThisVersionOfTheComponent(String name) throws IOException {
        assertThat(kamelet(name).at("/spec/dependencies"))
                .extracting(JsonNode::asText)
                .contains(
                        "mvn:io.github.camelipmsg:camel-ipmsg:" + Catalog.read().getVersion());
    }

    @Test
    void theCheckFindsAMisspelledField() throws IOException {
        JsonNode schema =
                YAML.readTree(resource("camel.apache.org_kamelets.yaml")).at("/spec/versions/0/schema/openAPIV3Schema");
        closed(schema);
        ObjectNode kamelet = (ObjectNode) kamelet("ipmsg-source");
        ((ObjectNode) kamelet.get("spec")).put("dependences", "none");

        assertThat(validate(schema, VersionFlag.V4, kamelet))
                .singleElement()
                .asString()
                .contains("dependences");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A cluster drops the fields that it does not know in silence. */
    private static void closed(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && object.path("properties").size() > 0
                && !object.has("additionalProperties")
                && !object.has("x-kubernetes-preserve-unknown-fields")) {
            object.put("additionalProperties", false);
        }
        schema.forEach(KameletSchemaTest::closed);
    }

    private static Set<String> validate(JsonNode schema, VersionFlag version, JsonNode document) {
        JsonSchema validator = JsonSchemaFactory.getInstance(version).getSchema(schema);
        return validator.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    private static JsonNode kamelet(String name) throws IOException {
        return YAML.readTree(resource("kamelets/" + name + ".kamelet.yaml"));
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = KameletSchemaTest.class.getClassLoader().getResourceAsStream(path)) {
            assertThat(in).as(path).isNotNull();
            return in.readAllBytes();
        }
    }
}
