/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.camelipmsg.ipmsg.IpmsgRecipientException;
import io.github.camelipmsg.node.Delivery;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

// tag::cookbook-alertmanager[]
public class Alertmanager extends RouteBuilder {
    @Override
    public void configure() {
        onException(IpmsgRecipientException.class).handled(true).to("direct:nobody"); // the group is empty

        from("platform-http:/alertmanager?httpMethodRestrict=POST")
                .unmarshal()
                .json(JsonLibrary.Jackson, Webhook.class)
                .transform()
                .body(Webhook.class, Webhook::text)
                .removeHeaders("*") // of the request
                .to("ipmsg:monitoring?to=group:{{onduty}}&oversize=SPLIT&confirmationTimeout={{patience}}")
                .choice()
                .when(Alertmanager::somebodyHasIt)
                .setBody(constant("ok\n"))
                .otherwise()
                .to("direct:nobody");

        from("direct:nobody") // it sends again what was answered with 5xx
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(503))
                .setBody(constant("nobody on duty has it\n"));
    }

    private static boolean somebodyHasIt(Exchange exchange) {
        List<?> deliveries = exchange.getMessage().getHeader("CamelIpmsgDeliveries", List.class);
        return deliveries.stream().anyMatch(each -> ((Delivery) each).delivered());
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Webhook(List<Alert> alerts) {
        String text() {
            return alerts.stream().map(Alert::line).collect(Collectors.joining("\n"));
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Alert(String status, Map<String, String> labels, Map<String, String> annotations) {
        String line() {
            return "[%s] %s on %s: %s"
                    .formatted(
                            status,
                            labels.get("alertname"),
                            labels.getOrDefault("instance", "?"),
                            annotations.getOrDefault("summary", ""));
        }
    }
}
// end::cookbook-alertmanager[]
