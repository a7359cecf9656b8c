/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The porch to Spring Boot: gives the component what the application's properties say under {@code camel.component.ipmsg}.
 *
 * <p>Above {@code ipmsg}, and used by nobody: Spring Boot finds
 * {@link io.github.camelipmsg.spring.IpmsgAutoConfiguration} by its entry in {@code META-INF/spring}, and an application
 * without Spring never loads it. Spring stays out of every other room.
 */
@NullMarked
package io.github.camelipmsg.spring;

import org.jspecify.annotations.NullMarked;
