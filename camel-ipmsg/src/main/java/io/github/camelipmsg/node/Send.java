/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Delivery.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
    /** Completes when for every recipient there is an outcome or the message is held. */
    final CompletableFuture<DeliveryResult> concluded = new CompletableFuture<>();

    private final List<Copy> copies = new ArrayList<>();
    private int settled; // of them; counted, because there may be ten thousand
    private int concludedCopies;
    private final Listener listener;
    private long number;

    /** Told of each outcome of a recipient, and of every later one. */
    interface Listener {
        void changed(Copy copy, Delivery delivery);
    }

    Send(Instant startedAt, DeliveryPolicy policy, Listener listener) {
        this.startedAt = startedAt;
        this.policy = policy;
        this.listener = listener;
    }

    /** The copy for one recipient, in one part or several. */
    final class Copy {
        final Destination destination;
        final int place; // among the copies
        private final int expectedParts;
        private final List<Transmission> parts = new ArrayList<>();
        private @Nullable Delivery refusal; // if it did not get a number for every part
        private @Nullable DeliveryStatus told;
        private boolean countedAsSettled;
        private boolean countedAsConcluded;
        private boolean held; // as a whole, once: nobody waits for it any more, also while it is out again

        private Copy(Destination destination, int place, int expectedParts) {
            this.destination = destination;
            this.place = place;
            this.expectedParts = expectedParts;
        }

        Transmission nextPart(long partNumber, Content content) {
            Transmission part = new Transmission(this, destination, content, policy, partNumber, startedAt);
            parts.add(part);
            return part;
        }

        /** As it was before the node was restarted. */
        void restore(HeldMessage.Part part) {
            parts.add(Transmission.restored(this, destination, part));
        }

        Send send() {
            return Send.this;
        }

        int expectedParts() {
            return expectedParts;
        }

        List<Transmission> parts() {
            return Collections.unmodifiableList(parts);
        }

        /** Every part has its number. */
        boolean isComplete() {
            return parts.size() == expectedParts;
        }

        boolean isSettled() {
            return refusal != null || (isComplete() && parts.stream().allMatch(Transmission::isSettled));
        }

        private boolean isConcluded() {
            return held
                    || refusal != null
                    || (isComplete() && parts.stream().allMatch(part -> part.isSettled() || part.isHeld()));
        }

        /** There is no number for its next part. */
        void refuse(DeliveryStatus status, Cause cause, String detail, Instant now) {
            refusal = new Delivery(
                    destination.address(),
                    destination.member(),
                    numbers(),
                    status,
                    policy.wanted(),
                    attempts(),
                    Duration.between(startedAt, now),
                    cause,
                    detail);
            count();
            tell(refusal);
            conclude(now);
        }

        /** One of its parts has an outcome, the first or a better one, or is held. */
        void changed(Instant now) {
            count();
            if (refusal == null && isSettled()) {
                tell(delivery(now));
            }
            held |= isConcluded() && !isSettled();
            conclude(now);
        }

        /** Neither is ever taken back. */
        private void count() {
            if (!countedAsSettled && isSettled()) {
                countedAsSettled = true;
                settled++;
            }
            if (!countedAsConcluded && isConcluded()) {
                countedAsConcluded = true;
                concludedCopies++;
            }
        }

        private void tell(Delivery delivery) {
            if (delivery.status() != told) {
                told = delivery.status();
                listener.changed(this, delivery);
            }
        }

        /** The worst of its parts decides. */
        Delivery delivery(Instant now) {
            return delivery(now, DeliveryStatus.PENDING);
        }

        /** As whoever waits is told: it is safe in the store, and will have its outcome later. */
        private Delivery conclusion(Instant now) {
            return delivery(now, held ? DeliveryStatus.HELD : DeliveryStatus.PENDING);
        }

        private Delivery delivery(Instant now, DeliveryStatus pending) {
            if (refusal != null) {
                return refusal;
            }
            Transmission worst = parts.stream()
                    .min(Comparator.comparing(part -> part.state.status()))
                    .orElseThrow();
            return new Delivery(
                    worst.destination.address(),
                    worst.destination.member(),
                    numbers(),
                    worst.state.status() == DeliveryStatus.PENDING ? pending : worst.state.status(),
                    worst.wanted,
                    attempts(),
                    parts.stream()
                            .map(part -> part.elapsed(now))
                            .max(Comparator.naturalOrder())
                            .orElseThrow(),
                    worst.cause,
                    worst.detail);
        }

        private List<Long> numbers() {
            return parts.stream().map(part -> part.number).toList();
        }

        private int attempts() {
            return parts.stream().mapToInt(Transmission::allAttempts).sum();
        }
    }

    Copy copyFor(Destination destination, int parts) {
        return copyFor(destination, copies.size(), parts);
    }

    /** As it was before the node was restarted, when other copies may have had other places. */
    Copy copyFor(Destination destination, int place, int parts) {
        Copy copy = new Copy(destination, place, parts);
        copies.add(copy);
        return copy;
    }

    List<Copy> copies() {
        return Collections.unmodifiableList(copies);
    }

    /** Its outcome was told long ago. */
    void forget(Copy copy) {
        copies.remove(copy);
        settled -= copy.countedAsSettled ? 1 : 0;
        concludedCopies -= copy.countedAsConcluded ? 1 : 0;
    }

    /** Its first number, by which it is known from now on. */
    void numbered(long first) {
        number = first;
    }

    long number() {
        return number;
    }

    boolean isSettled() {
        return settled == copies.size();
    }

    /** How it stands. */
    DeliveryResult result(Instant now) {
        return new DeliveryResult(
                number, copies.stream().map(copy -> copy.delivery(now)).toList());
    }

    List<Transmission> transmissions() {
        return copies.stream().flatMap(copy -> copy.parts.stream()).toList();
    }

    private void conclude(Instant now) {
        if (!concluded.isDone() && concludedCopies == copies.size()) {
            concluded.complete(new DeliveryResult(
                    number, copies.stream().map(copy -> copy.conclusion(now)).toList()));
        }
    }
}
