/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.MessageOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A message in the making, with the defaults of an endpoint. */
final class Draft {
    private final String text;
    private List<Recipient> recipients = List.of();
    private Set<MessageOption> options = Set.of();
    private DeliveryStatus wanted = DeliveryStatus.RECEIVED;
    private boolean awaited = true;
    private boolean answer;
    private Oversize oversize = Oversize.REJECT;
    private Duration resolveTimeout = Duration.ofSeconds(5);
    private Duration confirmationTimeout = Duration.ofSeconds(15);
    private Duration readTimeout = Duration.ofMinutes(10);
    private RetryPolicy retryPolicy = RetryPolicy.OFFICIAL;
    private int inFlight = 64;
    private @Nullable Duration holdTimeout;

    private Draft(String text) {
        this.text = text;
    }

    static Draft of(String text) {
        return new Draft(text);
    }

    Draft to(String... whom) {
        recipients = Stream.of(whom)
                .map(each -> Recipient.parse(each, NodeOptions.DEFAULT_PORT))
                .toList();
        return this;
    }

    Draft options(MessageOption... wanted) {
        options = Set.of(wanted);
        return this;
    }

    Draft unconfirmed() {
        wanted = DeliveryStatus.SENT;
        return this;
    }

    /** Wants to know that it was opened. */
    Draft read() {
        wanted = DeliveryStatus.READ;
        return this;
    }

    Draft readWithin(Duration timeout) {
        readTimeout = timeout;
        return this;
    }

    Draft notAwaited() {
        awaited = false;
        return this;
    }

    /** As a reply, which somebody else has made us send. */
    Draft answer() {
        answer = true;
        return this;
    }

    Draft split() {
        oversize = Oversize.SPLIT;
        return this;
    }

    Draft resolvedWithin(Duration timeout) {
        resolveTimeout = timeout;
        return this;
    }

    Draft confirmedWithin(Duration timeout) {
        confirmationTimeout = timeout;
        return this;
    }

    Draft retrying(Duration interval, int maxRetries) {
        retryPolicy = new RetryPolicy(interval, maxRetries);
        return this;
    }

    /** Held for a week for whoever is known and not here. */
    Draft held() {
        return heldFor(Duration.ofDays(7));
    }

    Draft heldFor(Duration timeout) {
        holdTimeout = timeout;
        return this;
    }

    Draft inFlight(int most) {
        inFlight = most;
        return this;
    }

    OutboundMessage message() {
        return new OutboundMessage(
                recipients,
                text,
                options,
                resolveTimeout,
                oversize,
                awaited,
                new DeliveryPolicy(
                        wanted, confirmationTimeout, readTimeout, retryPolicy, inFlight, holdTimeout, answer));
    }
}
