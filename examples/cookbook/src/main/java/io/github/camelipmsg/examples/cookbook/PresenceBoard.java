/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.cookbook;

import io.github.camelipmsg.node.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

// tag::cookbook-presence-board[]
public class PresenceBoard extends RouteBuilder {
    @Override
    public void configure() {
        from("platform-http:/presence?httpMethodRestrict=GET") // who is here now
                .removeHeaders("*")
                .to("ipmsg:board?operation=MEMBERS")
                .setBody(PresenceBoard::rows)
                .marshal()
                .json()
                .setHeader("Cache-Control", constant("no-store"));

        from("ipmsg:board?events=MEMBERS&from=group:{{visitors}}") // who comes and goes
                .filter(header("CamelIpmsgEvent").in("JOINED", "LEFT"))
                .setBody(simple("${date:now:HH:mm} ${header.CamelIpmsgSenderNickname}: ${header.CamelIpmsgEvent}"))
                .to("{{reception}}");
    }

    private static List<Map<String, Object>> rows(Exchange exchange) {
        List<?> members = exchange.getMessage().getBody(List.class);
        return members.stream()
                .map(Member.class::cast)
                .sorted(Comparator.comparing(Member::nickname))
                .map(member -> Map.<String, Object>of(
                        "name", member.nickname(), "group", member.group(), "absent", member.absent()))
                .toList();
    }
}
// end::cookbook-presence-board[]
