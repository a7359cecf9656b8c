/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.Timers.Timeout;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.HostRecord;
import io.github.camelipmsg.protocol.PresenceOption;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns of members whom broadcasts do not reach, from those who keep a list of them (official client 4.99): one broadcast
 * asks who does, and one of those who offer is asked for all its pages; if it falls silent, the next. What a list says is
 * hearsay, see {@link MemberTable#heardOf}.
 *
 * <p>Confined to the loop. Bounded by {@value #MAX_OFFERS} offers, {@value #MAX_RECORDS} records and {@value #MAX_PAGES} pages of one list.
 */
final class HostLists {
    /** After our entry, which is to be answered first. */
    static final Duration FIRST_ASKED_AFTER = Announcer.AFTER_NOOPERATION.plusSeconds(1);

    static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(3);
    static final Duration PAGE_COMES_WITHIN = Duration.ofSeconds(3);
    static final int MAX_RECORDS = 10_000;
    static final int MAX_PAGES = 200;
    private static final int MAX_OFFERS = 16;

    private final EventExecutor loop;
    private final Timers timers;
    private final NodeOptions options;
    private final PacketSender packets;
    private final Supplier<Set<InetSocketAddress>> everybody;
    private final Absence absence;
    private final MemberTable members;
    private final AccessList access;
    private final Queue<InetSocketAddress> offers = new ArrayDeque<>();
    private boolean wanted;
    private boolean closed;
    private @Nullable InetSocketAddress asked;
    private Timeout pageTimeout = Timeout.NONE;
    private int start;
    private int records;
    private int pages;

    HostLists(
            EventExecutor loop,
            NodeOptions options,
            PacketSender packets,
            Supplier<Set<InetSocketAddress>> everybody,
            Absence absence,
            MemberTable members,
            AccessList access) {
        this.loop = loop;
        this.timers = new Timers(loop);
        this.options = options;
        this.packets = packets;
        this.everybody = everybody;
        this.absence = absence;
        this.members = members;
        this.access = access;
    }

    /** The node joins: asks twice if need be, and once after each refresh of the member list. */
    void join() {
        assert loop.inEventLoop();
        if (!options.hostLists()) {
            return;
        }
        timers.after(FIRST_ASKED_AFTER, this::ask);
        timers.after(FIRST_ASKED_AFTER.plus(ASKED_AGAIN_AFTER), this::insist);
        timers.after(options.discoveryInterval().plus(FIRST_ASKED_AFTER), this::askRegularly);
    }

    /** The node stops. */
    void shutdown() {
        assert loop.inEventLoop();
        closed = true;
        finish();
    }

    /**
     * OKGETLIST: somebody offers its list.
     *
     * @return false if none is wanted
     */
    boolean offered(InetSocketAddress from) {
        assert loop.inEventLoop();
        if (!wanted || from.equals(asked) || offers.contains(from) || offers.size() >= MAX_OFFERS) {
            return false;
        }
        offers.add(from);
        if (asked == null) {
            askNext();
        }
        return true;
    }

    /**
     * ANSLIST: a page came.
     *
     * @return false if nobody has asked that address for it
     */
    boolean answered(Body.HostListPage page, InetSocketAddress from) {
        assert loop.inEventLoop();
        if (!from.equals(asked)) {
            return false;
        }
        for (HostRecord host : page.hosts()) {
            if (records++ < MAX_RECORDS) {
                take(host);
            }
        }
        pages++;
        boolean isMore = page.nextStart() > start; // libipmsg tells the start of this page
        if (isMore && records < MAX_RECORDS && pages < MAX_PAGES) {
            start = page.nextStart();
            request(from);
        } else {
            finish();
        }
        return true;
    }

    private void askRegularly() {
        timers.after(options.discoveryInterval(), this::askRegularly);
        ask();
    }

    private void ask() {
        ask(absence.as(Command.BR_ISGETLIST2));
    }

    /** Nobody has answered: may those answer who use lists themselves. */
    private void insist() {
        if (wanted && asked == null) {
            ask(absence.as(Command.BR_ISGETLIST2).with(PresenceOption.RETRYOPT));
        }
    }

    private void ask(CommandWord question) {
        if (!closed) {
            wanted = true;
            packets.sendUnasked(question, absence.presence(), everybody.get());
        }
    }

    private void askNext() {
        asked = offers.poll();
        start = 0;
        records = 0;
        pages = 0;
        if (asked != null) {
            request(asked);
        }
    }

    private void request(InetSocketAddress from) {
        pageTimeout.cancel();
        Body page = start == 0 ? Body.EMPTY : new Body.HostListRequest(start);
        packets.answer(CommandWord.of(Command.GETLIST, PresenceOption.CAPUTF8OPT), page, from);
        pageTimeout = timers.after(PAGE_COMES_WITHIN, this::askNext);
    }

    private void finish() {
        wanted = false;
        asked = null;
        offers.clear();
        pageTimeout.cancel();
    }

    private void take(HostRecord host) {
        if (host.removal()) {
            members.hearsayLeft(host.identity());
            return;
        }
        boolean refused = host.claimsKeyItCannotUse() || host.identity().equals(options.identity());
        if (!refused) {
            SocketAddresses.parse(host.address(), NodeOptions.DEFAULT_PORT)
                    .filter(literal -> host.port() >= AnswerBudget.FIRST_UNPRIVILEGED_PORT)
                    .map(literal -> new InetSocketAddress(literal.getAddress(), host.port()))
                    .filter(address -> access.listensTo(address.getAddress()) && !access.isOwn(address))
                    .ifPresent(address -> members.heardOf(host, address));
        }
    }
}
