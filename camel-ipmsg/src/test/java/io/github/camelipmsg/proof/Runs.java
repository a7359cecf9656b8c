/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.proof.Complaints.Wrong;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of the ledger: what each route ran, since which start of its host, and how that ended. Told by the
 * routes and by the foreign peers themselves.
 */
final class Runs {
    private static final Pattern PART = Pattern.compile("\\A\\([0-9]+/[0-9]+\\) ");
    private static final Pattern LATE = Pattern.compile("\\n----\\n\\(IPMsg [^\\n]*\\)\\n?\\z");

    private final Complaints complaints;
    private final Function<String, @Nullable String> textOf; // of the message that a key is of
    private final Map<String, Host> hosts = new HashMap<>();
    int afterRestart;

    /** One consumer of a host, or a foreign peer as a whole. */
    record Place(String host, String consumer, boolean onCompletion) {}

    /** What a consumer did with one copy that it was given. */
    static final class Run {
        final Place place;
        final String key;
        final int boot;
        private State state = State.AT_WORK;

        Run(Place place, String key, int boot) {
            this.place = place;
            this.key = key;
            this.boot = boot;
        }

        /** Whether its node has promised by it not to run the message again. */
        boolean accepted() {
            return state == State.DONE || (!place.onCompletion() && state != State.CRASHED_BEFORE);
        }
    }

    private enum State {
        AT_WORK,
        DONE,
        FAILED,
        /** It was confirmed, and never began. */
        CRASHED_BEFORE
    }

    /** Whether a consumer is there to be asked. */
    enum Presence {
        ABSENT,
        /** It is being started, and may take what comes or not. */
        COMING,
        AT_WORK
    }

    private static final class Host {
        final List<Place> places = new ArrayList<>();
        final Map<Place, Map<String, List<Run>>> runs = new HashMap<>();
        final Map<String, BitSet> words = new HashMap<>(); // by key
        final Map<Integer, Set<String>> keys = new HashMap<>(); // by message
        final Map<String, Integer> lastArrival = new HashMap<>(); // by key: the start since which a copy has come
        final Set<String> opened = new HashSet<>();
        final Map<Place, Set<String>> promised = new LinkedHashMap<>(); // confirmed, not begun
        final Map<Place, Supplier<Presence>> presence = new HashMap<>();
        final Map<String, Set<Place>> missed = new HashMap<>(); // by key: who was not at work when a copy came
        boolean opensOnReceive;
        int boot;
    }

    Runs(Complaints complaints, Function<String, @Nullable String> textOf) {
        this.complaints = complaints;
        this.textOf = textOf;
    }

    // ---- what it is told -----------------------------------------------------------------------------------------

    /** @param presence of that consumer, just now */
    void add(Place place, Supplier<Presence> presence) {
        Host host = host(place.host());
        host.places.add(place);
        host.presence.put(place, presence);
    }

    /** It tells that a message was opened as soon as it has accepted it. */
    void opensOnReceive(String name) {
        host(name).opensOnReceive = true;
    }

    void booted(String name) {
        host(name).boot++;
    }

    /** What was promised to be run and had not begun is lost if it crashed, and was run if it was stopped in order. */
    void ended(String name, boolean crashed) {
        Host host = host(name);
        host.promised.forEach((place, keys) -> keys.forEach(key -> {
            if (crashed) {
                runs(host, place, key).add(crashedBefore(place, key, host.boot));
            } else {
                complaints.add(Wrong.ACCEPTED_AND_NEVER_RUN, key + " at " + place);
            }
        }));
        host.promised.clear();
    }

    private static Run crashedBefore(Place place, String key, int boot) {
        Run run = new Run(place, key, boot);
        run.state = State.CRASHED_BEFORE;
        return run;
    }

