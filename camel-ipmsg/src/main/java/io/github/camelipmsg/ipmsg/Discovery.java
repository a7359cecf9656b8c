/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

/** How a node looks for others, besides its {@code discoveryAddresses}. */
public enum Discovery {
    /** By the broadcast address of every interface. */
    BROADCAST,
    /** Not at all. */
    NONE
}
