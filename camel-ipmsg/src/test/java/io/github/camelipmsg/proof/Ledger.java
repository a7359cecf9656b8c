/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.proof.Complaints.Wrong;
import io.github.camelipmsg.simulation.Simulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of every message beside the code under test: what was sent, what the wire carried ({@link Watch}), what
 * routes ran ({@link Runs}) and what senders were told; in the end it finds each message's true fate and complains where
 * that is not what was told.
 */
final class Ledger {
    final Complaints complaints = new Complaints();
    final Runs runs = new Runs(complaints, this::textOf);
    final Watch watch;

    private final Map<Integer, Message> messages = new LinkedHashMap<>();
    private final Map<String, InetAddress> addresses = new HashMap<>(); // of our hosts
    private final Map<InetSocketAddress, InetSocketAddress> impostorOf = new HashMap<>(); // by member
    private final Map<String, Integer> boots = new HashMap<>(); // of our hosts: odd while they run
    private final Map<String, Instant> startedAt = new HashMap<>(); // the present life, by host
    private final Map<String, Instant> stopping = new HashMap<>(); // since when, by host
    private final Map<String, List<Stop>> stops = new HashMap<>(); // by host
    private final InstantSource now;
    private final Set<String> stoppedBoots = new LinkedHashSet<>();

    Ledger(Simulation simulation) {
        this.now = simulation.clock();
        this.watch = new Watch(simulation, complaints, runs, this::kindOf, this::isOwnAccord);
    }

    // ---- hosts ---------------------------------------------------------------------------------------------------

    void addHost(
            String name, InetAddress address, List<Runs.Place> places, Function<Runs.Place, Runs.Presence> presence) {
        addresses.put(name, address);
        watch.addOurs(address, name);
        places.forEach(place -> runs.add(place, () -> presence.apply(place)));
    }

    void addPeer(Runs.Place place, InetAddress address) {
        watch.addOther(address, place.host());
        runs.add(place, () -> Runs.Presence.AT_WORK);
    }

    /** Somebody there says to be the one who is really here: what is told of either is told of that member. */
    void addImpostor(InetSocketAddress there, InetSocketAddress here) {
        impostorOf.put(here, there);
        watch.addImpostor(there, here);
    }

    private InetSocketAddress recipient(Delivery delivery) {
        return watch.memberAt(delivery.address());
    }

    void booted(String host) {
        boots.merge(host, 1, Integer::sum);
        startedAt.put(host, now.instant());
        watch.booted(address(host));
        runs.booted(host);
    }

    /** It is told to stop, which takes a while: what has an outcome until it has ended is told to no route any more. */
    void stops(String host) {
        stopping.put(host, now.instant());
    }

    void ended(String host, boolean crashed) {
        Instant since = stopping.remove(host);
        if (since != null) {
            stops.computeIfAbsent(host, name -> new ArrayList<>())
                    .add(new Stop(startedAt.getOrDefault(host, Instant.MIN), since, now.instant()));
        }
        stoppedBoots.add(host + "/" + boots.get(host));
        runs.ended(host, crashed);
    }

    /** @param started the life that it ends */
    private record Stop(Instant started, Instant begun, Instant ended) {}

    /**
     * Whether its sender was just being stopped when the time was up for which it could be held. After a start that is seen
     * somewhat later; and what is out just then has its time for a receipt.
     */
    boolean expiredUnheard(Message message) {
        Instant expiry = message.startedAt.plus(Message.HELD_FOR);
        return stops.getOrDefault(message.sender, List.of()).stream().anyMatch(stop -> {
            Instant seen = stop.started().plus(Message.RESTS_AFTER_START);
            Instant earliest = expiry.isAfter(seen) ? expiry : seen;
            return !earliest.plus(Message.IS_OUT_FOR).isBefore(stop.begun()) && !earliest.isAfter(stop.ended());
        });
    }

    // ---- what is sent and told -----------------------------------------------------------------------------------

