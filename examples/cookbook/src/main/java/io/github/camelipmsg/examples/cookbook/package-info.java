/* SPDX-License-Identifier: Apache-2.0 */
/** The routes of docs/cookbook.md. What is in double braces is a property of whoever uses them. */
@NullMarked
package io.github.camelipmsg.examples.cookbook;

import org.jspecify.annotations.NullMarked;
