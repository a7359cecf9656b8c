/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import static io.github.camelipmsg.test.junit5.Packet.ABSENCEOPT;
import static io.github.camelipmsg.test.junit5.Packet.ANSREADMSG;
import static io.github.camelipmsg.test.junit5.Packet.BR_ENTRY;
import static io.github.camelipmsg.test.junit5.Packet.BR_EXIT;
import static io.github.camelipmsg.test.junit5.Packet.GETABSENCEINFO;
import static io.github.camelipmsg.test.junit5.Packet.GETINFO;
import static io.github.camelipmsg.test.junit5.Packet.READCHECKOPT;
import static io.github.camelipmsg.test.junit5.Packet.READMSG;
import static io.github.camelipmsg.test.junit5.Packet.RECVMSG;
import static io.github.camelipmsg.test.junit5.Packet.SECRETOPT;
import static io.github.camelipmsg.test.junit5.Packet.SENDABSENCEINFO;
import static io.github.camelipmsg.test.junit5.Packet.SENDCHECKOPT;
import static io.github.camelipmsg.test.junit5.Packet.SENDINFO;
import static io.github.camelipmsg.test.junit5.Packet.SENDMSG;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with an IP Messenger, who does what the test says. Confirms at once and opens nothing unless told otherwise. Get
 * one from {@link IpmsgNetwork#peer}; it leaves at the end of the test. Thread-safe.
 *
 * <p>Whatever waits does so for the network's {@linkplain IpmsgNetwork#patience patience} at most, and then fails with an
 * AssertionError that tells what this peer has seen instead.
 */
public final class ScriptedPeer {
    private static final String HOST = "test-pc";

    private final IpmsgNetwork network;
    private final String nickname;
    private final String user;
    private final String group;
    private final PacketFormat format;
    private final Datagrams datagrams;
    private final Mailbox mailbox = new Mailbox();
    private final AtomicLong lastNumber = new AtomicLong(1_000);

    private volatile @Nullable Duration confirmsAfter = Duration.ZERO; // null: never
    private volatile @Nullable Duration opensAfter;
    private final Object entering = new Object();
    private volatile boolean present = true;
    private volatile @Nullable String awayFor; // null: is here
    private volatile String version = "A scripted peer";
    private volatile boolean answersQuestions = true;

    ScriptedPeer(IpmsgNetwork network, String nickname, String user, String group, PacketFormat format) {
        format.require(nickname + group);
        this.network = network;
        this.nickname = nickname;
        this.user = user;
        this.group = group;
        this.format = format;
        this.datagrams = new Datagrams(nickname, format, this::hear);
    }

    // ---- the script ----------------------------------------------------------------------------------------------

    /** From now on it confirms each message at once, and each repetition. */
    public ScriptedPeer confirms() {
        return confirmsAfter(Duration.ZERO);
    }

    /** From now on it confirms each message so long after it came, and each repetition likewise. */
    public ScriptedPeer confirmsAfter(Duration delay) {
        confirmsAfter = delay;
        return this;
    }

    /** From now on it confirms nothing, as if its firewall dropped what it says. */
    public ScriptedPeer neverConfirms() {
        confirmsAfter = null;
        return this;
    }

    /** From now on it opens each sealed message so long after it came, and tells the sender if that wants to know. */
    public ScriptedPeer opensAfter(Duration delay) {
        opensAfter = delay;
        return this;
    }

    /** From now on it opens nothing by itself; see {@link #opens}. */
    public ScriptedPeer neverOpens() {
        opensAfter = null;
        return this;
    }

    /** From now on it says so when a node asks for its version; it has a version of its own unless told. */
    public ScriptedPeer answersVersion(String text) {
        format.require(text);
        version = text;
        answersQuestions = true;
        return this;
    }

    /** From now on it does not answer when a node asks for its version or whether it is away. */
    public ScriptedPeer neverAnswersQuestions() {
        answersQuestions = false;
        return this;
    }

    // ---- what it does --------------------------------------------------------------------------------------------

    /** Announces itself to every node, each of which knows it a moment later; a route that writes to a name waits for it. */
    public ScriptedPeer enters() {
        present = true;
        network.nodes().forEach((node, address) -> announce(address));
        return this;
    }

    /** Shows itself as away, as {@code Taro[away]}. */
    public ScriptedPeer goesAway() {
        return goesAway("away");
    }

    /** Shows itself as away, with {@code lunch} as {@code Taro[lunch]}, and says so when a node asks. */
    public ScriptedPeer goesAway(String why) {
        format.require(why);
        awayFor = why;
        return enters();
    }

    /** Shows itself as here again. */
    public ScriptedPeer comesBack() {
        awayFor = null;
        return enters();
    }

    /**
     * Says goodbye to every node that has announced itself so far, and answers nothing any more until it
     * {@linkplain #enters enters}. Who wants its coming seen waits for that first.
     */
    public ScriptedPeer leaves() {
        synchronized (entering) { // or an entry that another thread is at would be the last that a node hears
            present = false;
            network.nodes().values().forEach(node -> send(node, BR_EXIT, nickname));
        }
        return this;
    }

    /** Sends a message that wants a receipt, once, to the only node there is. */
    public SentMessage says(String text) {
        return says(text, network.onlyNode());
    }

    /**
     * Sends a message that wants a receipt, once.
     *
     * @param node the endpoint's name, or the node's user name if that is another
     */
    public SentMessage says(String text, String node) {
        return transmit(new SentMessage(node, nextNumber(), text, false, false, false));
    }

    /** Sends a sealed message to the only node there is, and wants to be told when it is opened. */
    public SentMessage saysSealed(String text) {
        return saysSealed(text, network.onlyNode());
    }

    /** The same, to a node by name. */
    public SentMessage saysSealed(String text, String node) {
        return transmit(new SentMessage(node, nextNumber(), text, true, false, false));
    }

    /**
     * Sends what nobody wrote, such as an absent client's answer to each message, to the only node there is. It wants no
     * receipt, and whoever answers it might talk for ever.
     */
    public SentMessage saysAutomatically(String text) {
        return saysAutomatically(text, network.onlyNode());
    }

    /** The same, to a node by name. */
    public SentMessage saysAutomatically(String text, String node) {
        return transmit(new SentMessage(node, nextNumber(), text, false, true, false));
    }

    /** Says something to everybody, of which the only node there is gets its datagram. It wants no receipt. */
    public SentMessage broadcasts(String text) {
        return broadcasts(text, network.onlyNode());
    }

    /** The same, of which a node gets its datagram that is named. */
    public SentMessage broadcasts(String text, String node) {
        return transmit(new SentMessage(node, nextNumber(), text, false, false, true));
    }

    /** Sends the very same message again, as a client does that has heard no receipt. */
    public ScriptedPeer repeats(SentMessage message) {
        transmit(message);
        return this;
    }

    /** Confirms a message by hand, for one who {@linkplain #neverConfirms never confirms} by himself. */
    public ScriptedPeer confirms(ReceivedMessage message) {
        send(network.address(message.node()), RECVMSG, Long.toString(message.packetNumber()));
        return this;
    }

    /** Opens a sealed message by hand. */
    public ScriptedPeer opens(ReceivedMessage message) {
        send(network.address(message.node()), READMSG | READCHECKOPT, Long.toString(message.packetNumber()));
        return this;
    }

    // ---- what it sees --------------------------------------------------------------------------------------------

    /** The next message that no earlier call has returned. */
    public ReceivedMessage awaitMessage() {
        return mailbox.awaitMessage(nickname + " waits for a message", network.patience());
    }

    /** Waits for the next message, which must have this text. */
    public ReceivedMessage awaitMessage(String text) {
        ReceivedMessage next = awaitMessage();
        if (!next.text().equals(text)) {
            throw new AssertionError(
                    nickname + " waits for the message '" + text + "', but the next one is '" + next.text() + "'");
        }
        return next;
    }

    /** Waits until the node has confirmed it. */
    public void awaitReceipt(SentMessage message) {
        mailbox.awaitReceipt(
                nickname + " waits for the receipt of '" + message.text() + "'", network.patience(), message);
    }

    /** Waits until the node has told that a sealed message was opened. */
    public void awaitOpening(SentMessage message) {
        mailbox.awaitOpening(nickname + " waits until '" + message.text() + "' is opened", network.patience(), message);
    }

    /** Every message so far, in order. */
    public List<ReceivedMessage> messages() {
        return mailbox.messages();
    }

    /** The texts of every message so far, in order. */
    public List<String> texts() {
        return messages().stream().map(ReceivedMessage::text).toList();
    }

    /** How often a message has come so far, repetitions counted. */
    public int transmissions(ReceivedMessage message) {
        return mailbox.transmissions(message);
    }

    /** Whether the node has confirmed it so far. */
    public boolean hasReceipt(SentMessage message) {
        return mailbox.hasReceipt(message);
    }

    /** As a route's option {@code to} or header {@code CamelIpmsgTo} names it by address, {@code 127.0.0.1:49152}. */
    public String address() {
        InetSocketAddress address = datagrams.address();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    public String nickname() {
        return nickname;
    }

    @Override
    public String toString() {
        return nickname + " (" + address() + ")";
    }

    // ---- the wire ------------------------------------------------------------------------------------------------

    InetSocketAddress socketAddress() {
        return datagrams.address();
    }

    void leavesForEver() {
        if (present) {
            leaves();
        }
        datagrams.close();
    }

    /** Tells one node that it is here. */
    void announce(InetSocketAddress node) {
        synchronized (entering) {
            if (present) {
                @Nullable String away = awayFor;
                String shown = away == null ? nickname : nickname + "[" + away + "]";
                int word = BR_ENTRY | format.capability() | (away == null ? 0 : ABSENCEOPT);
                send(node, word, shown + '\0' + group + '\0');
            }
        }
    }

    private SentMessage transmit(SentMessage message) {
        datagrams.send(
                network.address(message.node()),
                bytes(message.packetNumber(), message.word() | format.capability(), message.text()));
        return message;
    }

    private void send(InetSocketAddress node, int word, String body) {
        datagrams.send(node, bytes(nextNumber(), word, body));
    }

    private byte[] bytes(long number, int word, String body) {
        return format.write(number, user, HOST, word, body);
    }

    private long nextNumber() {
        return lastNumber.incrementAndGet();
    }

    private void hear(Packet packet, InetSocketAddress from) {
        if (!present) {
            return;
        }
        switch (packet.command()) {
            case SENDMSG -> hearMessage(packet, from);
            case RECVMSG -> mailbox.receipt(packet.user(), packet.body());
            case READMSG -> {
                mailbox.opening(packet.user(), packet.body());
                if (packet.has(READCHECKOPT)) {
                    send(from, ANSREADMSG, packet.number());
                }
            }
            case GETINFO -> answerQuestion(packet, "version", from, SENDINFO, version);
            case GETABSENCEINFO -> answerQuestion(packet, "absence", from, SENDABSENCEINFO, absence());
            default -> {} // presence is the network's, and nothing else concerns routes
        }
    }

    private void hearMessage(Packet packet, InetSocketAddress from) {
        mailbox.message(ReceivedMessage.of(packet));
        @Nullable Duration confirms = confirmsAfter;
        if (confirms != null && packet.has(SENDCHECKOPT)) {
            network.later(confirms, () -> answer(from, RECVMSG, packet.number()));
        }
        @Nullable Duration opens = opensAfter;
        if (opens != null && packet.has(SECRETOPT)) {
            network.later(opens, () -> answer(from, READMSG | READCHECKOPT, packet.number()));
        }
    }

    private void answerQuestion(Packet packet, String what, InetSocketAddress from, int word, String text) {
        mailbox.question(packet.user(), what);
        if (answersQuestions) {
            send(from, word, text);
        }
    }

    private String absence() {
        @Nullable String away = awayFor;
        return away == null ? "Not Absence mode" : away; // as the official client says it
    }

    private void answer(InetSocketAddress to, int word, String number) {
        if (present) {
            send(to, word, number);
        }
    }
}
