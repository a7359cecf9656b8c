/* SPDX-License-Identifier: Apache-2.0 */
/** The component over real sockets on the loopback interface: routes on one side, other contexts or raw bytes on the other. */
@NullMarked
package io.github.camelipmsg.ipmsg;

import org.jspecify.annotations.NullMarked;
