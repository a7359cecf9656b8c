/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.RecipientException;
import org.apache.camel.RuntimeCamelException;

/**
 * A recipient could not be found in time, or there are several of that name. Nothing was sent, to nobody. The message
 * lists the nearest names, or the several.
 */
public class IpmsgRecipientException extends RuntimeCamelException {
    private static final long serialVersionUID = 1L;

    IpmsgRecipientException(RecipientException cause) {
        super(cause.getMessage(), cause);
    }
}
