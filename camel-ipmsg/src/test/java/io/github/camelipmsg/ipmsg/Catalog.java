/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.JsonMapper;

/** What Camel's catalog says of the component. */
final class Catalog {
    private static final String PATH = "META-INF/io/github/camelipmsg/ipmsg/ipmsg.json";

    private Catalog() {}

    static ComponentModel read() throws IOException {
        try (InputStream json = Catalog.class.getClassLoader().getResourceAsStream(PATH)) {
            if (json == null) {
                throw new AssertionError("There is no " + PATH + "; generate it");
            }
            return JsonMapper.generateComponentModel(new String(json.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