    /** A copy has come by the wire. */
    void arrived(String name, String key, String body) {
        Host host = host(name);
        for (Place place : host.places) {
            if (presence(host, place) != Presence.AT_WORK) {
                missedBy(host, key).add(place);
            }
        }
        @Nullable Integer before = host.lastArrival.put(key, host.boot);
        if (before == null) {
            host.keys.computeIfAbsent(Wire.message(key), id -> new HashSet<>()).add(key);
            BitSet covered = new BitSet();
            Wire.words(body, covered::set);
            host.words.put(key, covered);
        }
    }

    /** A route has begun on a message. */
    Run begins(Place place, String text) {
        Host host = host(place.host());
        String key = Wire.key(text).orElse("#0~0");
        checkText(place, key, text);
        if (!Integer.valueOf(host.boot).equals(host.lastArrival.get(key))) {
            complaints.add(Wrong.RUN_FROM_NOWHERE, key + " at " + place);
        }
        List<Run> earlier = runs(host, place, key);
        checkFirst(earlier, place, key, host.boot);
        Run run = new Run(place, key, host.boot);
        earlier.add(run);
        promisedBy(host, place).remove(key);
        return run;
    }

    private void checkText(Place place, String key, String text) {
        @Nullable String original = textOf.apply(key);
        boolean whole = !text.startsWith("(");
        String unmarked = whole ? text : PART.matcher(text).replaceFirst("");
        String body = unmarked.contains("\n----") ? LATE.matcher(unmarked).replaceFirst("") : unmarked;
        if (original == null || !(whole ? original.equals(body) : original.contains(body))) {
            complaints.add(Wrong.TEXT_ALTERED, key + " at " + place + " became '" + text + "'");
        }
    }

    private void checkFirst(List<Run> earlier, Place place, String key, int boot) {
        boolean acceptedBefore = false;
        for (Run each : earlier) {
            boolean wrong = each.boot == boot && (each.accepted() || each.state == State.AT_WORK);
            if (wrong) {
                complaints.add(Wrong.RUN_TWICE, key + " at " + place + ", before: " + each.state);
                return;
            }
            acceptedBefore |= each.boot != boot && each.accepted();
        }
        afterRestart += acceptedBefore ? 1 : 0; // its memory ended with the node: documented
    }

    void done(Run run) {
        run.state = State.DONE;
    }

    void failed(Run run) {
        run.state = State.FAILED;
    }

    /** A foreign peer has shown a message; how often is its own business. */
    void shown(Place peer, String text) {
        Host host = host(peer.host());
        String key = Wire.key(text).orElse("#0~0");
        Run run = new Run(peer, key, host.boot);
        run.state = State.DONE;
        runs(host, peer, key).add(run);
    }

    void opened(String name, String key) {
        host(name).opened.add(key);
    }

    /**
     * A receipt leaves, for one of these: now or soon every consumer must have accepted it that was at work when it came and
     * is so still; and one at least.
     */
    void confirmed(String name, Set<String> keys, Supplier<String> history) {
        Host host = host(name);
        boolean taken = false;
        for (Place place : host.places) {
            if (hasAccepted(host, place, keys)) {
                taken = true;
            } else if (mayBePassedOver(host, place, keys)) {
                keys.forEach(key -> missedBy(host, key).add(place));
            } else if (place.onCompletion()) {
                complainOfReceipt(host, place, keys, history);
                taken = true;
            } else {
                promise(host, place, keys);
                taken = true;
            }
        }
        if (!taken) {
            tookItAndEnds(host, keys)
                    .ifPresentOrElse(
                            place -> promise(host, place, keys),
                            () -> complainOfReceipt(host, host.places.get(0), keys, history));
        }
    }

    /** Whether it has not been given any of these, and may have been away when they were offered. */
    private static boolean mayBePassedOver(Host host, Place place, Set<String> keys) {
        boolean wasAway = keys.stream().anyMatch(key -> missedBy(host, key).contains(place));
        boolean works = keys.stream()
                .flatMap(key -> runs(host, place, key).stream())
                .anyMatch(run -> run.boot == host.boot && run.state == State.AT_WORK);
        return !works && (wasAway || presence(host, place) != Presence.AT_WORK);
    }

