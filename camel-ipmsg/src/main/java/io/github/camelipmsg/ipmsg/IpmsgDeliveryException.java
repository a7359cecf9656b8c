/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryResult;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/** At least one recipient did not confirm, and {@code failOnUnconfirmed} is set; or a member did not answer a question. */
public class IpmsgDeliveryException extends RuntimeCamelException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable DeliveryResult result; // null once it was serialized

    IpmsgDeliveryException(DeliveryResult result) {
        super((result.packetNumber() == DeliveryResult.NO_NUMBER ? "A message" : "Message " + result.packetNumber())
                + " was not delivered to everybody: "
                + result.deliveries().stream().map(Delivery::toString).collect(Collectors.joining("; ")));
        this.result = result;
    }

    IpmsgDeliveryException(Delivery unanswered) {
        super("No answer: " + unanswered);
        this.result = new DeliveryResult(DeliveryResult.NO_NUMBER, List.of(unanswered));
    }

    /** The outcome of every recipient, those who confirmed included; empty if this exception was serialized. */
    public List<Delivery> getDeliveries() {
        return result == null ? List.of() : result.deliveries();
    }
}
