/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the bytes say: packets of IP Messenger to values and back. The JDK alone; no I/O, no clock, no state.
 *
 * <p>{@link io.github.camelipmsg.protocol.PacketCodec} is the door. It turns a datagram into a
 * {@link io.github.camelipmsg.protocol.Packet}, whose {@link io.github.camelipmsg.protocol.Body} says what kind of
 * packet it is, or throws {@link io.github.camelipmsg.protocol.MalformedPacketException}, and nothing else whatever the
 * bytes. What cannot be understood but can be kept (unknown commands, option bits, sections) is kept.
 *
 * <p>Sources stand in brackets: "draft 14" is the specification of 2017, "official client 4.99" is what that program's
 * public source does, which decides where the two differ; what was seen on the wire of others says so.
 *
 * <p>Names of commands and options are those of the specification (drafts 9 to 14) without their prefix. All types are
 * immutable and may be shared between threads.
 */
@NullMarked
package io.github.camelipmsg.protocol;

import org.jspecify.annotations.NullMarked;
