/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Turns exchanges into messages and back: the {@code ipmsg:} component of Apache Camel.
 *
 * <p>{@link io.github.camelipmsg.ipmsg.IpmsgConsumer} and {@link io.github.camelipmsg.ipmsg.IpmsgProducer} are the two
 * ends; {@link io.github.camelipmsg.ipmsg.IpmsgBinding} says which header stands for what; {@code SharedNodes} keeps one
 * node for each name.
 */
@NullMarked
package io.github.camelipmsg.ipmsg;

import org.jspecify.annotations.NullMarked;
