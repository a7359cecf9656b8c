/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import io.github.camelipmsg.ipmsg.IpmsgRecipientException;
import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-alert-or-mail[]
public class AlertOrMail extends RouteBuilder {
    @Override
    public void configure() {
        onException(IpmsgRecipientException.class) // nobody of that name is here: nothing was sent
                .handled(true)
                .to("direct:mail");

        from("direct:alert")
                .to("ipmsg:alerts?to={{oncall}}&confirmation=READ&readTimeout={{patience}}&oversize=SPLIT")
                .filter(header("CamelIpmsgDelivered").isNotEqualTo(true))
                .to("direct:mail");

        from("direct:mail")
                .setBody(simple("${body}\n\nThis alert went to {{oncall}}, who has not opened it in {{patience}}."))
                .setHeader("Subject", constant("An alert that nobody has read"))
                .to("{{mail}}"); // smtps://mail.example.com?username=...&from=...&to=...
    }
}
// end::cookbook-alert-or-mail[]
