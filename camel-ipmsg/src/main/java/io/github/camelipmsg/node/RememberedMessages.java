/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one node, in memory: bounded and expiring, the oldest forgotten first, those at work last.
 *
 * <p>An entry packet does not clear it: the official client repeats its parked messages right after one.
 *
 * <p>Confined to the loop; answers at once.
 */
final class RememberedMessages implements MessageClaims {
    static final int MAX_MESSAGES = 100_000;
    static final Duration EXPIRES_AFTER = Duration.ofDays(7);

    private final EventExecutor loop;
    private final InstantSource clock;
    private final Map<MessageKey, Entry> messages = new LinkedHashMap<>(); // oldest first

    private record Entry(Claim state, Instant since) {}

    RememberedMessages(EventExecutor loop, InstantSource clock) {
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Claim> claim(MessageKey message) {
        assert loop.inEventLoop();
        forgetOld();
        @Nullable Entry known = messages.get(message);
        if (known == null) {
            messages.put(message, new Entry(Claim.IN_PROGRESS, clock.instant()));
            return CompletableFuture.completedFuture(Claim.NEW);
        }
        return CompletableFuture.completedFuture(known.state());
    }

    @Override
    public CompletionStage<Void> complete(MessageKey message) {
        assert loop.inEventLoop();
        messages.remove(message);
        messages.put(message, new Entry(Claim.COMPLETED, clock.instant()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> release(MessageKey message) {
        assert loop.inEventLoop();
        messages.remove(message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public int size() {
        return messages.size();
    }

    private void forgetOld() {
        Instant expired = clock.instant().minus(EXPIRES_AFTER);
        int inProgress = 0;
        while (!messages.isEmpty()) {
            Map.Entry<MessageKey, Entry> oldest = messages.entrySet().iterator().next();
            MessageKey message = oldest.getKey();
            Entry entry = oldest.getValue();
            boolean old = !entry.since().isAfter(expired);
            if (!old && messages.size() < MAX_MESSAGES) {
                return;
            }
            messages.remove(message);
            if (!old && entry.state() == Claim.IN_PROGRESS && inProgress < messages.size()) {
                messages.put(message, entry); // its route works: others first, or a flood would have it run twice
                inProgress++;
            }
        }
    }
}
