/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** The node stopped while a name was waited for: that says nothing about the name, and nothing was sent. */
final class NodeStoppedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NodeStoppedException(String message) {
        super(message);
    }
}
