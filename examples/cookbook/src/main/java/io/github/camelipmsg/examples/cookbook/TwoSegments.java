/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-two-segments[]
public class TwoSegments extends RouteBuilder {
    private static final String OFFICE = "ipmsg:office?bindAddress={{office.card}}&allow={{office.networks}}";
    private static final String FACTORY = "ipmsg:factory?bindAddress={{factory.card}}&allow={{factory.networks}}";

    @Override
    public void configure() {
        relay(OFFICE, FACTORY + "&to={{factory.desk}}");
        relay(FACTORY, OFFICE + "&to={{office.desk}}");
    }

    /** Confirmed here only when it was confirmed there. */
    private void relay(String here, String there) {
        from(here + "&acknowledge=ON_COMPLETION")
                .filter(header("CamelIpmsgAutomatic").isEqualTo(false))
                .setBody(simple("${header.CamelIpmsgSenderNickname}: ${body}"))
                .to(there + "&failOnUnconfirmed=true&confirmationTimeout=3s");
    }
}
// end::cookbook-two-segments[]
