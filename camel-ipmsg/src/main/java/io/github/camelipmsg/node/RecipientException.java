/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** A recipient who could not be found, or of whom there are several; nothing was sent. The message says what to do. */
public final class RecipientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecipientException(String message) {
        super(message);
    }
}
