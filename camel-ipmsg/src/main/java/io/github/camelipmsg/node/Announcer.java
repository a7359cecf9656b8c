/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.transport.LocalNetwork;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the network that we are here, answers others who say so, asks again from time to time, and says goodbye
 * (draft 14; delays and repetitions as the official client 4.99).
 *
 * <p>Confined to the loop.
 */
final class Announcer {
    /** Lets address resolution finish, which may cost the first datagram. */
    static final Duration AFTER_NOOPERATION = Duration.ofMillis(250);

    static final Duration SECOND_ENTRY = Duration.ofSeconds(5);
    static final Duration SECOND_EXIT = Duration.ofMillis(100);
    /** Cables and DHCP come late; the official client 4.99 looks that often after a suspend. */
    static final Duration INTERFACES_ARE_READ_EVERY = Duration.ofSeconds(20);
    /** A member may take that long to answer an entry on a large network. */
    static final Duration ANSWERS_COME_WITHIN = Duration.ofSeconds(10);
    /** A member that does not answer so many refreshes is gone. */
    static final int MISSES = 3;

    static final Duration REFRESHES_REST = Duration.ofSeconds(1);

    private static final int MAX_ANSWERS_QUEUED = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final NodeOptions options;
    private final Transport transport;
    private final EventExecutor loop;
    private final LoopDoor door;
    private final Timers timers;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor workers;
    private final MemberTable members;
    private final PacketSender packets;
    private final Absence absence;
    private final Map<InetSocketAddress, CommandWord> answers = new LinkedHashMap<>();
    private final Deque<Instant> refreshes = new ArrayDeque<>();
    private Set<InetSocketAddress> entered = Set.of(); // the broadcast addresses that know of us
    private Set<InetAddress> addresses = Set.of(); // where they know us
    private Instant refreshedAt = Instant.MIN;
    private boolean leaving;

    Announcer(
            NodeOptions options,
            Transport transport,
            NodeEnvironment environment,
            LoopDoor door,
            MemberTable members,
            PacketSender packets,
            Absence absence) {
        this.options = options;
        this.transport = transport;
        this.loop = transport.loop();
        this.door = door;
        this.timers = new Timers(loop);
        this.clock = environment.steadyClock();
        this.random = environment.random();
        this.workers = environment.workers();
        this.members = members;
        this.packets = packets;
        this.absence = absence;
    }

    /** Enters, once more 5 s later, and keeps asking at every discovery interval. */
    void join() {
        assert loop.inEventLoop();
        if (targets().isEmpty()) {
            LOG.warn(
                    "Node '{}' announces itself to nobody: no network with broadcasts, and discoveryAddresses is not set",
                    options.nickname());
        }
        entered = broadcasts();
        addresses = addresses();
        announce(Command.NOOPERATION);
        after(AFTER_NOOPERATION, () -> announce(Command.BR_ENTRY));
        after(AFTER_NOOPERATION.plus(SECOND_ENTRY), () -> announce(Command.BR_ENTRY));
        refreshes.add(clock.instant());
        after(options.discoveryInterval(), this::refresh);
        after(INTERFACES_ARE_READ_EVERY, this::watchInterfaces);
    }

    /** Says goodbye, twice; {@code done} runs when the second one is out. */
    void leave(Runnable done) {
        assert loop.inEventLoop();
        leaving = true;
        sayGoodbye();
        timers.after(SECOND_EXIT, () -> {
            try {
                sayGoodbye();
            } finally {
                done.run();
            }
        });
    }

    private void sayGoodbye() {
        packets.sendLast(absence.as(Command.BR_EXIT), absence.presence(), everybody());
    }

