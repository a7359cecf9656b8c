/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Hundreds of nodes come and go, and thousands of messages are lost: nobody wants to read of each. */
final class QuietLogs implements BeforeAllCallback, AfterAllCallback {
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.github.camelipmsg");
    private static final Logger CAMEL = (Logger) LoggerFactory.getLogger("org.apache.camel");

    static void begin() {
        OURS.setLevel(Level.ERROR);
        CAMEL.setLevel(Level.ERROR);
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        begin();
    }

    @Override
    public void afterAll(ExtensionContext test) {
        OURS.setLevel(Level.INFO);
        CAMEL.setLevel(null);
    }
}
