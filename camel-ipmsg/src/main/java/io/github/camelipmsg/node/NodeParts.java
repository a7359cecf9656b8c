/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.protocol.PacketCodec;
import io.github.camelipmsg.transport.Transport;
import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.Locale;

/** The rooms behind a node's door and how they are tied together; all confined to its loop but the counters. */
record NodeParts(
        InstantSource clock,
        NodeCounters counters,
        AccessList access,
        PeerCharsets charsets,
        AnswerBudget budget,
        PacketSender packets,
        MemberTable members,
        Absence absence,
        Announcer announcer,
        Mender mender,
        SelfCall selfCall,
        KnownMembers knownMembers,
        RecipientResolver resolver,
        HostLists hostLists,
        Queries queries,
        IptuxMemory iptux,
        DeliveryTracker deliveries,
        DeliveryRecords records,
        WaitingRoom waitingRoom,
        HeldSends heldSends,
        Outbox outbox,
        Receipts receipts,
        Inbox inbox,
        ReadNotices readNotices,
        Replies replies,
        NodeListeners listeners) {

    NodeStatus status() {
        return new NodeStatus(mender.brokenFor(), absence.isAbsent(), sizes(), members.all());
    }

    NodeSizes sizes() {
        return new NodeSizes(
                members.size(),
                knownMembers.size(),
                deliveries.underWay(),
                waitingRoom.size(),
                records.kept(),
                resolver.searches(),
                inbox.arrivals(),
                inbox.remembered(),
                inbox.halfAccepted(),
                receipts.size(),
                budget.size(),
                readNotices.size(),
                queries.size());
    }

    static NodeParts assemble(
            NodeOptions options,
            NodeEnvironment environment,
            Transport transport,
            PacketCodec codec,
            PacketNumbers numbers,
            KnownMembersFile knownMembersFile,
            HeldMessageStore heldMessages,
            LoopDoor door) {
        EventExecutor loop = transport.loop();
        InstantSource clock = environment.steadyClock();
        NodeCounters counters = new NodeCounters();
        AnswerBudget budget = new AnswerBudget(loop, clock);
        AccessList access = new AccessList(options, transport);
        MemberTable members = new MemberTable(loop, clock, options.maxMembers(), counters);
        PeerCharsets charsets = new PeerCharsets(options);
        PacketSender packets =
                new PacketSender(options, numbers, codec, transport, members, charsets, budget, counters, clock);
        Absence absence = new Absence(loop, clock, options, charsets, packets, counters);
        Announcer announcer = new Announcer(options, transport, environment, door, members, packets, absence);
        Mender mender = new Mender(options, transport, environment, door, announcer, counters);
        SelfCall selfCall = new SelfCall(transport, packets);
        HostLists hostLists = new HostLists(loop, options, packets, announcer::targets, absence, members, access);
        Queries queries = new Queries(loop, clock, packets);
        KnownMembers knownMembers =
                new KnownMembers(loop, door, environment.clock(), environment.workers(), members, knownMembersFile);
        RecipientResolver resolver = new RecipientResolver(loop, members, knownMembers::absent, announcer::targets);
        NodeListeners listeners = new NodeListeners(loop, clock, counters);
        members.onChange((event, member) -> {
            resolver.membersChanged();
            listeners.memberChanged(event, member);
        });
        DeliveryRecords records = new DeliveryRecords(loop, clock);
        IptuxMemory iptux = new IptuxMemory(loop, clock, members, announcer);
        Outcomes outcomes = new Outcomes(records, listeners);
        Confirmations confirmations = new Confirmations(records, members, budget, iptux, counters);
        HeldJournal journal = new HeldJournal(
                heldMessages,
                Envelope.PLAIN,
                options.identity().toString().toLowerCase(Locale.ROOT),
                loop,
                door,
                environment);
        Handshakes handshakes = new Handshakes(clock, transport, access, budget);
        WaitingLines waitingLines = new WaitingLines(clock, members);
        WaitingRoom waitingRoom = new WaitingRoom(loop, clock, environment.clock(), waitingLines, journal);
        DeliveryTracker deliveries = new DeliveryTracker(
                loop, clock, packets, budget, handshakes, records, confirmations, waitingRoom, iptux, counters);
        absence.besideMessages(deliveries::maySendBeside, deliveries::sentBeside);
        numbers.passOver(records::isInUse);
        numbers.onNewRound(announcer::numbersBeginAnew);
        Sealer sealer = new Sealer(options, environment, loop, door, packets, charsets, Envelope.PLAIN, deliveries);
        waitingRoom.onEnd(deliveries::end);
        waitingLines.exit((transmission, now) -> {
            deliveries.again(transmission, now);
            sealer.seal(transmission);
        });
        members.onSeen((member, announced) -> {
            knownMembers.seen(member);
            waitingLines.seen(member, announced);
        });
        HeldSends heldSends = new HeldSends(
                loop, clock, environment.clock(), door, journal, waitingRoom, knownMembers, records, outcomes);
        Outbox outbox =
                new Outbox(environment, loop, resolver, packets, sealer, deliveries, waitingRoom, budget, outcomes);
        MessageClaims claims = new RememberedMessages(loop, clock);
        ReadNotices readNotices = new ReadNotices(loop, clock, packets, budget);
        Receipts receipts = new Receipts(loop, packets, budget, members, announcer);
        budget.onProof(address -> {
            receipts.mayNowGo(address);
            deliveries.mayNowGo(address);
        });
        deliveries.onReply(receipts::mayNowGo);
        Inbox inbox =
                new Inbox(environment, loop, members, receipts, readNotices, absence, Envelope.PLAIN, claims, counters);
        Replies replies = new Replies(loop, clock, outbox, receipts, counters);
        return new NodeParts(
                clock,
                counters,
                access,
                charsets,
                budget,
                packets,
                members,
                absence,
                announcer,
                mender,
                selfCall,
                knownMembers,
                resolver,
                hostLists,
                queries,
                iptux,
                deliveries,
                records,
                waitingRoom,
                heldSends,
                outbox,
                receipts,
                inbox,
                readNotices,
                replies,
                listeners);
    }
}
