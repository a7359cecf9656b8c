/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Something that JUnit does when a store is closed: before 5.13 it knows it by the one type, from then on by the other, and
 * warns of what is only of the first.
 */
@SuppressWarnings("deprecation") // the only one that earlier versions know
record ClosedByJUnit(Runnable closing) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
