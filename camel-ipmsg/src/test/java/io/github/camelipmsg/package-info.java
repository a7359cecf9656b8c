/* SPDX-License-Identifier: Apache-2.0 */
/** The walls of the house: what no single room can check. */
@NullMarked
package io.github.camelipmsg;

import org.jspecify.annotations.NullMarked;
