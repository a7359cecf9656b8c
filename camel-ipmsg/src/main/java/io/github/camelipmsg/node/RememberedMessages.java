/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The claims of one node, in memory: bounded and expiring, the oldest forgotten first.
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
        Iterator<Entry> oldest = messages.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            boolean tooMany = messages.size() >= MAX_MESSAGES;
            if (!tooMany && entry.since().isAfter(expired)) {
                break;
            }
            oldest.remove();
        }
    }
}
