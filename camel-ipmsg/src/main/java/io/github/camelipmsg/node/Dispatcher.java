/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.MalformedPacketException;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Packet;
import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.transport.Datagram;
import io.github.camelipmsg.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every datagram comes in: decodes it, turns away what must not be heard, and picks the room for the rest.
 *
 * <p>Confined to the loop.
 */
final class Dispatcher implements Transport.Receiver {
    private static final String VERSION_TEXT = "camel-ipmsg";

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Identity self;
    private final PeerCharsets charsets;
    private final FirstReadings readings = new FirstReadings();
    private final HostLists hostLists;
    private final PacketCodec codec;
    private final Transport transport;
    private final AccessList access;
    private final AnswerBudget budget;
    private final MemberTable members;
    private final Announcer announcer;
    private final IptuxMemory iptux;
    private final DeliveryTracker deliveries;
    private final Inbox inbox;
    private final ReadNotices readNotices;
    private final Absence absence;
    private final Queries queries;
    private final PacketSender packets;
    private final Mender mender;
    private final SelfCall selfCall;
    private final NodeCounters counters;
    private final Occasionally conflicts;
    private final Occasionally strangers;
    private final Occasionally failures;
    private final Occasionally losses;

    Dispatcher(NodeOptions options, PacketCodec codec, Transport transport, NodeParts parts) {
        this.self = options.identity();
        this.charsets = parts.charsets();
        this.hostLists = parts.hostLists();
        this.codec = codec;
        this.transport = transport;
        this.access = parts.access();
        this.budget = parts.budget();
        this.members = parts.members();
        this.announcer = parts.announcer();
        this.iptux = parts.iptux();
        this.deliveries = parts.deliveries();
        this.inbox = parts.inbox();
        this.readNotices = parts.readNotices();
        this.absence = parts.absence();
        this.queries = parts.queries();
        this.packets = parts.packets();
        this.mender = parts.mender();
        this.selfCall = parts.selfCall();
        this.counters = parts.counters();
        this.conflicts = new Occasionally(parts.clock());
        this.strangers = new Occasionally(parts.clock());
        this.failures = new Occasionally(parts.clock());
        this.losses = new Occasionally(parts.clock());
    }

    @Override
    public void received(Datagram datagram) {
        counters.count(Event.RECEIVED);
        InetSocketAddress from = datagram.remote();
        boolean listensTo = access.listensTo(from.getAddress());
        if (!listensTo && !mayHaveCause(from)) {
            turnAwayStranger(from);
            return;
        }
        @Nullable Member known = members.at(from).orElse(null);
        Function<ClientKind, Charset> legacy = kind -> charsets.toRead(from.getAddress(), kind, known);
        Reading reading;
        try {
            reading = read(datagram, legacy);
        } catch (MalformedPacketException e) {
            counters.count(Event.MALFORMED);
            LOG.debug("Malformed datagram from {}: {}", SocketAddresses.format(from), e.getMessage());
            return;
        }
        Packet packet = reading.packet();
        if (!listensTo && !isOurDue(packet, from)) {
            turnAwayStranger(from); // an address that we wrote to may confirm, or answer what it was asked, no more
        } else if (access.isOwn(from)) {
            counters.count(Event.OWN);
            selfCall.heard();
        } else if (packet.sender().equals(self)) {
            conflict(from);
        } else {
            if (from.getPort() >= AnswerBudget.FIRST_UNPRIVILEGED_PORT) {
                budget.heard(from); // nothing is ever answered to the others
            }
            budget.spoke(packet.sender(), from);
            members.heard(packet.sender(), from);
            iptux.heard(packet, from);
            if (packet.body() instanceof Body.Text text && text.text().indexOf('\ufffd') >= 0) {
                lookForLosses(reading, datagram);
            }
            if (!dispatch(packet, from)) {
                counters.count(Event.IGNORED);
            }
        }
    }

    /** What a datagram says, and by which charsets that was read. */
    private record Reading(Packet packet, Function<ClientKind, Charset> legacy) {}

    /** A repeated message as its first copy, whatever has become known of its sender meanwhile. */
    private Reading read(Datagram datagram, Function<ClientKind, Charset> legacy) {
        Packet packet = codec.decode(datagram.bytes(), legacy);
        if (packet.command().command() != Command.SENDMSG || packet.command().has(MessageOption.UTF8OPT)) {
            return new Reading(packet, legacy);
        }
        Charset now = legacy.apply(ClientKind.of(packet.version(), null));
        Charset first = readings.of(datagram.bytes(), now);
        return first.equals(now)
                ? new Reading(packet, legacy)
                : new Reading(codec.decode(datagram.bytes(), kind -> first), kind -> first);
    }

    /** A text may well have that character by itself. */
    private void lookForLosses(Reading reading, Datagram datagram) {
        Packet packet = reading.packet();
        if (codec.losesText(datagram.bytes(), reading.legacy())) {
            counters.count(Event.TEXT_MALFORMED);
            losses.run(() -> LOG.warn(
                    "The message {} from {} has bytes that are no text in {}; each became U+FFFD. If that peer writes in"
                            + " another charset, name it: peerCharsets={}=CHARSET",
                    packet,
                    SocketAddresses.format(datagram.remote()),
                    packet.command().has(MessageOption.UTF8OPT)
                            ? StandardCharsets.UTF_8
                            : reading.legacy().apply(ClientKind.of(packet.version(), null)),
                    datagram.remote().getAddress().getHostAddress()));
        }
    }

    @Override
    public void failed(Throwable cause) {
        failures.run(
                () -> LOG.warn("Trouble at the socket on {}", SocketAddresses.format(transport.localAddress()), cause));
    }

    @Override
    public void died(Throwable cause) {
        mender.died(cause);
    }

