/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A LAN, its hosts and their threads in one thread and in virtual time, repeatable by seed.
 *
 * <p>Start at {@link io.github.camelipmsg.simulation.Simulation}.
 */
@NullMarked
package io.github.camelipmsg.simulation;

import org.jspecify.annotations.NullMarked;
