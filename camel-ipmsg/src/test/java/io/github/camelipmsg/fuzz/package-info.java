/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Fuzzing guided by coverage: Jazzer drives the targets, which are plain methods of the rooms that they try and know
 * nothing of it.
 *
 * <p>Start at {@link io.github.camelipmsg.fuzz.FuzzTarget}; {@link io.github.camelipmsg.fuzz.FuzzRun} runs them all.
 */
@NullMarked
package io.github.camelipmsg.fuzz;

import org.jspecify.annotations.NullMarked;
