/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.node.DeliveryStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ledger's page for one message: what was sent, and all that its sender was told. */
final class Message {
    /** At most, from its start. */
    static final Duration HELD_FOR = Duration.ofSeconds(60);
    /** What was held before a start is not touched for so long. */
    static final Duration RESTS_AFTER_START = Duration.ofSeconds(5);
    /** When its recipient has come, it waits so long for the receipt. */
    static final Duration IS_OUT_FOR = Duration.ofSeconds(15);
    /** Its exchange goes on then at the latest: a vain search for a name, Camel's second attempt, the time for a receipt. */
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(18);

    final int id;
    final Instant startedAt;
    final String sender;
    final int senderBoot;
    final Kind kind;
    final String text;
    final int words;

    int endings; // how often the exchange came back, or the foreign client gave up or was confirmed
    long number; // the first
    boolean refused; // as a whole, by an exception
    String problem = "";
    final Map<InetSocketAddress, DeliveryStatus> first = new HashMap<>(); // as the exchange was told
    final Map<InetSocketAddress, DeliveryStatus> wanted = new HashMap<>();
    final Map<InetSocketAddress, List<DeliveryStatus>> events = new HashMap<>(); // in the order of telling
    final Map<InetSocketAddress, DeliveryStatus> asked = new HashMap<>(); // what CONFIRMATION said in the end

    @Nullable
    InetSocketAddress to; // of a foreign client's message

    boolean confirmed; // as a foreign client has heard
    boolean read;
    boolean ambiguous; // an earlier message had the same number, and a receipt may mean either

    enum Kind {
        /** The exchange waits for the outcome. */
        AWAITED,
        /** The exchange goes on at once. */
        PENDING,
        /** It is held if the recipient is not here, also over restarts of the sender. */
        HOLD,
        /** The result of a route, for whoever wrote. */
        REPLY,
        /** Of another client. */
        FOREIGN
    }

    Message(int id, Instant startedAt, String sender, int senderBoot, Kind kind, String text, int words) {
        this.id = id;
        this.startedAt = startedAt;
        this.sender = sender;
        this.senderBoot = senderBoot;
        this.kind = kind;
        this.text = text;
        this.words = words;
    }

    List<DeliveryStatus> events(InetSocketAddress recipient) {
        return events.computeIfAbsent(recipient, address -> new ArrayList<>(1));
    }

    /** The best that its sender has heard of that recipient; null if no outcome. */
    @Nullable
    DeliveryStatus told(InetSocketAddress recipient) {
        List<DeliveryStatus> heard = new ArrayList<>(events.getOrDefault(recipient, List.of()));
        Stream.of(first, asked).map(told -> told.get(recipient)).forEach(heard::add);
        heard.removeIf(status -> status == null || status == DeliveryStatus.PENDING || status == DeliveryStatus.HELD);
        return heard.stream().max(Comparator.naturalOrder()).orElse(null);
    }

    /** Of an exchange that does not wait for a recipient who is not here. */
    Instant latestEnd() {
        return startedAt.plus(GOES_ON_WITHIN);
    }

    /** Whether its sender was told that it is held, and so that it will have an outcome whatever happens. */
    boolean isHeldFor(InetSocketAddress recipient) {
        return first.get(recipient) == DeliveryStatus.HELD
                || events.getOrDefault(recipient, List.of()).contains(DeliveryStatus.HELD);
    }

    @Override
    public String toString() {
        return "#" + id + " of " + sender + " (" + kind + ")";
    }
}
