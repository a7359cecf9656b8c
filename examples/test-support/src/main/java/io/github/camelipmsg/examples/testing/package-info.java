/* SPDX-License-Identifier: Apache-2.0 */
/** How the examples are tested: each runs in a process of its own, as for its users, and a guest talks to it. */
@NullMarked
package io.github.camelipmsg.examples.testing;

import org.jspecify.annotations.NullMarked;
