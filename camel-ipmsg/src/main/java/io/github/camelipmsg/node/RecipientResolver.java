/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.protocol.Printable;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who the recipients of a message are; waits a while for names that are not known yet.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_WAITING} messages that wait for a name.
 */
final class RecipientResolver {
    private static final int MAX_WAITING = 10_000;
    private static final int NEAREST = 3;
    private static final int LONGEST_COMPARED = 80;
    private static final String NO_BROADCAST =
            "There is nobody to broadcast to; nothing was sent. Check that this machine"
                    + " has a network with broadcasts, or set discoveryAddresses";
    /** Many members answer one entry; whoever waits for a name looks once for all of them. */
    private static final Duration LOOKS_AGAIN_AFTER = Duration.ofMillis(20);

    private final EventExecutor loop;
    private final Timers timers;
    private final MemberTable members;
    private final Supplier<MemberNames> absent;
    private final Supplier<Set<InetSocketAddress>> broadcastTargets;
    private final Map<Search, Timeout> waiting = new LinkedHashMap<>(); // with the timer that ends it
    private @Nullable Nearest nearest;
    private boolean looksAgain;
    private boolean closed;

    /** To the name that was missing last, which a route may go on asking for: they are compared with all names. */
    private record Nearest(String to, MemberNames among, String inWords) {}

    private static final class Search {
        final List<Recipient> recipients;
        final boolean alsoAbsent;
        final CompletableFuture<List<Destination>> found = new CompletableFuture<>();

        Search(List<Recipient> recipients, boolean alsoAbsent) {
            this.recipients = recipients;
            this.alsoAbsent = alsoAbsent;
        }
    }

    /**
     * @param absent who is known and not here
     * @param broadcastTargets where one datagram to everybody goes
     */
    RecipientResolver(
            EventExecutor loop,
            MemberTable members,
            Supplier<MemberNames> absent,
            Supplier<Set<InetSocketAddress>> broadcastTargets) {
        this.loop = loop;
        this.absent = absent;
        this.broadcastTargets = broadcastTargets;
        this.timers = new Timers(loop);
        this.members = members;
    }

