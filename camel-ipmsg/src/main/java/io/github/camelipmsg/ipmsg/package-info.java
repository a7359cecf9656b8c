/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Turns exchanges into messages and back: the {@code ipmsg:} component of Apache Camel.
 *
 * <p><b>A message becomes an exchange</b> in {@link io.github.camelipmsg.ipmsg.IpmsgConsumer}: the node offers it, a place
 * in {@code WorkQueues} is taken, the receipt goes out, and {@code IpmsgBinding.toExchange} fills the exchange on a
 * thread of the consumer's.
 *
 * <p><b>An exchange becomes a message</b> in {@link io.github.camelipmsg.ipmsg.IpmsgProducer}, by
 * {@code IpmsgBinding.toMessage}. <b>A receipt becomes a header</b> when the node has an outcome for every recipient:
 * {@code IpmsgBinding.setOutcome}, on one of the node's callback threads.
 *
 * <p>{@code SharedNodes} keeps one node for each name, and {@code NodeSettings} puts its options together.
 */
@NullMarked
package io.github.camelipmsg.ipmsg;

import org.jspecify.annotations.NullMarked;
