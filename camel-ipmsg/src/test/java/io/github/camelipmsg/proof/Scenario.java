/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

/**
 * One run of the proof.
 *
 * @param seed decides everything else
 * @param messages that are sent, replies not counted
 * @param loss how likely a datagram is lost
 * @param gapMillis the most between two messages
 * @param fault that a test has planted into our hosts
 */
record Scenario(long seed, int messages, double loss, int gapMillis, PlantedFault fault) {
    static Scenario of(long seed, int messages, double loss, int gapMillis) {
        return new Scenario(seed, messages, loss, gapMillis, PlantedFault.NONE);
    }

    static Scenario with(PlantedFault fault, long seed) {
        return new Scenario(seed, 400, 0.2, 600, fault);
    }

    /** The same at such length that senders come and go several times while they hold messages. */
    static Scenario holdingWith(PlantedFault fault, long seed) {
        return new Scenario(seed, 4_000, 0.2, 400, fault);
    }
}
