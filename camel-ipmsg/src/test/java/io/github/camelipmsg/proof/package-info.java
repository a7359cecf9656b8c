/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The proof by simulation: Camel contexts with their routes, and models of other clients, on a network that does its worst;
 * and a ledger that believes none of them.
 *
 * <p>Start at {@link io.github.camelipmsg.proof.World}.
 */
@NullMarked
package io.github.camelipmsg.proof;

import org.jspecify.annotations.NullMarked;