    /** Who comes or goes just now may have taken it and not begun. */
    private static Optional<Place> tookItAndEnds(Host host, Set<String> keys) {
        return host.places.stream()
                .filter(place -> !place.onCompletion())
                .filter(place -> presence(host, place) != Presence.ABSENT
                        || keys.stream().noneMatch(key -> missedBy(host, key).contains(place)))
                .findFirst();
    }

    private void promise(Host host, Place place, Set<String> keys) {
        if (keys.size() == 1) {
            promisedBy(host, place).addAll(keys);
        }
    }

    private void complainOfReceipt(Host host, Place place, Set<String> keys, Supplier<String> history) {
        complaints.add(
                Wrong.RECEIPT_BEFORE_ACCEPTANCE,
                keys + " at " + place + ", where it is " + states(host, place, keys) + history.get());
    }

    private static List<State> states(Host host, Place place, Set<String> keys) {
        return keys.stream()
                .flatMap(key -> runs(host, place, key).stream())
                .map(run -> run.state)
                .toList();
    }

    private static boolean hasAccepted(Host host, Place place, Set<String> keys) {
        return keys.stream()
                .flatMap(key -> runs(host, place, key).stream())
                .anyMatch(run -> run.boot == host.boot && run.accepted());
    }

    // ---- what it knows -------------------------------------------------------------------------------------------

    boolean isOpened(String name, String key) {
        Host host = host(name);
        return host.opensOnReceive || host.opened.contains(key);
    }

    /** Its node has not been started anew since. */
    boolean isCurrent(Run run) {
        return host(run.place.host()).boot == run.boot;
    }

    /** Whether all that was sent of a message was accepted there by every consumer. */
    boolean accepted(String name, int message, int words) {
        return covered(name, message, Run::accepted) >= words;
    }

    /** The same, if what was confirmed and lost in a crash counts, too. */
    boolean acceptedOrLost(String name, int message, int words) {
        return covered(name, message, run -> run.accepted() || run.state == State.CRASHED_BEFORE) >= words;
    }

    private int covered(String name, int message, Predicate<Run> counts) {
        Host host = host(name);
        BitSet all = new BitSet();
        for (String key : host.keys.getOrDefault(message, Set.of())) {
            Predicate<Place> has = place -> runs(host, place, key).stream().anyMatch(counts);
            Set<Place> missed = host.missed.getOrDefault(key, Set.of());
            boolean byAll = host.places.stream().allMatch(place -> missed.contains(place) || has.test(place));
            if (byAll && host.places.stream().anyMatch(has)) {
                all.or(host.words.getOrDefault(key, new BitSet()));
            }
        }
        return all.cardinality();
    }

    /** @param accepted whether it was accepted, which is to be opened where that is done on receipt */
    boolean allOpened(String name, int message, boolean accepted) {
        Host host = host(name);
        if (host.opensOnReceive) {
            return accepted;
        }
        Set<String> keys = host.keys.getOrDefault(message, Set.of());
        return !keys.isEmpty() && host.opened.containsAll(keys);
    }

    void finish() {
        hosts.values()
                .forEach(host -> host.promised.forEach((place, keys) ->
                        keys.forEach(key -> complaints.add(Wrong.ACCEPTED_AND_NEVER_RUN, key + " at " + place))));
    }

    // ---- tables --------------------------------------------------------------------------------------------------

    private Host host(String name) {
        return hosts.computeIfAbsent(name, each -> new Host());
    }

    private static Presence presence(Host host, Place place) {
        Supplier<Presence> known = host.presence.get(place);
        return known == null ? Presence.ABSENT : known.get();
    }

    private static Set<Place> missedBy(Host host, String key) {
        return host.missed.computeIfAbsent(key, each -> new HashSet<>(1));
    }

    private static Set<String> promisedBy(Host host, Place place) {
        return host.promised.computeIfAbsent(place, each -> new HashSet<>());
    }

    private static List<Run> runs(Host host, Place place, String key) {
        return host.runs
                .computeIfAbsent(place, each -> new HashMap<>())
                .computeIfAbsent(key, each -> new ArrayList<>(1));
    }
}
