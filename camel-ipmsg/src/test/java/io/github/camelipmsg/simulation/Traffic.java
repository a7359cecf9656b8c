/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

/**
 * What the simulated network has done so far.
 *
 * @param sent datagrams that left a host
 * @param delivered copies that reached a socket
 * @param lost copies that the quality of a link, a filter or a partition has swallowed
 * @param duplicated copies that the network added
 * @param reordered copies that it held back
 * @param unclaimed copies for an address or a port where nobody listens
 */
public record Traffic(long sent, long delivered, long lost, long duplicated, long reordered, long unclaimed) {}
