/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Endpoints written in Java with a method for each option: {@code from(ipmsg("bot").port(2426))}. All of it is generated from
 * the component's options.
 *
 * <p>In a plain route builder import {@code StaticEndpointBuilders.ipmsg}; one of Camel's {@code EndpointRouteBuilder}s
 * implements {@code IpmsgEndpointBuilderFactory.IpmsgBuilders} and has the names of headers in {@code ipmsg()}, too.
 *
 * <p>Used by nobody here: an application without {@code camel-endpointdsl} never loads it.
 */
@NullMarked
package io.github.camelipmsg.ipmsg.dsl;

import org.jspecify.annotations.NullMarked;
