/* SPDX-License-Identifier: Apache-2.0 */
/** What the documentation tells its readers to type is typed here, and what it says comes of it must come of it. */
@NullMarked
package io.github.camelipmsg.examples.commands;

import org.jspecify.annotations.NullMarked;