    /**
     * Answers an entry after a random delay, so that not everybody answers at once. One timer serves all that wait, a
     * second entry of the same host brings no second answer, and those beyond {@value #MAX_ANSWERS_QUEUED} are answered
     * at once.
     *
     */
    void answer(Packet entry, InetSocketAddress from) {
        assert loop.inEventLoop();
        CommandWord answer = absence.as(Command.ANSENTRY);
        if (entry.command().has(PresenceOption.CAPUTF8OPT)) {
            answer = answer.with(PresenceOption.UTF8OPT);
        }
        if (answers.containsKey(from)) {
            answers.put(from, answer);
        } else if (answers.size() >= MAX_ANSWERS_QUEUED) {
            packets.answer(answer, absence.presence(), from);
        } else {
            answers.put(from, answer);
            if (answers.size() == 1) {
                after(answerDelay(), this::answerAll);
            }
        }
    }

    /** How many of our answers are on their way to that host, each of which takes what a stranger may be sent. */
    int answersDue(InetSocketAddress to) {
        assert loop.inEventLoop();
        return answers.containsKey(to) ? 1 : 0;
    }

    /** Asks one host that is not in the list who it is; its answer adds it. */
    void introduce(InetSocketAddress stranger) {
        assert loop.inEventLoop();
        packets.answer(absence.as(Command.BR_ENTRY), absence.presence(), stranger);
    }

    /** Enters at one member, who answers that and forgets what it remembers of our numbers, if it is iptux. */
    void enterAt(InetSocketAddress member) {
        assert loop.inEventLoop();
        packets.send(absence.as(Command.BR_ENTRY), absence.presence(), member);
    }

    /** Packet numbers begin anew: whoever drops what is not above the last one forgets that one at an entry (iptux 0.8.3). */
    void numbersBeginAnew() {
        door.run(this::enter);
    }

    /** We have gone away or come back, or say otherwise why. */
    void absenceChanged() {
        assert loop.inEventLoop();
        tell(Command.NOOPERATION, targets());
        after(AFTER_NOOPERATION, () -> tell(Command.BR_ABSENCE, everybody()));
    }

    /** Asks everybody to answer, now; no more than once a second, however many want it. Nobody is missed for it. */
    void refreshNow() {
        assert loop.inEventLoop();
        Instant now = clock.instant();
        if (leaving || now.isBefore(refreshedAt.plus(REFRESHES_REST))) {
            return;
        }
        refreshedAt = now;
        rescan(() -> enter(this::tell));
    }

    /** Tells everybody that we are here, also those whom we have told before: they may have missed us, or look elsewhere. */
    void enter() {
        assert loop.inEventLoop();
        enter(this::tellUnasked);
    }

    private void enter(BiConsumer<Command, Set<InetSocketAddress>> told) {
        if (!leaving) {
            entered = broadcasts();
            told.accept(Command.BR_ENTRY, everybody());
        }
    }

    /** Reads the interfaces now, and tells everybody if we have moved; {@code andThen} runs in any case. */
    void lookAround(Runnable andThen) {
        assert loop.inEventLoop();
        rescan(() -> {
            noticeChanges();
            andThen.run();
        });
    }

    private void answerAll() {
        Map<InetSocketAddress, CommandWord> due = new LinkedHashMap<>(answers);
        answers.clear();
        due.forEach((to, answer) -> packets.answer(answer, absence.presence(), to));
    }

    private Duration answerDelay() {
        int spread = members.size() < 50 ? 1024 : members.size() < 300 ? 2048 : 4096;
        return Duration.ofMillis(random.nextInt(spread) + 5L);
    }

    private void refresh() {
        after(options.discoveryInterval(), this::refresh);
        rescan(this::askEverybody);
    }

    private void watchInterfaces() {
        after(INTERFACES_ARE_READ_EVERY, this::watchInterfaces);
        rescan(this::noticeChanges);
    }

    private void rescan(Runnable andThen) {
        try {
            workers.execute(() -> {
                transport.rescan(); // interfaces come and go; reading them may block
                door.run(andThen); // the node may be closed by then
            });
        } catch (RejectedExecutionException e) {
            andThen.run();
        }
    }

