/* SPDX-License-Identifier: Apache-2.0 */
/** Programs that measure: bounded in count, on loopback, compared with something real in the same run. */
@NullMarked
package io.github.camelipmsg.load;

import org.jspecify.annotations.NullMarked;
