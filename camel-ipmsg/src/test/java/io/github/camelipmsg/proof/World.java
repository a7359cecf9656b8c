/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.ipmsg.Confirmation;
import io.github.camelipmsg.proof.Complaints.Wrong;
import io.github.camelipmsg.simulation.LinkQuality;
import io.github.camelipmsg.simulation.SimulatedNetwork;
import io.github.camelipmsg.simulation.Simulation;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Four Camel hosts, two official clients, one iptux, somebody who means ill, and a network that loses, doubles, delays,
 * reorders and parts them, while hosts are stopped, crash and come again. All of it in one thread and repeatable by seed.
 */
final class World {
    private static final Duration JOINING = Duration.ofSeconds(8);
    private static final Duration LAST_WORDS = Duration.ofSeconds(100);
    private static final int LOOKS = 10;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** Some three times what a stranger may get. */
    private static final int LONG = 200;

    private final Scenario scenario;
    private final Simulation simulation;
    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final List<CamelHost> hosts = new ArrayList<>();
    private final List<OfficialPeer> officials;
    private final IptuxPeer iptux;
    private final Mischief mischief;
    private final Figures figures = new Figures();
    private int left;

    World(Scenario scenario, Path disk) {
        this.scenario = scenario;
        this.simulation = Simulation.withSeed(scenario.seed());
        this.network = simulation.network();
        this.random = simulation.random();
        this.ledger = new Ledger(simulation);
        this.left = scenario.messages();
        host(
                "alpha",
                1,
                role("Ops", Duration.ofMillis(40), 20, 1, true, "acknowledge=ON_RECEIVE&open=ON_RECEIVE"),
                disk);
        host("beta", 2, role("", Duration.ofMillis(1_500), 15, 1, false, "acknowledge=ON_COMPLETION"), disk);
        host(
                "gamma",
                3,
                role(
                        "",
                        Duration.ofMillis(300),
                        15,
                        2,
                        false,
                        "acknowledge=ON_COMPLETION&exchangePattern=InOut&replyLimit=1000000"),
                disk);
        host(
                "delta",
                4,
                role(
                        "Ops",
                        Duration.ofMillis(30),
                        25,
                        1,
                        false,
                        "acknowledge=ON_COMPLETION&open=MANUAL",
                        "acknowledge=ON_RECEIVE&open=MANUAL"),
                disk);
        this.officials = List.of(
                new OfficialPeer(simulation, ledger, "10.1.0.11", "taro"),
                new OfficialPeer(simulation, ledger, "10.1.0.12", "hanako"));
        this.iptux = new IptuxPeer(simulation, ledger, "10.1.0.13", "tux");
        this.mischief = new Mischief(simulation, ledger, hosts, iptux.socket.address());
    }

    private static CamelHost.Role role(
            String group, Duration slowest, int failing, int attempts, boolean opensOnReceive, String... consumers) {
        boolean manual = consumers[0].contains("MANUAL");
        return new CamelHost.Role(
                group, List.of(consumers), new Step.Manner(slowest, failing, attempts), opensOnReceive, manual);
    }

    private void host(String name, int last, CamelHost.Role role, Path disk) {
        hosts.add(new CamelHost(name, "10.1.0." + last, role, scenario.fault(), simulation, ledger, disk));
    }

    // ---- the run -------------------------------------------------------------------------------------------------

    /** Lives its whole life, and is judged. */
    void run() throws Exception {
        for (CamelHost host : hosts) {
            host.starts();
        }
        officials.forEach(OfficialPeer::joins);
        iptux.starts();
        simulation.advance(JOINING);
        List<Integer> idle = hosts.stream().map(host -> host.machine.timers()).toList();
        network.quality(LinkQuality.LAN
                .losing(scenario.loss())
                .doubling(0.1)
                .reordering(0.1)
                .delaying(Duration.ofMillis(1), Duration.ofMillis(40)));
        sendNext();
        mischief.begins();
        Chaos chaos = new Chaos(simulation, network, hosts, officials, iptux, figures);
        chaos.begins();
        while (!simulation.runWhile(() -> left > 0, Duration.ofSeconds(4 + random.nextInt(16)))) {
            chaos.strikes();
        }
        chaos.ends();
        mischief.stops();
        network.quality(LinkQuality.LAN);
        simulation.advance(LAST_WORDS);
        askForLastWords();
        checkThatNothingGoesOn(idle);
        hosts.forEach(CamelHost::stops);
        simulation.advance(Duration.ofSeconds(5));
        hosts.forEach(host -> host.machine
                .leftovers()
                .forEach(each -> ledger.complaints.add(Wrong.LEFTOVER, host.name + ": " + each)));
        judge();
    }

    private void askForLastWords() {
        for (Message message : ledger.all()) {
            if ((message.kind == Message.Kind.PENDING || message.kind == Message.Kind.HOLD)
                    && message.number > 0
                    && ledger.stillRuns(message)) {
                host(message.sender).confirmation(message);
            }
        }
        simulation.advance(Duration.ofSeconds(5));
    }