    Message sends(String sender, Message.Kind kind, int words) {
        return sends(sender, kind, words, "tell me \u5c71");
    }

    /** What a route says back; whether it is sent is the component's business. */
    Message replies(String sender) {
        return sends(sender, Message.Kind.REPLY, 1, "in reply");
    }

    Message sendsAscii(String sender, Message.Kind kind) {
        return sends(sender, kind, 1, "tell me");
    }

    private Message sends(String sender, Message.Kind kind, int words, String what) {
        int id = messages.size() + 1;
        StringBuilder text = new StringBuilder("#" + id + "~1 " + what);
        for (int word = 2; word <= words; word++) {
            text.append(" #").append(id).append('~').append(word);
        }
        Message message =
                new Message(id, now.instant(), sender, boots.getOrDefault(sender, 0), kind, text.toString(), words);
        messages.put(id, message);
        return message;
    }

    /** The exchange has come back. */
    void ends(Message message, long number, String status, @Nullable Boolean delivered, List<Delivery> deliveries) {
        if (++message.endings > 1) {
            complaints.add(Wrong.TWO_OUTCOMES, message.toString());
            return;
        }
        message.number = number;
        DeliveryStatus worst = DeliveryStatus.READ;
        boolean all = true;
        for (Delivery each : deliveries) {
            message.first.put(recipient(each), each.status());
            message.wanted.put(recipient(each), each.wanted());
            worst = each.status().compareTo(worst) < 0 ? each.status() : worst;
            all &= each.status().compareTo(each.wanted()) >= 0;
            if (each.status() != DeliveryStatus.PENDING) {
                checkAttempts(message, each);
            }
        }
        boolean told = delivered != null && delivered;
        boolean fits = worst.name().equals(status)
                && !deliveries.isEmpty()
                && (delivered == null || told == all)
                && (message.kind == Message.Kind.PENDING || worst != DeliveryStatus.PENDING)
                && (message.kind == Message.Kind.HOLD || !message.first.containsValue(DeliveryStatus.HELD))
                && (message.kind != Message.Kind.HOLD || !now.instant().isAfter(message.latestEnd()));
        if (!fits) {
            complaints.add(
                    Wrong.OUTCOME_CONTRADICTED, message + " was told " + status + ", " + delivered + ": " + deliveries);
        }
    }

    private void checkAttempts(Message message, Delivery delivery) {
        InetSocketAddress recipient = recipient(delivery);
        int onTheWire = Stream.of(recipient, impostorOf.get(recipient))
                .filter(Objects::nonNull)
                .mapToInt(to -> delivery.packetNumbers().stream()
                        .mapToInt(number -> watch.times(address(message.sender), to, number))
                        .sum())
                .sum();
        boolean goesOn = delivery.status() == DeliveryStatus.HELD; // and may have left once more since that was told
        if (goesOn ? onTheWire < delivery.attempts() : onTheWire != delivery.attempts()) {
            complaints.add(
                    Wrong.OUTCOME_CONTRADICTED,
                    message + " left " + onTheWire + " times, and was told " + delivery.attempts() + ": " + delivery);
        }
    }

    /** The exchange has failed before anything was sent. */
    void refused(Message message, @Nullable Throwable cause) {
        if (++message.endings > 1) {
            complaints.add(Wrong.TWO_OUTCOMES, message.toString());
        }
        message.refused = true;
        message.problem = String.valueOf(cause);
    }

