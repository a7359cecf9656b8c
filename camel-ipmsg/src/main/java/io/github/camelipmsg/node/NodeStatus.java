/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a node is at one moment, for those who look after it.
 *
 * @param socketLostFor since when it can neither hear nor speak, because a socket died and could not be bound anew yet;
 *     empty if all is well
 * @param absent whether it has told the network that nobody is there
 * @param sizes how much it holds
 * @param members who is here, ourselves excepted
 */
public record NodeStatus(Optional<Duration> socketLostFor, boolean absent, NodeSizes sizes, List<Member> members) {
    public NodeStatus {
        members = List.copyOf(members);
    }
}
