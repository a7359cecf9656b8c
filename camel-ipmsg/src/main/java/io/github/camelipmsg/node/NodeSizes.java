/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/**
 * How much a node holds at one moment of everything that others or its users can make it hold. Each has a bound, and what
 * happens there is told by the class that keeps it.
 *
 * @param members in the member list
 * @param knownMembers who was seen lately
 * @param sendsUnderWay transmissions that wait for a turn, a receipt or their reading
 * @param held messages for members who are not here, those included that are under way to one
 * @param outcomesKept settled transmissions of which the outcome can be asked for
 * @param searches sends that wait for somebody with such a name
 * @param arrivals received messages that were not yet offered to a consumer, or whose consumers have not yet decided
 * @param messagesRemembered received messages whose repetitions would be recognised
 * @param messagesHalfAccepted received messages that some consumers have accepted and others have not
 * @param receiptsHeldBack receipts to strangers that wait, and messages whose replies these wait for
 * @param addressesWithBudget addresses of which is known how much may go there
 * @param readNotices sealed messages that can still be opened, and notices that wait for their answer
 * @param questions questions to members that wait for their answer
 */
public record NodeSizes(
        int members,
        int knownMembers,
        int sendsUnderWay,
        int held,
        int outcomesKept,
        int searches,
        int arrivals,
        int messagesRemembered,
        int messagesHalfAccepted,
        int receiptsHeldBack,
        int addressesWithBudget,
        int readNotices,
        int questions) {}