    /** A consumer of DELIVERIES was told. */
    void event(String host, long number, Delivery delivery) {
        int id = watch.messageOf(address(host), number);
        Message message = id == 0 ? byNumber(host, number) : messages.get(id);
        if (message == null) {
            return; // a reply that never left
        }
        InetSocketAddress recipient = recipient(delivery);
        List<DeliveryStatus> before = message.events(recipient);
        DeliveryStatus last = before.isEmpty() ? null : before.get(before.size() - 1);
        boolean worse = last != null && delivery.status().compareTo(last) <= 0;
        boolean endOfHolding = last == DeliveryStatus.HELD && delivery.status() != DeliveryStatus.HELD;
        if (delivery.status() == DeliveryStatus.PENDING || (worse && !endOfHolding)) {
            complaints.add(
                    Wrong.OUTCOME_NOT_BETTER, message + " to " + recipient + ": " + before + ", then " + delivery);
        }
        if (message.isHeldFor(recipient) && isEarly(message, delivery)) {
            complaints.add(
                    Wrong.OUTCOME_CONTRADICTED,
                    message + " was to be held until " + message.startedAt.plus(Message.HELD_FOR) + ", and at "
                            + now.instant() + " was told " + delivery);
        }
        before.add(delivery.status());
        message.wanted.putIfAbsent(recipient, delivery.wanted());
    }

    /** Its sender gave it up, and had promised to hold it longer. */
    private boolean isEarly(Message message, Delivery delivery) {
        boolean givenUp = delivery.status().compareTo(DeliveryStatus.UNCONFIRMED) <= 0;
        Duration left = Duration.between(now.instant(), message.startedAt.plus(Message.HELD_FOR));
        return givenUp && left.toMillis() > 1; // timers and disks know milliseconds
    }

    private @Nullable Message byNumber(String host, long number) {
        return messages.values().stream()
                .filter(each -> each.sender.equals(host) && each.number == number)
                .findFirst()
                .orElse(null);
    }

    /** What CONFIRMATION says in the end. */
    void asked(Message message, String status, List<Delivery> deliveries) {
        for (Delivery each : deliveries) {
            InetSocketAddress recipient = recipient(each);
            message.asked.put(recipient, each.status());
            List<DeliveryStatus> events = message.events.getOrDefault(recipient, List.of());
            DeliveryStatus last = events.isEmpty() ? message.first.get(recipient) : events.get(events.size() - 1);
            if (each.status() != last || each.status() == DeliveryStatus.PENDING) {
                complaints.add(
                        Wrong.OUTCOME_CONTRADICTED, message + ": events said " + events + ", CONFIRMATION " + each);
            }
        }
        if (deliveries.isEmpty()) {
            complaints.add(Wrong.OUTCOME_CONTRADICTED, message + ": CONFIRMATION knows nothing, " + status);
        }
    }

    // ---- what it knows -------------------------------------------------------------------------------------------

    int size() {
        return messages.size();
    }

    List<Message> all() {
        return List.copyOf(messages.values());
    }

    /** Whether the host still runs as it did when it sent that. */
    boolean stillRuns(Message message) {
        return message.senderBoot == boots.getOrDefault(message.sender, 0)
                && !stoppedBoots.contains(message.sender + "/" + message.senderBoot);
    }

    /** Whether the node has ended since, so that nobody was there to be told. */
    boolean senderIsGone(Message message) {
        return addresses.containsKey(message.sender) && !stillRuns(message);
    }

    InetAddress address(String host) {
        InetAddress address = addresses.get(host);
        if (address == null) {
            throw new IllegalArgumentException(host + " is none of ours");
        }
        return address;
    }

    private Message.@Nullable Kind kindOf(int id) {
        Message message = messages.get(id);
        return message == null ? null : message.kind;
    }

    /**
     * Whether it leaves because a route wants it, and not because of what somebody has sent: a reply does, and what was
     * held, from when that was told.
     */
    private boolean isOwnAccord(int id) {
        Message message = messages.get(id);
        return message != null
                && switch (message.kind) {
                    case AWAITED, PENDING -> true;
                    case HOLD -> message.endings == 0 && stillRuns(message);
                    case REPLY, FOREIGN -> false;
                };
    }

    private @Nullable String textOf(String key) {
        Message message = messages.get(Wire.message(key));
        return message == null ? null : message.text;
    }
}
