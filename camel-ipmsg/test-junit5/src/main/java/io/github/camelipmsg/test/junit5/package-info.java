/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Tests of routes with {@code ipmsg:} endpoints, without a network: scripted peers on loopback.
 *
 * <p>Start at {@link io.github.camelipmsg.test.junit5.IpmsgNetwork}. This package knows the protocol from its text, not from
 * the component, so that it sees what a foreign client would see.
 */
@NullMarked
package io.github.camelipmsg.test.junit5;

import org.jspecify.annotations.NullMarked;
