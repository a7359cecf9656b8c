/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Something that a {@link SimulatedHost} has bound to a port. */
interface SimulatedSocket {
    /** The one address it is bound to, null for all of its host. */
    @Nullable
    InetAddress boundTo();

    int port();

    /** Whether it takes connections with TCP, too. */
    boolean listens();

    void arrived(InetSocketAddress from, InetSocketAddress to, byte[] bytes);
}
