/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Under which packet numbers this process has sent requests, by their {@code JMSMessageID}. A request comes again when its
 * transaction failed after it was sent, and then only its outcome is to be asked for. Bounded by {@value #MAX}: the oldest
 * is forgotten, and would be sent again. Thread-safe.
 */
final class Sent {
    static final int MAX = 10_000;

    /** Longer than any request is under way; if not, the broker hands it out once more. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Oldest first. What is under way has no number yet. Guarded by itself. */
    private final Map<String, CompletableFuture<Long>> numbers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompletableFuture<Long>> oldest) {
            return size() > MAX;
        }
    };

    /**
     * The packet number of a request. Waits for it while the request is under way: a broker that has come back hands it out
     * again before that is over.
     *
     * @return 0 if it is to be sent now, by the caller, who then tells what came of it
     */
    long claim(String request) throws Exception {
        while (true) {
            CompletableFuture<Long> underWay;
            synchronized (numbers) {
                underWay = numbers.putIfAbsent(request, new CompletableFuture<>());
            }
            long number = underWay == null ? 0 : underWay.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (underWay == null || number != 0) {
                return number;
            }
        }
    }

    /** It was sent, and must not be again. */
    void remember(String request, long number) {
        synchronized (numbers) {
            numbers.computeIfAbsent(request, forgotten -> new CompletableFuture<>())
                    .complete(number);
        }
    }

    /** Whoever has claimed it is done with it: if it has no number, it may be sent again. */
    void release(String request) {
        synchronized (numbers) {
            CompletableFuture<Long> number = numbers.get(request);
            if (number != null && number.complete(0L)) {
                numbers.remove(request);
            }
        }
    }
}
