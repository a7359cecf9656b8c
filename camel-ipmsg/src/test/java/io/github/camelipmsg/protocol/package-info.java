/* SPDX-License-Identifier: Apache-2.0 */
/** The protocol against the shared test vectors, captures of real clients, hostile bytes and itself. */
@NullMarked
package io.github.camelipmsg.protocol;

import org.jspecify.annotations.NullMarked;
