/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.fuzz.FuzzInput;
import io.github.camelipmsg.protocol.BodyFuzz;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.PacketNumber;
import io.github.camelipmsg.simulation.RawHost;
import io.github.camelipmsg.simulation.Transmission;
import io.github.camelipmsg.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The steps that a fuzz input is made of, one byte each for its kind and some for what it does: datagrams as they are,
 * datagrams of a given command, references to what the node has sent, time that passes, what routes do.
 */
final class NodeFuzzScript {
    private static final int MAX_MEMBERS = 6;
    private static final Duration QUIET =
            Duration.ofMinutes(20); // longer than anything is waited for, or remembered by a timer
    private static final int TIMERS_OF_A_REFRESH = 2;

    /** Neighbours, a second program, a system service, a stranger far away, a program beside us, a broadcast address. */
    private static final List<String> ADDRESSES = List.of(
            "10.1.0.9",
            "10.1.0.8",
            "10.1.0.9:40000",
            "10.1.0.8:1023",
            "10.9.0.9",
            "10.1.0.1:2426",
            "10.1.0.255:2426",
            "10.1.0.10:65535");

    private static final List<String> RECIPIENTS = List.of(
            "*",
            "10.1.0.9",
            "10.1.0.9:40000",
            "10.9.0.9",
            "nick:taro",
            "user:user",
            "fuzzy:TARO",
            "group:Sales",
            "broadcast:");

    private static final List<Identity> SENDERS = List.of(
            new Identity("taro", "pc-of-taro"),
            new Identity("TARO", "PC-of-taro"),
            new Identity("hanako", "pc-of-taro"),
            new Identity("taro-<0123456789abcdef>", "pc-of-taro"),
            new Identity("bot", "host-of-bot"),
            new Identity("", ""));

    private static final List<Command> COMMANDS = List.of(Command.values());
    private static final List<Command> REFERENCES =
            List.of(Command.RECVMSG, Command.READMSG, Command.ANSREADMSG, Command.DELMSG, Command.RELEASEFILES);

    private final SimulatedNodes nodes;
    private final NodeFixture bot;
    private final Mailbox mailbox;
    private final LockstepPeer healthy;
    private final StrangersLedger ledger;
    private final SilenceLedger silence;
    private final Map<String, RawHost> strangers = new HashMap<>();
    private final int timers;
    private byte[] last = {};
    private boolean holding;
    private boolean refusing;
    private @Nullable AssertionError complaint; // of a ledger

    NodeFuzzScript(Path stateDirectory, UnaryOperator<Transport> network) throws IOException {
        nodes = new SimulatedNodes(1, stateDirectory);
        nodes.wrap(network);
        bot = nodes.joined(nodes.node("bot", "10.1.0.1")
                .maxMembers(MAX_MEMBERS)
                .hostLists()
                .peerCharsets("10.1.0.8=GB18030"));
        mailbox = bot.mailbox();
        healthy = nodes.peer("healthy", "10.1.0.7", bot);
        InetSocketAddress everybody = SimulatedNodes.socket("10.1.0.255");
        ledger = new StrangersLedger(bot.address(), everybody);
        silence = new SilenceLedger(bot.address(), everybody);
        nodes.network.onTransmission(this::sent);
        timers = nodes.timers();
    }

    void step(FuzzInput input) {
        switch (input.number() % 8) {
            case 0 -> send(stranger(input), input.field());
            case 1 -> send(stranger(input), packet(input));
            case 2 -> send(stranger(input), BodyFuzz.datagram(new FuzzInput(input.field())));
            case 3 -> send(stranger(input), reference(input));
            case 4 -> nodes.simulation.advance(Duration.ofMillis(1L << input.number() % 18));
            case 5 -> route(input);
            case 6 -> act(input);
            default -> flood(stranger(input), input.number());
        }
        nodes.simulation.advance(Duration.ofMillis(1));
        assertNoLedgerHasComplained();
        if (!holding && !refusing) { // or nobody is there to tell
            assertThat(bot.members()).hasSizeLessThanOrEqualTo(MAX_MEMBERS);
        }
    }

    /** What is thrown here reaches the stage of a future, perhaps, and nobody else. */
    private void sent(Transmission datagram) {
        try {
            ledger.sent(datagram);
            silence.sent(datagram);
        } catch (AssertionError e) {
            complaint = complaint == null ? e : complaint;
        }
    }

    private void assertNoLedgerHasComplained() {
        if (complaint != null) {
            throw complaint;
        }
    }

    private void send(RawHost stranger, byte[] datagram) {
        last = datagram;
        stranger.send(bot.address(), datagram);
    }

    private RawHost stranger(FuzzInput input) {
        return strangers.computeIfAbsent(input.oneOf(ADDRESSES), nodes.network::raw);
    }

