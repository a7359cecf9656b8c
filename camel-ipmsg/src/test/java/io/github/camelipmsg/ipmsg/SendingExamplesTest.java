/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of docs/routes.md about sending, each run. */
class SendingExamplesTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    /** A context with these routes whose node knows Taro and Hanako, who confirm, and Silent, who does not. */
    private CamelContext start(RouteBuilder routes) throws Exception {
        CamelContext context = contexts.start(routes);
        peer(context, "taro", "Taro Yamada", "Sales").confirming();
        peer(context, "hanako", "Suzuki, Hanako", "Sales").confirming();
        peer(context, "silent", "Silent", "Night shift");
        awaitMembers(context, "bot", 3);
        return context;
    }

    private RawPeer peer(CamelContext context, String user, String nickname, String group) throws Exception {
        RawPeer peer = contexts.peer(user);
        peer.enter(address(context, "bot"), nickname, group);
        peers.put(user, peer);
        return peer;
    }

    private final Map<String, RawPeer> peers = new HashMap<>();

    private RawPeer.Heard heard(String user) {
        return peers.get(user).await(RawPeer.SENDMSG);
    }

    @Test
    void send() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::send[]
                from("direct:hello").to("ipmsg:bot?to=Taro Yamada").log("Delivered: ${header.CamelIpmsgDelivered}");
                // end::send[]
            }
        });
        context.createProducerTemplate().sendBody("direct:hello", "hello: 10:30");

        assertThat(heard("taro").text()).isEqualTo("hello: 10:30");
    }

    @Test
    void recipients() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::recipients[]
                from("direct:several").to("ipmsg:bot?to=user:taro,\"Suzuki, Hanako\"");
                from("direct:group").to("ipmsg:bot?to=group:Sales");
                from("direct:fuzzy").to("ipmsg:bot?to=fuzzy:taroyamada");
                from("direct:dynamic").toD("ipmsg:bot?to=${header.whom}");
                from("direct:header")
                        .setHeader("CamelIpmsgTo", method(OnDuty.class))
                        .to("ipmsg:bot");
                // end::recipients[]
            }
        });
        var template = context.createProducerTemplate();
        template.sendBody("direct:several", "1");
        template.sendBody("direct:group", "2");
        template.sendBody("direct:fuzzy", "3");
        template.sendBodyAndHeader("direct:dynamic", "4", "whom", "Taro Yamada");
        template.sendBody("direct:header", "5");

        for (int i = 1; i <= 5; i++) {
            assertThat(heard("taro").text()).isEqualTo("" + i);
        }
        assertThat(List.of(
                        heard("hanako").text(),
                        heard("hanako").text(),
                        heard("hanako").text()))
                .containsExactly("1", "2", "5");
    }

    /** Who is on duty: a List, which is never split. */
    public static class OnDuty {
        public List<String> now() {
            return List.of("Taro Yamada", "Suzuki, Hanako");
        }
    }

    @Test
    void everybody() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::everybody[]
                from("direct:everybody")
                        .to("ipmsg:bot?to=*&confirmationTimeout=2s")
                        .split(header("CamelIpmsgDeliveries"))
                        .filter(simple("${body.delivered} == false"))
                        .log("Not reached: ${body}")
                        .setBody(simple("${body.memberOrNull.nickname}"))
                        .to("mock:missed");
                from("direct:broadcast").to("ipmsg:bot?to=broadcast:"); // one datagram; nobody confirms it
                // end::everybody[]
            }
        });
        context.createProducerTemplate().sendBody("direct:everybody", "Fire drill at 10:00");

        assertThat(heard("taro").text()).isEqualTo("Fire drill at 10:00");
        assertThat(heard("hanako").text()).isEqualTo("Fire drill at 10:00");
        assertThat(bodies(context, "missed", 1)).containsExactly("Silent");
    }

    @Test
    void alert() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::alert[]
                from("direct:alert")
                        .to("ipmsg:bot?to=Taro Yamada&confirmation=READ&readTimeout=1s")
                        .choice()
                        .when(header("CamelIpmsgDelivered").isEqualTo(false))
                        .log("${header.CamelIpmsgDeliveryStatus}: nobody has read it, calling instead")
                        .to("mock:telephone");
                // end::alert[]
            }
        });
        context.createProducerTemplate().sendBody("direct:alert", "Boiler 3: 210 °C");

        assertThat(heard("taro").has(RawPeer.SECRETOPT)).isTrue();
        assertThat(bodies(context, "telephone", 1)).containsExactly("Boiler 3: 210 °C");
    }

    @Test
    void unconfirmed() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::fail[]
                onException(IpmsgDeliveryException.class)
                        .handled(true)
                        .log("${exception.message}")
                        .to("mock:dead-letters");
                onException(IpmsgRecipientException.class).handled(true).to("mock:nobody");
                from("direct:must-arrive")
                        .to("ipmsg:bot?to=Silent&failOnUnconfirmed=true&confirmationTimeout=1s&retryInterval=200"
                                + "&maxRetries=2");
                from("direct:unknown").to("ipmsg:bot?to=Sirent&resolveTimeout=100");
                // end::fail[]
            }
        });
        context.createProducerTemplate().sendBody("direct:must-arrive", "invoice");
        context.createProducerTemplate().sendBody("direct:unknown", "whoever");

        assertThat(bodies(context, "dead-letters", 1)).containsExactly("invoice");
        assertThat(bodies(context, "nobody", 1)).containsExactly("whoever");
        heard("silent");
        heard("silent");
        heard("silent");
    }

    @Test
    void later() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::later[]
                from("direct:fire")
                        .to("ipmsg:bot?to=Silent&awaitConfirmation=false&confirmationTimeout=1s")
                        .log("Number ${header.CamelIpmsgPacketNumber} is ${header.CamelIpmsgDeliveryStatus}");
                from("direct:ask").to("ipmsg:bot?operation=CONFIRMATION"); // reads CamelIpmsgPacketNumber
                from("ipmsg:bot?events=DELIVERIES")
                        .setBody(simple("${header.CamelIpmsgPacketNumber} ${header.CamelIpmsgDeliveryStatus}"))
                        .to("mock:outcomes");
                // end::later[]
            }
        });
        var template = context.createFluentProducerTemplate();
        Object number =
                template.to("direct:fire").withBody("ping").send().getMessage().getHeader("CamelIpmsgPacketNumber");
        assertThat(context.createFluentProducerTemplate()
                        .to("direct:ask")
                        .withHeader("CamelIpmsgPacketNumber", number)
                        .send()
                        .getMessage()
                        .getHeader("CamelIpmsgDeliveryStatus"))
                .isEqualTo("PENDING");

        assertThat(bodies(context, "outcomes", 1)).containsExactly(number + " UNCONFIRMED");
    }

    @Test
    void held() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::held[]
                from("direct:memo")
                        .to("ipmsg:bot?to=Taro Yamada&whenOffline=HOLD&holdTimeout=3d")
                        .filter(header("CamelIpmsgDeliveryStatus").isEqualTo("HELD"))
                        .log("${header.CamelIpmsgPacketNumber} waits for him to come back")
                        .to("mock:waiting");
                from("ipmsg:bot?events=DELIVERIES") // now, in three days, or after a restart
                        .log("${header.CamelIpmsgPacketNumber} is ${header.CamelIpmsgDeliveryStatus}")
                        .to("mock:outcomes");
                // end::held[]
            }
        });
        RawPeer taro = peers.get("taro");
        taro.packet(address(context, "bot"), taro.nextNumber(), RawPeer.BR_EXIT, "");
        awaitMembers(context, "bot", 2);
        context.createProducerTemplate().sendBody("direct:memo", "call the bank");
        assertThat(bodies(context, "waiting", 1)).containsExactly("call the bank");
        taro.enter(address(context, "bot"), "Taro Yamada", "Sales");

        assertThat(heard("taro").text()).isEqualTo("call the bank");
        assertThat(bodies(context, "outcomes", 1)).singleElement().asString().startsWith("RECEIVED Taro Yamada");
    }

    @Test
    void sealed() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::sealed[]
                from("direct:private").to("ipmsg:bot?to=Taro Yamada&sealed=true&locked=true&noLog=true");
                from("direct:as-headers-say").to("ipmsg:bot?to=Taro Yamada&inFlight=1");
                // end::sealed[]
            }
        });
        context.createProducerTemplate().sendBody("direct:private", "salary");
        // tag::steer[]
        Map<String, Object> headers = Map.of(
                "CamelIpmsgSendSealed", true,
                "CamelIpmsgSendLocked", true,
                "CamelIpmsgSendNoLog", true,
                "CamelIpmsgConfirmation", "RECEIVED",
                "CamelIpmsgConfirmationTimeout", "30s");
        context.createProducerTemplate().sendBodyAndHeaders("direct:as-headers-say", "salary", headers);
        // end::steer[]

        assertThat(heard("taro").word() & 0x28200).isEqualTo(0x28200);
        assertThat(heard("taro").word() & 0x28200).isEqualTo(0x28200);
    }

    @Test
    void split() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::split[]
                from("direct:report").to("ipmsg:bot?to=Taro Yamada&oversize=SPLIT");
                // end::split[]
            }
        });
        context.createProducerTemplate().sendBody("direct:report", "line of a report\n".repeat(1_000));

        assertThat(heard("taro").text()).startsWith("(1/3) line of");
        assertThat(heard("taro").text()).startsWith("(2/3) line of");
        assertThat(heard("taro").text()).startsWith("(3/3) line of").endsWith("a report\n");
    }

    @Test
    void operations() throws Exception {
        CamelContext context = start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::operations[]
                from("direct:who")
                        .to("ipmsg:bot?operation=MEMBERS&to=group:Sales")
                        .transform(simple("${body.size}"));
                from("direct:lunch").setBody(constant("Back at one")).to("ipmsg:bot?operation=ABSENT");
                from("direct:back").to("ipmsg:bot?operation=PRESENT");
                from("direct:refresh")
                        .setHeader("CamelIpmsgOperation", constant("REFRESH"))
                        .to("ipmsg:bot");
                from("direct:version").to("ipmsg:bot?operation=VERSION&to=Taro Yamada");
                from("direct:absence").to("ipmsg:bot?operation=ABSENCE_INFO&to=Taro Yamada");
                // end::operations[]
            }
        });
        var template = context.createProducerTemplate();
        assertThat(template.requestBody("direct:who", null, String.class)).isEqualTo("2");
        template.sendBody("direct:lunch", "");
        assertThat(peers.get("taro").await(0x04).text()).isEqualTo("bot[Back at one]");
        template.sendBody("direct:back", "");
        assertThat(peers.get("taro").await(0x04).text()).isEqualTo("bot");
        template.sendBody("direct:refresh", "");
        peers.get("taro").await(RawPeer.BR_ENTRY);
        for (String question : List.of("direct:version", "direct:absence")) {
            var asked = template.asyncRequestBody(question, "", String.class);
            RawPeer.Heard heard = peers.get("taro").await(question.endsWith("version") ? 0x40 : 0x50);
            peers.get("taro").packet(heard.from(), 1, heard.command() + 1, "an answer");
            assertThat(asked.get()).isEqualTo("an answer");
        }
    }
}
