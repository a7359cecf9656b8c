/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Identity;
import io.github.camelipmsg.protocol.PacketNumber;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt or a read notice counts for: its number, from the address that was written to, or from another one of the
 * same member that has lately confirmed there what was for it. They are never signed: who can forge the address can forge
 * them.
 *
 * <p>Confined to the loop.
 */
record Confirmations(
        DeliveryRecords records, MemberTable members, AnswerBudget budget, IptuxMemory iptux, NodeCounters counters) {
    /** How long an address at which a member confirmed what was for it counts as another address of that member. */
    private static final Duration ECHO_IS_RECENT = Duration.ofMinutes(10);

    /**
     * What that address confirms, by which it proves itself; counted if there is nothing that can be believed.
     *
     * @param again told what its recipient may have dropped, and should get once more
     */
    Optional<Transmission> find(
            PacketNumber number,
            Identity sender,
            InetSocketAddress from,
            DeliveryState state,
            Consumer<Transmission> again) {
        Optional<Transmission> meant = writtenTo(number, from, state);
        meant.ifPresent(transmission -> proven(transmission, sender, from));
        Optional<Transmission> believed =
                meant.filter(each -> state == DeliveryState.READ || !iptux.mayHaveDropped(each));
        if (believed.isEmpty()) {
            counters.count(Event.RECEIPT_UNMATCHED);
            meant.filter(each -> each.state == DeliveryState.AWAITING_RECEIPT).ifPresent(again);
        }
        return believed;
    }

    /** That address is there; and so is whoever speaks, unless it was for somebody else. */
    private void proven(Transmission transmission, Identity sender, InetSocketAddress from) {
        budget.proven(from);
        @Nullable Member member = transmission.destination.member();
        if (member == null || member.identity().equals(sender)) {
            budget.provenAt(from, sender);
        }
    }

    private Optional<Transmission> writtenTo(PacketNumber number, InetSocketAddress from, DeliveryState state) {
        Predicate<Transmission> isMeant =
                transmission -> transmission.allAttempts() > 0 && transmission.state.mayBecome(state);
        return records.findAt(from, number, isMeant)
                .or(() -> provenLatelyAt(from).flatMap(member -> records.findTo(member, number, isMeant)));
    }

    private Optional<Identity> provenLatelyAt(InetSocketAddress from) {
        return budget.provenAt(from, ECHO_IS_RECENT)
                .flatMap(members::named)
                .filter(member -> member.addresses().stream()
                        .anyMatch(address -> address.socketAddress().equals(from)))
                .map(Member::identity);
    }
}
