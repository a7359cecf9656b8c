/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-alert-or-mail[]
public class AlertOrMail extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:alert")
                .onException(Exception.class) // whatever it was: not opened, nobody of that name, a text that cannot go
                .handled(true)
                .to("direct:mail")
                .end()
                .to("ipmsg:alerts?to={{oncall}}&confirmation=READ&readTimeout={{patience}}&oversize=SPLIT"
                        + "&failOnUnconfirmed=true");

        from("direct:mail")
                .setBody(simple("${body}\n\n{{oncall}} has not read it: ${exception.message}"))
                .setHeader("Subject", constant("An alert that nobody has read"))
                .to("{{mail}}"); // smtps://mail.example.com?username=...&from=...&to=...
    }
}
// end::cookbook-alert-or-mail[]
