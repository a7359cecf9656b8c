/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/** What the jar tells native-image names what is there. That an image runs is not shown: nothing builds one here. */
class NativeConfigurationTest {
    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final Path CONFIGURATION =
            RESOURCES.resolve(Path.of("META-INF", "native-image", "io.github.camelipmsg", "camel-ipmsg"));
    private static final Path GENERATED = Path.of("src", "generated", "resources");

    @Test
    void namesEveryClassThatCamelMakesByName() throws Exception {
        List<String> wanted = files(GENERATED.resolve("META-INF/services"))
                .flatMap(file -> read(file).lines())
                .filter(line -> line.startsWith("class="))
                .map(line -> line.substring("class=".length()))
                .toList();

        assertThat(wanted).hasSizeGreaterThan(3);
        assertThat(reflected()).containsAll(wanted).contains(MemberJson.class.getName());
    }

    @Test
    void namesWhatRoutesReadByName() throws Exception {
        assertThat(reflected()).contains(Member.class.getName(), Delivery.class.getName());
    }

    @Test
    void namesNoClassThatIsNotThere() throws Exception {
        for (String name : reflected()) {
            assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull();
        }
    }

    @Test
    void takesEveryResourceThatIsReadAtRunTime() throws Exception {
        JsonObject resources = (JsonObject) Jsoner.deserialize(read(CONFIGURATION.resolve("resource-config.json")));
        List<Pattern> taken = ((JsonArray) ((JsonObject) resources.get("resources")).get("includes"))
                .stream()
                        .map(include -> Pattern.compile(((JsonObject) include).getString("pattern")))
                        .toList();

        assertThat(Stream.concat(
                        files(GENERATED).map(GENERATED::relativize),
                        files(RESOURCES.resolve("kamelets")).map(RESOURCES::relativize)))
                .filteredOn(file -> !file.endsWith("component.properties")) // of the catalog, not of the run
                .allMatch(file -> taken.stream()
                        .anyMatch(pattern -> pattern.matcher(file.toString()).matches()));
    }

    private static List<String> reflected() throws Exception {
        JsonArray all = (JsonArray) Jsoner.deserialize(read(CONFIGURATION.resolve("reflect-config.json")));
        return all.stream().map(one -> ((JsonObject) one).getString("name")).toList();
    }

    private static Stream<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList().stream();
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
