/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a question to a member. Immutable.
 *
 * @param delivery who was asked and what became of it
 * @param textOrNull what it said, null if it did not answer in time
 */
public record Answer(Delivery delivery, @Nullable String textOrNull) {
    public Optional<String> text() {
        return Optional.ofNullable(textOrNull);
    }

    /** As the outcome of a send. */
    public DeliveryResult result() {
        return new DeliveryResult(DeliveryResult.NO_NUMBER, List.of(delivery));
    }
}
