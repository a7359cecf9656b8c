/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** A JSON object of {@code src/test/resources/vectors} or {@code captures}. */
public record Fixture(Map<?, ?> fields) {
    public static final Charset CP932 = Charset.forName("windows-31j");

    public static Fixture file(String path) {
        try (InputStream in = Objects.requireNonNull(Fixture.class.getResourceAsStream("/" + path), path)) {
            return new Fixture((Map<?, ?>) Jsoner.deserialize(new InputStreamReader(in, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DeserializationException e) {
            throw new IllegalStateException(path, e);
        }
    }

    public static Stream<Fixture> vectors(String group) {
        return file("vectors/" + group + ".json").list("vectors");
    }

    /** A test for each vector of a group with one of those operations, named by its id. */
    public static Stream<DynamicTest> tests(String group, List<String> operations, ThrowingConsumer<Fixture> test) {
        return vectors(group)
                .filter(vector -> operations.contains(vector.text("op")))
                .map(vector ->
                        dynamicTest(vector.text("id") + " " + vector.textOr("desc", ""), () -> test.accept(vector)));
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public String text(String name) {
        return (String) Objects.requireNonNull(fields.get(name), name);
    }

    public String textOr(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    public long number(String name) {
        return ((Number) Objects.requireNonNull(fields.get(name), name)).longValue();
    }

    public boolean flag(String name) {
        return (Boolean) Objects.requireNonNull(fields.get(name), name);
    }

    public byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name));
    }

    public Fixture object(String name) {
        return new Fixture((Map<?, ?>) Objects.requireNonNull(fields.get(name), name));
    }

    public Stream<Fixture> list(String name) {
        return elements(name).map(element -> new Fixture((Map<?, ?>) element));
    }

    public List<String> texts(String name) {
        return elements(name).map(String.class::cast).toList();
    }

    public CommandWord command() {
        return new CommandWord((int) number("command"));
    }

    public Identity identity() {
        return new Identity(text("user"), text("host"));
    }

    /** The charset that a vector names, in the vectors' own spelling. */
    public static Charset charset(String name) {
        return name.equals("CP932") ? CP932 : Charset.forName(name);
    }

    private Stream<?> elements(String name) {
        return ((Collection<?>) Objects.requireNonNull(fields.get(name), name)).stream();
    }
}
