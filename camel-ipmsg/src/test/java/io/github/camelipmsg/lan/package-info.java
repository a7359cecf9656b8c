/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The component on a real network: hosts that are network namespaces, each with a process of its own. It needs root,
 * Linux and iproute2, and skips itself elsewhere.
 */
@NullMarked
package io.github.camelipmsg.lan;

import org.jspecify.annotations.NullMarked;
