/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the porch to Spring Boot, without Spring Boot running; the example {@code spring-boot-bot} runs in it. */
@NullMarked
package io.github.camelipmsg.spring;

import org.jspecify.annotations.NullMarked;
