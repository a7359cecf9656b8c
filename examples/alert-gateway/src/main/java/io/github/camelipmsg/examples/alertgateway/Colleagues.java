/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.alertgateway;

import org.apache.camel.builder.RouteBuilder;

/**
 * Only for the show, with {@code demo=true}: Taro, who opens nothing, Hanako, who opens everything after three seconds,
 * and a first alert for them.
 */
public final class Colleagues extends RouteBuilder {
    private static final String NODE = "port=0&discovery=NONE" + "&discoveryAddresses=127.0.0.1:{{ipmsg-port}}";

    @Override
    public void configure() {
        from("ipmsg:taro?nickname=Taro&open=MANUAL&" + NODE)
                .routeId("taro")
                .precondition("{{demo}}")
                .log("Taro does not open: ${body}");
        from("ipmsg:hanako?nickname=Hanako&" + NODE)
                .routeId("hanako")
                .precondition("{{demo}}")
                .delay(3_000)
                .log("Hanako has read: ${body}");
        from("timer:demo?repeatCount=1&delay=2000")
                .routeId("first-alert")
                .precondition("{{demo}}")
                .setBody(constant("Fire in hall 3"))
                .setHeader("Content-Type", constant("text/plain"))
                .to("direct:raise");
    }
}
