/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Moves datagrams and accepts streams on one port; knows nothing of IP Messenger.
 *
 * <p>A {@link io.github.camelipmsg.transport.Transport} owns the sockets and the one event loop of a node. Bytes are
 * copied at this door: nothing past it is reference-counted.
 */
@NullMarked
package io.github.camelipmsg.transport;

import org.jspecify.annotations.NullMarked;
