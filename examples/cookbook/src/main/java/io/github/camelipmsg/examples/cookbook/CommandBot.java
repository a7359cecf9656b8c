/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import java.util.Locale;
import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-command-bot[]
public class CommandBot extends RouteBuilder {
    @Override
    public void configure() {
        onException(Exception.class) // a route that fails answers nothing: say something
                .handled(true)
                .log("${exception.message}")
                .setBody(constant("That did not work; ask the IT desk."));

        from("ipmsg:desk?exchangePattern=InOut&from=group:{{staff}}&replyLimit=10")
                .transform()
                .body(String.class, text -> text.strip().toLowerCase(Locale.ROOT))
                .choice()
                .when(body().isEqualTo("who"))
                .to("ipmsg:desk?operation=MEMBERS")
                .setBody(simple("${body.size} people are here."))
                .when(body().regex("order \\d{1,9}"))
                .to("{{orders}}") // your system: gets "order 4711", answers with a text
                .otherwise()
                .setBody(constant("I know: who; order NUMBER"));
    }
}
// end::cookbook-command-bot[]