    private CamelHost host(String name) {
        return hosts.stream().filter(host -> host.name.equals(name)).findFirst().orElseThrow();
    }

    /**
     * Retries, deadlines and queues have come to their end: what ticks is what ticked before the first message. Looks
     * several times, because members refresh every few minutes, and whoever is about to answer has a timer for that.
     */
    private void checkThatNothingGoesOn(List<Integer> idle) {
        List<Integer> fewest = new ArrayList<>(Collections.nCopies(hosts.size(), Integer.MAX_VALUE));
        for (int look = 0; look < LOOKS; look++) {
            for (int i = 0; i < hosts.size(); i++) {
                fewest.set(i, Math.min(fewest.get(i), hosts.get(i).machine.timers()));
            }
            simulation.advance(BETWEEN_LOOKS);
        }
        for (int i = 0; i < hosts.size(); i++) {
            if (fewest.get(i) > idle.get(i)) {
                ledger.complaints.add(
                        Wrong.LEFTOVER,
                        hosts.get(i).name + " has " + fewest.get(i) + " timers, and had " + idle.get(i));
            }
        }
    }

    private void judge() {
        Judgement judgement = new Judgement(ledger);
        judgement.judge();
        figures.fates.putAll(judgement.fates());
        figures.messages = scenario.messages();
        figures.replies = (long) ledger.size() - scenario.messages();
        figures.runAgainAfterRestart = ledger.runs.afterRestart;
        figures.held = judgement.held();
        figures.heldAndDelivered = judgement.heldAndDelivered();
        figures.heldToStrangers = ledger.watch.heldToStrangers();
        figures.add(network.traffic());
        figures.add(ledger.complaints);
    }

    Figures figures() {
        return figures;
    }

    Complaints complaints() {
        return ledger.complaints;
    }

    String digest() {
        return ledger.watch.digest();
    }

    // ---- sending -------------------------------------------------------------------------------------------------

    private void sendNext() {
        send();
        if (--left > 0) {
            simulation.later(Duration.ofMillis(random.nextInt(scenario.gapMillis() + 1)), this::sendNext);
        }
    }

    private void send() {
        int who = random.nextInt(100);
        List<CamelHost> up = hosts.stream().filter(CamelHost::isUp).toList();
        if (who < 12 || up.isEmpty()) {
            long options = Wire.SENDCHECKOPT
                    | Wire.CAPUTF8OPT
                    | (random.nextInt(6) == 0 ? Wire.SECRETOPT | Wire.READCHECKOPT : 0);
            officials.get(random.nextInt(officials.size())).send(someHost(), options);
        } else if (who < 22 && iptux.isRunning()) {
            iptux.send(someHost(), Wire.SENDCHECKOPT);
        } else {
            send(up.get(random.nextInt(up.size())));
        }
    }

    private InetSocketAddress someHost() {
        return hosts.get(random.nextInt(hosts.size())).socket();
    }

    private void send(CamelHost sender) {
        int how = random.nextInt(100);
        boolean split = how < 1;
        boolean pending = !split && how < 14;
        boolean hold = how >= 64 && how < 74;
        Confirmation confirmation =
                how >= 88 ? Confirmation.NONE : how >= 74 ? Confirmation.READ : Confirmation.RECEIVED;
        if (pending && random.nextInt(3) == 0) {
            confirmation = Confirmation.READ;
        }
        int words = split ? 1_500 + random.nextInt(2_000) : hold && random.nextInt(6) == 0 ? LONG : 1;
        Message.Kind kind = pending ? Message.Kind.PENDING : hold ? Message.Kind.HOLD : Message.Kind.AWAITED;
        String to = hold ? absent().orElseGet(() -> recipient(sender, false)) : recipient(sender, split);
        sender.send(ledger.sends(sender.name, kind, words), to, confirmation, split);
    }

    /** One of our hosts that is down just now, perhaps. */
    private Optional<String> absent() {
        return hosts.stream()
                .filter(host -> !host.isUp() && random.nextBoolean())
                .map(host -> host.name)
                .findFirst();
    }

    private String recipient(CamelHost sender, boolean one) {
        int which = random.nextInt(one ? 75 : 100);
        CamelHost other = hosts.get((hosts.indexOf(sender) + 1 + random.nextInt(hosts.size() - 1)) % hosts.size());
        OfficialPeer official = officials.get(random.nextInt(officials.size()));
        if (which < 20) {
            return other.name;
        } else if (which < 35) {
            return "user:" + other.name + "@host-of-" + other.name;
        } else if (which < 55) {
            return other.address.getHostAddress();
        } else if (which < 70) {
            return official.user;
        } else if (which < 75) {
            return iptux.user;
        } else if (which < 82) {
            return other.name + ", " + official.user;
        } else if (which < 90) {
            return "group:Ops";
        } else if (which < 94) {
            return "*";
        } else if (which < 97) {
            return "10.1.0.250"; // where nobody is
        }
        return which < 99 ? "nick:Nobody" : "broadcast:";
    }
}
