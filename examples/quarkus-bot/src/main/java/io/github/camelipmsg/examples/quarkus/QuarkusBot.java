/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.quarkus;

import org.apache.camel.builder.RouteBuilder;

// tag::quarkus-application[]
public class QuarkusBot extends RouteBuilder { // Camel Quarkus finds it
    @Override
    public void configure() {
        from("ipmsg:bot?exchangePattern=InOut") // what the route ends with goes back to the sender
                .transform(body().prepend("You said: "));
    }
}
// end::quarkus-application[]
