/* SPDX-License-Identifier: Apache-2.0 */
/**
 * One participant of the network: who is here, what is in flight, what has arrived.
 *
 * <p>{@link io.github.camelipmsg.node.Node} is the only thread-safe door. Behind it every table lives on the node's
 * event loop, without locks: each confined class says so and asserts it. {@code NodeParts} shows how the rooms are tied
 * together.
 *
 * <p><b>A datagram arrives.</b> {@code Dispatcher} decodes it and picks the room: presence goes to {@code Announcer} and
 * {@code MemberTable}, receipts to {@code DeliveryTracker}, messages to {@code Inbox}. {@code Inbox} has the body opened,
 * asks {@code MessageClaims} whether it is new, offers it to every {@link io.github.camelipmsg.node.MessageHandler} and
 * has {@code Receipts} confirm what they accepted.
 *
 * <p><b>A message leaves.</b> {@code Outbox} finds the members, takes one packet number, has each copy sealed by a worker
 * and hands it to {@code DeliveryTracker}, which repeats those same bytes until that member confirms that number, or
 * time is up; {@code Lanes} keeps the turns, {@code IptuxMemory} the peace with a client that confirms what it drops. Its outcome goes back the same way: {@code Transmission}, {@code Send}, and
 * over {@code LoopDoor} to whoever has sent it. {@code DeliveryRecords} keeps it for an hour, because receipts may be late.
 *
 * <p><b>A message waits.</b> If its recipient is known ({@code KnownMembers}) and not here, or does not confirm,
 * {@code WaitingRoom} keeps it: {@code HeldJournal} writes it to the
 * {@link io.github.camelipmsg.node.HeldMessageStore}, {@code WaitingLines} lets it out to {@code DeliveryTracker} when
 * that member is seen, and {@code HeldSends} finds it again after a restart. {@code DeliveryState} tells the whole.
 *
 * <p><b>Whom to trust.</b> {@code AccessList} says who is heard at all, {@code AnswerBudget} how much a stranger can make
 * us send.
 */
@NullMarked
package io.github.camelipmsg.node;

import org.jspecify.annotations.NullMarked;
