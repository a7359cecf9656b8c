/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assumptions.assumeThat;

import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;

/** The routes of the pages that are not Java: files that each test loads as an application would. */
final class ExampleRoutes {
    private ExampleRoutes() {}

    /** Skips the test where .ci/matrix could not get that language for its Camel. */
    static void load(CamelContext context, String file) throws Exception {
        assumeThat(System.getProperty("ipmsg.test.without", "nothing").split(","))
                .as("languages that .ci/matrix could not get for this Camel")
                .noneMatch(file::endsWith);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource("classpath:examples/" + file));
    }
}
