/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A handler in the hand of a test: keeps what it is offered, and says yes at once unless told otherwise. */
final class Mailbox implements MessageHandler {
    private final List<InboundMessage> messages = new ArrayList<>();
    private final List<CompletableFuture<Void>> undecided = new ArrayList<>();
    private Predicate<InboundMessage> wish = message -> true;
    private int room = Integer.MAX_VALUE;
    private int released;
    private boolean deciding = true;
    private boolean replies;
    private String name = "mailbox";

    /** Wants only these. */
    Mailbox wanting(Predicate<InboundMessage> condition) {
        wish = condition;
        return this;
    }

    /** Another handler of that name takes its place after a restart. */
    Mailbox named(String own) {
        name = own;
        return this;
    }

    /** May reply to what it accepts, and tells the node so or not. */
    Mailbox replying() {
        replies = true;
        return this;
    }

    /** How many more it has room for. */
    void room(int messagesMore) {
        room = messagesMore;
    }

    /** From now on it takes its time: {@link #decide} tells. */
    void hesitate() {
        deciding = false;
    }

    /** The oldest message that it hesitated over: accepted, or refused. */
    void decide(boolean accepted) {
        CompletableFuture<Void> oldest = undecided.remove(0);
        if (accepted) {
            oldest.complete(null);
        } else {
            oldest.completeExceptionally(new IllegalStateException("the route failed, as the test wants"));
        }
    }

    List<String> texts() {
        return messages.stream().map(InboundMessage::text).toList();
    }

    List<InboundMessage> messages() {
        return List.copyOf(messages);
    }

    InboundMessage last() {
        return messages.get(messages.size() - 1);
    }

    /** How often room was taken and given back. */
    int released() {
        return released;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean replies() {
        return replies;
    }

    @Override
    public boolean wants(InboundMessage message) {
        return wish.test(message);
    }

    @Override
    public Optional<Slot> reserve(InboundMessage message) {
        if (room == 0) {
            return Optional.empty();
        }
        room--;
        return Optional.of(new Slot() {
            @Override
            public CompletionStage<?> accept(InboundMessage message) {
                messages.add(message);
                CompletableFuture<Void> decision = new CompletableFuture<>();
                if (deciding) {
                    decision.complete(null);
                } else {
                    undecided.add(decision);
                }
                return decision;
            }

            @Override
            public void release() {
                room++;
                released++;
            }
        });
    }
}
