/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.ipmsg.IpmsgConstants;
import org.apache.camel.builder.RouteBuilder;

/** Only for the show, with {@code demo=true}: an application that asks something, and Taro, who answers. */
public final class Demo extends RouteBuilder {
    @Override
    public void configure() {
        from("timer:application?repeatCount=1&delay=2000")
                .routeId("application-asks")
                .precondition("{{demo}}")
                .setBody(constant("Lunch?"))
                .setHeader("to", constant("Taro"))
                .setHeader("expectReply", constant("10m"))
                .setHeader("JMSReplyTo", constant("queue:lunch"))
                .setHeader("JMSCorrelationID", constant("lunch-1"))
                .to("jms:queue:" + Queues.SEND + "?preserveMessageQos=true"); // or Camel drops the JMSReplyTo
        from("jms:queue:lunch")
                .routeId("application-hears")
                .precondition("{{demo}}")
                .log("${header.kind} of ${header.JMSCorrelationID}: ${body}");
        from("jms:queue:" + Queues.RECEIVED)
                .routeId("application-reads-all")
                .precondition("{{demo}}")
                .log("${header.senderNickname} (${header.senderUser}@${header.senderHost}) wrote: ${body}");

        from("ipmsg:taro?nickname=Taro&port=0&discovery=NONE&discoveryAddresses=127.0.0.1:{{ipmsg-port}}")
                .routeId("taro")
                .precondition("{{demo}}")
                .log("Taro reads '${body}' and thinks")
                .delay(2_000)
                .asyncDelayed()
                .setBody(constant("At noon"))
                .setHeader(IpmsgConstants.TO, header(IpmsgConstants.SENDER_ADDRESS))
                .to("ipmsg:taro");
    }
}