    private static byte[] packet(FuzzInput input) {
        Identity sender = input.oneOf(SENDERS);
        Command command = input.oneOf(COMMANDS);
        int word = (command.code() & 0xff) | input.options();
        return bytes(input.number() % 8, sender, word, new String(input.field(), StandardCharsets.ISO_8859_1));
    }

    /** To one of the last 16 things that the node has sent, to whomever. */
    private byte[] reference(FuzzInput input) {
        Identity sender = input.oneOf(SENDERS);
        int word = CommandWord.of(input.oneOf(REFERENCES)).bits() | input.options();
        List<Transmission> sent = nodes.sentFrom(bot);
        Transmission meant = sent.get(Math.max(0, sent.size() - 1 - input.number() % 16));
        String number = new String(meant.bytes(), StandardCharsets.ISO_8859_1).split(":", 3)[1];
        return bytes(input.number() % 8, sender, word, number);
    }

    private static byte[] bytes(int number, Identity sender, int word, String body) {
        String packet = "1:" + number + ":" + sender.user() + ":" + sender.host() + ":" + Integer.toUnsignedString(word)
                + ":" + body;
        return packet.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void route(FuzzInput input) {
        int how = input.number();
        String to = input.oneOf(RECIPIENTS);
        Draft draft = Draft.of("message " + new String(input.field(), StandardCharsets.UTF_8).replace('\0', ' '))
                .to(to)
                .inFlight(1 + how % 4)
                .resolvedWithin(Duration.ofSeconds(1));
        if ((how & 4) == 0) {
            draft.split();
        } else if ((how & 8) == 0 || to.equals("broadcast:")) {
            draft.unconfirmed();
        } else {
            draft.read();
        }
        if ((how & 16) != 0) {
            draft.notAwaited();
        }
        if ((how & 32) != 0) {
            draft.options(MessageOption.NOLOGOPT);
        }
        ledger.routeSends(nodes.simulation.clock().instant());
        bot.begins(draft);
    }

    private void act(FuzzInput input) {
        Node node = bot.node;
        int act = input.number() % 10;
        if (act <= 2) {
            ledger.routeTells();
        }
        switch (act) {
            case 0 -> ignored(node.absent(new String(input.field(), StandardCharsets.UTF_8)));
            case 1 -> ignored(node.present());
            case 2 -> ignored(node.refresh());
            case 3 ->
                ignored(node.ask(
                        input.oneOf(List.of(Question.values())),
                        Recipient.parse("10.1.0.9", NodeOptions.DEFAULT_PORT),
                        Duration.ofSeconds(1),
                        Draft.of("").to("10.1.0.9").message().policy()));
            case 4 -> {
                if (!mailbox.messages().isEmpty()) {
                    node.opened(mailbox.last());
                }
            }
            case 5 -> mailbox.room(input.number());
            case 6 -> hold(true);
            case 7 -> hold(false);
            case 8 -> refuse(input.flag());
            default -> {
                if (!mailbox.messages().isEmpty() && mailbox.last().answerable()) { // as the component asks first
                    InboundMessage question = mailbox.last();
                    Draft reply = Draft.of(StrangersLedger.REPLY)
                            .to(SocketAddresses.format(question.from()))
                            .answer();
                    ignored(node.reply(question, reply.message(), 5));
                }
            }
        }
    }

    /** What was sent last, again and again. */
    private void flood(RawHost stranger, int copies) {
        for (int i = 0; i < copies; i++) {
            stranger.send(bot.address(), last);
        }
    }

    private void refuse(boolean refuse) {
        refusing = refuse;
        bot.workers.refuse(refuse);
    }

    private void hold(boolean hold) {
        holding = hold;
        if (hold) {
            bot.workers.hold();
        } else {
            bot.workers.release();
        }
    }

    private static void ignored(CompletionStage<?> stage) {
        CompletionStage<?> unused = stage;
    }

    /** After all of that. */
    void end() {
        refuse(false);
        hold(false);
        mailbox.room(Integer.MAX_VALUE);
        nodes.simulation.advance(QUIET);
        assertThat(nodes.timers()).as("timers").isLessThanOrEqualTo(timers + TIMERS_OF_A_REFRESH);
        assertHealthyPeerIsAnswered();
        assertNothingWasRunTwice();
        nodes.simulation.advance(Duration.ofSeconds(20));
        nodes.closeAll();
        assertNoLedgerHasComplained();
    }

    private void assertHealthyPeerIsAnswered() {
        healthy.listensAfresh();
        PacketNumber number = healthy.says("still here?", MessageOption.SENDCHECKOPT);
        healthy.hearsReceiptFor(number);
        assertThat(mailbox.texts()).endsWith("still here?");
    }

    private void assertNothingWasRunTwice() {
        assertThat(mailbox.messages())
                .extracting(message -> List.of(message.sender().identity(), message.number(), message.text()))
                .doesNotHaveDuplicates();
    }
}
