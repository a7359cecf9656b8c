/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-sealed-desk[]
public class SealedDesk extends RouteBuilder {
    @Override
    public void configure() {
        from("ipmsg:requests?open=MANUAL&acknowledge=ON_COMPLETION")
                .filter(header("CamelIpmsgSealed").isEqualTo(true))
                .setBody(simple("""
                        ${header.CamelIpmsgMessageId}
                        ${header.CamelIpmsgSenderNickname}, ${header.CamelIpmsgSenderGroup}

                        ${body}"""))
                .to("file:{{desk}}/new?fileName=${exchangeId}.txt"); // no word of a peer in a file's name

        from("file:{{desk}}/done?delay={{look}}") // somebody has moved it there: it is dealt with
                .convertBodyTo(String.class)
                .setHeader("CamelIpmsgMessageId", method(SealedDesk.class, "firstLine"))
                .to("ipmsg:requests?operation=OPEN");
    }

    public static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
// end::cookbook-sealed-desk[]