    /**
     * Everybody who is meant, each once. Completes on the loop.
     *
     * @param alsoAbsent whether members who are known and not here can be meant, too: by name if nobody who is here is
     *     called so, as members of a group, and by the address where they were last; never by {@code *}
     * @return fails with {@link RecipientException} if somebody is not known after {@code timeout}, or if one is meant
     *     and there are several; with IllegalStateException if the node has stopped,
     *     {@link NodeStoppedException} if it stops meanwhile
     */
    CompletionStage<List<Destination>> resolve(List<Recipient> recipients, Duration timeout, boolean alsoAbsent) {
        assert loop.inEventLoop();
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The node is closed"));
        }
        Search search = new Search(recipients, alsoAbsent);
        if (!look(search)) {
            if (waiting.size() >= MAX_WAITING) {
                search.found.completeExceptionally(
                        new RecipientException(MAX_WAITING + " messages wait for unknown recipients already"));
            } else {
                waiting.put(search, timers.after(timeout, () -> giveUp(search, timeout)));
            }
        }
        return search.found;
    }

    /** The member list has changed: perhaps somebody who is waited for has come. */
    void membersChanged() {
        assert loop.inEventLoop();
        if (!waiting.isEmpty() && !looksAgain) {
            looksAgain = true;
            timers.after(LOOKS_AGAIN_AFTER, this::lookAgain);
        }
    }

    /** Those that wait for a name. */
    int searches() {
        assert loop.inEventLoop();
        return waiting.size();
    }

    /** The node stops: nobody is waited for any longer. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        waiting.forEach((search, timer) -> {
            timer.cancel();
            search.found.completeExceptionally(new NodeStoppedException(
                    "the node was stopped while it waited for " + search.recipients + "; nothing was sent"));
        });
        waiting.clear();
    }

    private void lookAgain() {
        looksAgain = false;
        List.copyOf(waiting.keySet()).stream().filter(this::look).forEach(search -> {
            @Nullable Timeout timer = waiting.remove(search);
            if (timer != null) {
                timer.cancel();
            }
        });
    }

    private void giveUp(Search search, Duration timeout) {
        waiting.remove(search);
        if (!look(search)) {
            Recipient missing = search.recipients.stream()
                    .filter(recipient -> !(recipient instanceof Recipient.Broadcast))
                    .filter(recipient -> matches(recipient, search.alsoAbsent).isEmpty())
                    .findFirst()
                    .orElseThrow();
            search.found.completeExceptionally(new RecipientException(unknown(named(missing), timeout)));
        }
    }

    /** True if the search has ended, one way or the other; false if somebody is not known yet. */
    private boolean look(Search search) {
        Set<Destination> destinations = new LinkedHashSet<>();
        boolean complete = true;
        for (Recipient recipient : search.recipients) {
            if (recipient instanceof Recipient.Broadcast) {
                Set<InetSocketAddress> everybody = broadcastTargets.get();
                if (everybody.isEmpty()) {
                    search.found.completeExceptionally(new RecipientException(NO_BROADCAST));
                    return true;
                }
                everybody.stream().map(Destination::everybodyAt).forEach(destinations::add);
                continue;
            }
            List<Destination> matches = meant(recipient, search.alsoAbsent);
            if (matches.size() > 1 && !meansSeveral(recipient)) {
                search.found.completeExceptionally(new RecipientException(ambiguous(recipient, matches)));
                return true;
            }
            complete &= !matches.isEmpty();
            destinations.addAll(matches);
        }
        if (complete) {
            search.found.complete(new ArrayList<>(destinations));
        }
        return complete;
    }

    /** Where one is meant, a member who was heard goes before those of whom only a list has told. */
    private List<Destination> meant(Recipient recipient, boolean alsoAbsent) {
        List<Destination> matches = matches(recipient, alsoAbsent);
        if (matches.size() > 1 && !meansSeveral(recipient)) {
            List<Destination> heard = matches.stream()
                    .filter(match -> match.knownMember().stream().noneMatch(Member::hearsay))
                    .toList();
            return heard.size() == 1 ? heard : matches;
        }
        return matches;
    }

    private List<Destination> matches(Recipient recipient, boolean alsoAbsent) {
        if (recipient instanceof Recipient.At at) {
            Destination there = Destination.of(at.address(), members);
            return List.of(
                    there.member() == null && alsoAbsent
                            ? absent.get()
                                    .at(at.address())
                                    .map(Destination::ofAbsent)
                                    .orElse(there)
                            : there);
        }
        List<Destination> here = named(recipient).among(members.names()).stream()
                .flatMap(member -> members.named(member.identity()).stream()) // as it is by now
                .map(Destination::of)
                .toList();
        boolean looksFurther =
                alsoAbsent && !(recipient instanceof Recipient.Everyone) && (here.isEmpty() || meansSeveral(recipient));
        return looksFurther
                ? Stream.concat(
                                here.stream(),
                                named(recipient).among(absent.get()).stream().map(Destination::ofAbsent))
                        .toList()
                : here;
    }

    private static boolean meansSeveral(Recipient recipient) {
        return recipient instanceof Recipient.Named named && named.meansSeveral();
    }

    /** Only who has to be looked up can be missing or ambiguous. */
    private static Recipient.Named named(Recipient recipient) {
        return (Recipient.Named) recipient;
    }

    private String unknown(Recipient.Named recipient, Duration timeout) {
        MemberNames here = members.names();
        if (nearest == null || nearest.among() != here || !nearest.to().equals(recipient.toString())) {
            nearest = new Nearest(recipient.toString(), here, nearest(recipient, here.all()));
        }
        return recipient.nobody() + " after waiting for " + InWords.of(timeout) + "; nothing was sent. "
                + nearest.inWords();
    }

    private static String nearest(Recipient.Named recipient, List<Member> all) {
        return all.isEmpty()
                ? "The member list is empty: check discovery, discoveryAddresses and the firewall for this port"
                : "The nearest names are "
                        + all.stream()
                                .map(member -> new Distance(member, distance(recipient, member)))
                                .sorted(Comparator.comparingInt(Distance::steps))
                                .limit(NEAREST)
                                .map(near -> near.member().toString())
                                .collect(Collectors.joining(", "));
    }

    private record Distance(Member member, int steps) {}

    private static int distance(Recipient.Named recipient, Member member) {
        return LevenshteinDistance.getDefaultInstance()
                .apply(comparable(recipient.toString()), comparable(recipient.comparedWith(member)));
    }

    private static String comparable(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_COMPARED)).toLowerCase(Locale.ROOT);
    }

    private static String ambiguous(Recipient recipient, List<Destination> matches) {
        return "'" + Printable.of(recipient.toString()) + "' is the name of " + matches.size()
                + " members; nothing was sent. Use an address: "
                + matches.stream().map(Destination::toString).collect(Collectors.joining(", "));
    }
}
