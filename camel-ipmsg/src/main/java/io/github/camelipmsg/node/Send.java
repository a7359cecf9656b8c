/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One send: its number, its recipients, and what has become of the parts for each of them. Kept for a while after its
 * outcome. Mutable: owned by {@link Outbox}, confined to the loop.
 */
final class Send {
    final Instant startedAt;
    final DeliveryPolicy policy;
    /** Completes when every recipient has an outcome. */
    final CompletableFuture<DeliveryResult> settled = new CompletableFuture<>();

    private final List<Copy> copies = new ArrayList<>();
    private final Listener listener;
    private long number;

    /** Told of each outcome of a recipient, and of every later one. */
    interface Listener {
        void changed(Send send, Delivery delivery);
    }

    Send(Instant startedAt, DeliveryPolicy policy, Listener listener) {
        this.startedAt = startedAt;
        this.policy = policy;
        this.listener = listener;
    }

    /** The copy for one recipient, in one part or several. */
    final class Copy {
        private final Destination destination;
        private final int expectedParts;
        private final List<Transmission> parts = new ArrayList<>();
        private @Nullable Delivery refusal; // if it did not get a number for every part
        private @Nullable DeliveryStatus told;

        private Copy(Destination destination, int expectedParts) {
            this.destination = destination;
            this.expectedParts = expectedParts;
        }

        Transmission nextPart(long partNumber) {
            Transmission part = new Transmission(destination, policy, partNumber, startedAt, changed -> partChanged());
            parts.add(part);
            return part;
        }

        int expectedParts() {
            return expectedParts;
        }

        /** Every part has its number. */
        boolean isComplete() {
            return parts.size() == expectedParts;
        }

        boolean isSettled() {
            return refusal != null || (isComplete() && parts.stream().allMatch(Transmission::isSettled));
        }

        /** There is no number for its next part. */
        void refuse(DeliveryStatus status, Cause cause, String detail, Instant now) {
            refusal = new Delivery(
                    destination.address(),
                    destination.member(),
                    parts.stream().map(part -> part.number).toList(),
                    status,
                    policy.wanted(),
                    attempts(),
                    Duration.between(startedAt, now),
                    cause,
                    detail);
            tell(refusal);
        }

        private void partChanged() {
            if (refusal == null && isSettled()) {
                tell(delivery(startedAt)); // of what is settled no time is running any more
            }
        }

        private void tell(Delivery delivery) {
            if (delivery.status() != told) {
                told = delivery.status();
                changed(delivery);
            }
        }

        /** The worst of its parts decides. */
        Delivery delivery(Instant now) {
            if (refusal != null) {
                return refusal;
            }
            Transmission worst = parts.stream()
                    .min(Comparator.comparing(part -> part.state.status()))
                    .orElseThrow();
            return new Delivery(
                    destination.address(),
                    destination.member(),
                    parts.stream().map(part -> part.number).toList(),
                    worst.state.status(),
                    worst.wanted,
                    attempts(),
                    parts.stream()
                            .map(part -> part.elapsed(now))
                            .max(Comparator.naturalOrder())
                            .orElseThrow(),
                    worst.cause,
                    worst.detail);
        }

        private int attempts() {
            return parts.stream().mapToInt(part -> part.attempts).sum();
        }
    }

    Copy copyFor(Destination destination, int parts) {
        Copy copy = new Copy(destination, parts);
        copies.add(copy);
        return copy;
    }

    /** Its first number, by which it is known from now on. */
    void numbered(long first) {
        number = first;
    }

    long number() {
        return number;
    }

    boolean isSettled() {
        return copies.stream().allMatch(Copy::isSettled);
    }

    /** How it stands. */
    DeliveryResult result(Instant now) {
        return new DeliveryResult(
                number, copies.stream().map(copy -> copy.delivery(now)).toList());
    }

    List<Transmission> transmissions() {
        return copies.stream().flatMap(copy -> copy.parts.stream()).toList();
    }

    private void changed(Delivery delivery) {
        listener.changed(this, delivery);
        if (isSettled()) {
            settled.complete(result(startedAt));
        }
    }
}
