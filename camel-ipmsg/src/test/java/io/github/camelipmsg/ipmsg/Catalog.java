/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;

/** What Camel's catalog says of the component. */
public final class Catalog {
    private static final String PATH = "META-INF/io/github/camelipmsg/ipmsg/ipmsg.json";

    private Catalog() {}

    public static ComponentModel read() throws IOException {
        try (InputStream json = Catalog.class.getClassLoader().getResourceAsStream(PATH)) {
            if (json == null) {
                throw new AssertionError("There is no " + PATH + "; generate it");
            }
            return JsonMapper.generateComponentModel(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /**
     * What an option means. From the annotations where they are ours: Camel's generator drops back quotes and brackets, and
     * so half an address.
     */
    public static String description(BaseOptionModel option) {
        return Stream.of(IpmsgNodeConfiguration.class, IpmsgConfiguration.class, IpmsgComponent.class)
                .flatMap(bean -> Arrays.stream(bean.getDeclaredFields()))
                .filter(field -> field.getName().equals(option.getName()))
                .flatMap(Catalog::description)
                .findFirst()
                .orElse(option.getDescription());
    }

    private static Stream<String> description(Field field) {
        return Stream.concat(
                Stream.of(field.getAnnotationsByType(UriParam.class)).map(UriParam::description),
                Stream.of(field.getAnnotationsByType(Metadata.class)).map(Metadata::description));
    }

    /** What an option can be, empty if it may be anything. */
    public static List<String> values(BaseOptionModel option) {
        if (option.getName().equals("events")) { // a list of them, so a String to Camel
            return Arrays.stream(ConsumerEvent.values()).map(Enum::name).toList();
        }
        return option.getEnums() == null ? List.of() : option.getEnums();
    }
}