    /** Peers know us by our address: whoever has a new one says so. */
    private void noticeChanges() {
        Set<InetAddress> before = addresses;
        addresses = addresses();
        boolean isNew = !entered.containsAll(broadcasts()) || !before.containsAll(addresses);
        if (!before.equals(addresses)) {
            LOG.info(
                    "'{}' {} now; it was {}",
                    options.nickname(),
                    addresses.isEmpty() ? "has no address" : "is at " + format(addresses),
                    before.isEmpty() ? "nowhere" : "at " + format(before));
        }
        entered = broadcasts();
        if (isNew) {
            enter();
        }
    }

    /** Where peers may see us; addresses of one link come and go with every virtual machine, and nobody writes to them. */
    private Set<InetAddress> addresses() {
        Set<InetAddress> ours = new LinkedHashSet<>();
        transport.networks().stream()
                .map(LocalNetwork::address)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .forEach(ours::add);
        return ours;
    }

    private static String format(Set<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }

    private void askEverybody() {
        if (leaving) {
            return;
        }
        Instant now = clock.instant();
        Instant last = refreshes.getLast();
        refreshes.add(now);
        if (refreshes.size() > MISSES) {
            refreshes.removeFirst();
        }
        entered = broadcasts();
        Set<InetSocketAddress> targets = targets();
        tellUnasked(Command.BR_ENTRY, targets);
        // who did not answer last time may be where broadcasts do not go
        members.all().stream()
                .filter(member -> !member.hearsay() && member.lastHeard().isBefore(last))
                .map(Member::address)
                .filter(address -> !targets.contains(address))
                .forEach(address -> packets.answer(absence.as(Command.BR_ENTRY), absence.presence(), address));
        if (refreshes.size() == MISSES) {
            Instant oldest = refreshes.getFirst();
            Duration interval = options.discoveryInterval();
            after(
                    interval.compareTo(ANSWERS_COME_WITHIN) < 0 ? interval : ANSWERS_COME_WITHIN,
                    () -> members.forgetSilentSince(oldest));
        }
    }

    private void announce(Command command) {
        tellUnasked(command, targets());
    }

    /** Because a route wants it. */
    private void tell(Command command, Set<InetSocketAddress> whom) {
        packets.send(absence.as(command), absence.presence(), whom);
    }

    /** Because it is time for it. */
    private void tellUnasked(Command command, Set<InetSocketAddress> whom) {
        packets.sendUnasked(absence.as(command), absence.presence(), whom);
    }

    /** Members whom no broadcast reaches included, and each once: they get one packet under one number. */
    private Set<InetSocketAddress> everybody() {
        Set<InetSocketAddress> everybody = targets();
        everybody.addAll(beyondBroadcasts());
        return everybody;
    }

    /** Those whom no broadcast of ours reaches, because they are elsewhere or listen on another port. */
    private Set<InetSocketAddress> beyondBroadcasts() {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        members.all().stream()
                .filter(member -> !member.hearsay())
                .map(Member::address)
                .filter(this::isBeyondBroadcasts)
                .forEach(addresses::add);
        return addresses;
    }

    private boolean isBeyondBroadcasts(InetSocketAddress address) {
        return !options.broadcasts()
                || address.getPort() != options.discoveryPort()
                || transport.networks().stream()
                        .noneMatch(network -> network.broadcastAddress() != null
                                && network.subnet().contains(address.getAddress()));
    }

    /** Where a datagram to everybody goes. */
    Set<InetSocketAddress> targets() {
        Set<InetSocketAddress> targets = broadcasts();
        targets.addAll(options.discoveryAddresses());
        members.all().stream()
                .filter(member -> member.dialUp() && !member.hearsay())
                .map(Member::address)
                .forEach(targets::add);
        return targets;
    }

    private Set<InetSocketAddress> broadcasts() {
        Set<InetSocketAddress> broadcasts = new LinkedHashSet<>();
        if (options.broadcasts()) {
            transport.networks().stream()
                    .flatMap(network -> network.broadcast().stream())
                    .forEach(address -> broadcasts.add(new InetSocketAddress(address, options.discoveryPort())));
        }
        return broadcasts;
    }

    private void after(Duration delay, Runnable action) {
        timers.after(delay, () -> {
            if (!leaving) {
                action.run();
            }
        });
    }
}
