/* SPDX-License-Identifier: Apache-2.0 */
/** Nodes over a simulated network, in virtual time, against scripted peers and each other. */
@NullMarked
package io.github.camelipmsg.node;

import org.jspecify.annotations.NullMarked;
