/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.camelrun;

import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The {@code camel} command, as JBang would start it. */
final class CamelCommand {
    private CamelCommand() {}

    public static void main(String[] args) {
        CamelJBangMain.run(args);
    }
}
