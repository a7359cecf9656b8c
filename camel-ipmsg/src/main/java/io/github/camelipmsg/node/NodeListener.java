/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

/** Is told what happens at a node, messages excepted. Called on the node's loop, so it must hand on and return at once. */
public interface NodeListener {
    /**
     * The member list has changed.
     *
     * @param member as it is now, or was when it left
     * @return false if there was no room to take this in; then it is lost, and counted
     */
    boolean memberChanged(MemberEvent event, Member member);

    /**
     * A recipient has an outcome, the first or a better one.
     *
     * @param packetNumber of the send; 0 if it got none
     * @return false if there was no room to take this in; then it is lost, and counted
     */
    boolean delivered(long packetNumber, Delivery delivery);
}