    /** Somebody has our name: ourselves, perhaps, at an address that we do not know we have. */
    private void conflict(InetSocketAddress from) {
        if (conflicts.isDue()) {
            announcer.lookAround(() -> {
                boolean own = access.isOwn(from);
                counters.count(own ? Event.OWN : Event.IDENTITY_CONFLICT);
                if (!own) {
                    LOG.warn(
                            "Another IP Messenger at {} has our user name '{}' and host name '{}', so peers take it for"
                                    + " us. Its packets are ignored; set userName or hostName here or there",
                            SocketAddresses.format(from),
                            self.user(),
                            self.host());
                }
            });
        } else {
            counters.count(Event.IDENTITY_CONFLICT);
        }
    }

    private boolean dispatch(Packet packet, InetSocketAddress from) {
        return switch (packet.command().command()) {
            case BR_ENTRY -> {
                boolean present = present(packet, from);
                if (present) {
                    readNotices.entered(from); // what proves a stranger goes before the answer, which does not
                    deliveries.mayNowGo(from);
                    announcer.answer(packet, from);
                }
                yield present;
            }
            case ANSENTRY -> {
                boolean listensTo =
                        access.listensTo(from.getAddress()); // if not, it is no member: it has only forgotten
                boolean heard = !listensTo || present(packet, from);
                iptux.answered(packet.number(), from);
                yield heard;
            }
            case BR_ABSENCE -> present(packet, from);
            case BR_EXIT -> {
                members.left(from);
                yield true;
            }
            case SENDMSG -> {
                inbox.received(packet, from);
                yield true;
            }
            case RECVMSG -> {
                if (packet.body() instanceof Body.Reference receipt) {
                    deliveries.received(receipt.number(), packet.sender(), from);
                }
                yield true;
            }
            case READMSG -> {
                boolean ours = packet.body() instanceof Body.Reference notice
                        && deliveries.opened(notice.number(), packet.sender(), from);
                // whoever opened our message asks us to confirm that its notice has come, by the notice's own number
                boolean asks = packet.command().has(MessageOption.READCHECKOPT);
                yield asks ? answer(packet, Command.ANSREADMSG, new Body.Reference(packet.number()), from) : ours;
            }
            case ANSREADMSG ->
                packet.body() instanceof Body.Reference answer && readNotices.answered(answer.number(), from);
            case GETINFO -> answer(packet, Command.SENDINFO, new Body.Information(VERSION_TEXT), from);
            case GETABSENCEINFO -> {
                boolean answerable = InboundMessage.isPersonal(packet.command());
                if (answerable) {
                    absence.tell(Destination.of(from, members));
                }
                yield answerable;
            }
            case SENDINFO, SENDABSENCEINFO ->
                packet.body() instanceof Body.Information information
                        && queries.answered(packet.command().command(), information.text(), from);
            case NOOPERATION -> true; // only wakes caches on the way, as before an entry
            case OKGETLIST -> hostLists.offered(from);
            case ANSLIST -> packet.body() instanceof Body.HostListPage page && hostLists.answered(page, from);
            // no client uses it
            case DELMSG -> false;
            // we offer neither lists, keys nor files
            case BR_ISGETLIST, BR_ISGETLIST2, GETLIST, GETPUBKEY, ANSPUBKEY -> false;
            case GETFILEDATA, GETDIRFILES, RELEASEFILES, DIRFILES_AUTH, DIRFILES_AUTHRET -> false;
            // the member master's business, which must not be answered by others (draft 14)
            case ANSLIST_DICT, AGENT_REQ, AGENT_ANSREQ, AGENT_PACKET, AGENT_PROXYREQ -> false;
            case DIR_POLL, DIR_POLLAGENT, DIR_BROADCAST, DIR_ANSBROAD, DIR_PACKET, DIR_REQUEST -> false;
            case DIR_AGENTPACKET, DIR_EVBROAD, DIR_AGENTREJECT -> false;
            case UNKNOWN -> false;
        };
    }

    private boolean present(Packet packet, InetSocketAddress from) {
        if (!(packet.body() instanceof Body.Presence presence)
                || !packet.sender().identified()) {
            return false;
        }
        if (packet.sender().fingerprint().isPresent() && !packet.command().has(PresenceOption.ENCRYPTOPT)) {
            counters.count(Event.FINGERPRINT_WITHOUT_ENCRYPTION);
            return false;
        }
        members.present(packet, presence, from);
        return true;
    }

    /** Never to something automatic or sent to everybody, or two programs would talk for ever. */
    private boolean answer(Packet question, Command command, Body answer, InetSocketAddress to) {
        boolean answerable = InboundMessage.isPersonal(question.command());
        if (answerable) {
            packets.answer(CommandWord.of(command), answer, to);
        }
        return answerable;
    }

    private boolean mayHaveCause(InetSocketAddress from) {
        return !access.isForMany(from.getAddress())
                && (deliveries.mayConfirm(from) || queries.awaitsAnswerFrom(from) || iptux.awaitsAnswerFrom(from));
    }

    private boolean isOurDue(Packet packet, InetSocketAddress from) {
        return switch (packet.command().command()) {
            case RECVMSG, READMSG -> deliveries.mayConfirm(from);
            case SENDINFO, SENDABSENCEINFO -> queries.awaitsAnswerFrom(from);
            case ANSENTRY -> iptux.awaitsAnswerFrom(from);
            default -> false;
        };
    }

    private void turnAwayStranger(InetSocketAddress from) {
        counters.count(Event.NOT_ALLOWED);
        strangers.run(() -> LOG.info(
                "Ignoring datagrams from {}, which is not in an allowed network; option allow=NETWORK/BITS lets it in",
                SocketAddresses.format(from)));
    }
}
