/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import io.github.camelipmsg.ipmsg.IpmsgRecipientException;
import io.github.camelipmsg.node.Delivery;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-morning-notice[]
public class MorningNotice extends RouteBuilder {
    @Override
    public void configure() {
        onException(IpmsgRecipientException.class).handled(true).log("Nobody to tell: ${exception.message}");

        from("quartz:notice?cron={{morning}}").to("direct:notice"); // 0+0+8+?+*+MON-FRI

        from("direct:notice")
                .setBody(simple("resource:file:{{notice}}"))
                .to("ipmsg:office?to=*&confirmation=READ&readTimeout={{until}}&oversize=SPLIT")
                .setBody(MorningNotice::report)
                .to("ipmsg:office?to={{secretary}}");
    }

    private static String report(Exchange exchange) {
        List<?> deliveries = exchange.getMessage().getHeader("CamelIpmsgDeliveries", List.class);
        String missed = deliveries.stream()
                .map(Delivery.class::cast)
                .filter(delivery -> !delivery.delivered())
                .map(delivery -> delivery.member().orElseThrow().nickname() + " (" + delivery.status() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
        return missed.isEmpty() ? "Everybody has read the notice." : "Not read by " + missed;
    }
}
// end::cookbook-morning-notice[]
