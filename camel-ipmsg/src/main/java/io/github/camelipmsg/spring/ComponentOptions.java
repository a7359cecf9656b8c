/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.spring;

import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.OptionNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** The names of the component's options, as the component's own description in the jar lists them. */
final class ComponentOptions {
    private static final String DESCRIPTION = "/META-INF/io/github/camelipmsg/ipmsg/ipmsg.json";
    /** Replaces all the others, so it comes first. */
    private static final String BEAN_OF_OPTIONS = "configuration";

    private ComponentOptions() {}

    static List<String> names() {
        return description().getMap("componentProperties").keySet().stream()
                .map(String.class::cast)
                .sorted(Comparator.comparing(name -> !name.equals(BEAN_OF_OPTIONS)))
                .toList();
    }

    /** What to write instead of a name that is none. */
    static String unknown(List<String> names, String given) {
        return "The ipmsg component has no such option. "
                + OptionNames.instead(given, names, ComponentProperties::property);
    }

    private static JsonObject description() {
        try (InputStream json = IpmsgComponent.class.getResourceAsStream(DESCRIPTION)) {
            if (json == null) {
                throw new IllegalStateException("The jar of camel-ipmsg lacks " + DESCRIPTION);
            }
            return (JsonObject) Jsoner.deserialize(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DeserializationException e) {
            throw new IllegalStateException("The jar of camel-ipmsg has a broken " + DESCRIPTION, e);
        }
    }
}
