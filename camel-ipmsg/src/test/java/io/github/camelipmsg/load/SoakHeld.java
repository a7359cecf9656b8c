/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.load;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which messages are held, what becomes of them, and how large their file gets. Thread-safe. */
final class SoakHeld {
    static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** Outcomes that are told before the exchange goes on with {@code HELD}, and those of what is never held. */
    private static final int EARLY = 10_000;

    private final Path state;
    private final Map<Long, DeliveryStatus> fates = new HashMap<>(); // HELD until there is an outcome
    private final Map<Long, Delivery> early = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Delivery> eldest) {
            return size() > EARLY;
        }
    };
    private final List<String> contradictions = new ArrayList<>();
    private int open;
    private int delivered;
    private int expired;
    private int otherwise;
    private int late;
    private int lies;
    private @Nullable Path file;
    private long largest;
    private long largestBefore;

    /** @param state the directory of the node whose messages these are */
    SoakHeld(Path state) {
        this.state = state;
    }

    /** An exchange has gone on with {@code HELD}. */
    synchronized void held(long number) {
        if (fates.put(number, DeliveryStatus.HELD) != null) {
            contradictions.add(number + " was held twice");
            return;
        }
        open++;
        Delivery outcome = early.remove(number);
        if (outcome != null) {
            end(number, outcome);
        }
    }

    /** An event tells how a send, held or not, has ended for a recipient. */
    synchronized void ended(long number, Delivery delivery) {
        if (delivery.isUndecided()) {
            return;
        }
        boolean silent = delivery.member()
                .filter(member -> member.nickname().startsWith("silent"))
                .isPresent();
        boolean heard = delivery.status() == DeliveryStatus.RECEIVED || delivery.status() == DeliveryStatus.READ;
        lies += silent && heard ? 1 : 0;
        if (fates.containsKey(number)) {
            end(number, delivery);
        } else {
            early.put(number, delivery);
        }
    }

    private void end(long number, Delivery delivery) {
        DeliveryStatus outcome = delivery.status();
        DeliveryStatus before = fates.put(number, outcome);
        if (before == DeliveryStatus.HELD) {
            open--;
            if (outcome == DeliveryStatus.RECEIVED) {
                delivered++;
            } else if (delivery.cause().equals(Optional.of(Delivery.Cause.EXPIRED))) {
                expired++;
            } else {
                otherwise++;
            }
        } else if (before == DeliveryStatus.UNCONFIRMED && outcome == DeliveryStatus.RECEIVED) {
            late++; // its receipt came after its time was up, as docs/delivery.md says
        } else {
            contradictions.add(number + " was " + before + ", and then " + outcome);
        }
    }

    /** How many of them have no outcome. */
    synchronized int open() {
        return open;
    }

    /** To be called often: the file is made short again and again. */
    synchronized void look() throws IOException {
        if (file == null) {
            try (Stream<Path> all = Files.walk(state)) {
                file = all.filter(each -> each.endsWith("held-messages"))
                        .findFirst()
                        .orElse(null);
            }
        }
        if (file != null) {
            try {
                largest = Math.max(largest, Files.size(file));
            } catch (NoSuchFileException e) {
                // it is there only while something is kept
            }
        }
    }

    /**
     * How large the file was at most since this was asked for the last time but one: it grows for more than a minute
     * before it is made short again, so that one minute's largest would say only when that was.
     */
    synchronized long largest() {
        long size = Math.max(largest, largestBefore);
        largestBefore = largest;
        largest = 0;
        return size;
    }

    synchronized List<String> complaints() {
        List<String> complaints = new ArrayList<>(contradictions.subList(0, Math.min(contradictions.size(), 5)));
        if (fates.isEmpty() || delivered == 0 || expired == 0) {
            complaints.add("nothing was held, or delivered or expired after that: the soak has not tested it");
        }
        if (contradictions.size() > complaints.size()) {
            complaints.add("so it was with " + contradictions.size() + " held messages");
        }
        if (otherwise > 0) {
            complaints.add(otherwise + " held messages were neither delivered nor expired");
        }
        if (open > 0) {
            complaints.add(open + " held messages have no outcome");
        }
        if (lies > 0) {
            complaints.add(lies + " events say that silent clients have received something");
        }
        return complaints;
    }

    @Override
    public synchronized String toString() {
        return fates.size() + " held, of them " + delivered + " delivered, " + expired + " expired, " + late
                + " of these confirmed late, " + otherwise + " ended otherwise, " + open + " open";
    }
}
