/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/routes.md about receiving, each run. */
class ReceivingExamplesTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @TempDir
    Path directory;

    private RawPeer taro;

    @BeforeEach
    void onePeer() throws Exception {
        taro = contexts.peer("taro").confirming().answeringReadNotices();
    }

    @Test
    void receive() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::receive[]
                from("ipmsg:bot")
                        .log("${header.CamelIpmsgSenderNickname}: ${body}")
                        .to("mock:chat");
                // end::receive[]
            }
        });
        int number = taro.message(address(context, "bot"), "hello");

        assertThat(bodies(context, "chat", 1)).containsExactly("hello");
        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
    }

    @Test
    void archive() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::archive[]
                from("ipmsg:bot?acknowledge=ON_COMPLETION&maxInFlight=8")
                        .setBody(simple("""
                                ${header.CamelMessageTimestamp} ${header.CamelIpmsgEvent} ${header.CamelIpmsgMessageId}
                                from ${header.CamelIpmsgSenderUser}@${header.CamelIpmsgSenderHost} \
                                (${header.CamelIpmsgSenderGroup}) at ${header.CamelIpmsgSenderAddress}, \
                                number ${header.CamelIpmsgMessageNumber}
                                sealed ${header.CamelIpmsgSealed}, locked ${header.CamelIpmsgLocked}, \
                                not to be logged ${header.CamelIpmsgNoLog}, encrypted ${header.CamelIpmsgEncrypted}
                                to all ${header.CamelIpmsgBroadcast}, to several ${header.CamelIpmsgMulticast}
                                ${body}
                                """))
                        .to("mock:archive");
                // end::archive[]
            }
        });
        taro.enter(address(context, "bot"), "Taro", "Sales");
        int number = taro.message(address(context, "bot"), "keep this");

        assertThat(bodies(context, "archive", 1).get(0))
                .contains("MESSAGE", "from taro@raw-host (Sales) at " + taro.address(), "number " + number)
                .contains("sealed false", "to all false", "keep this");
        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
    }

    @Test
    void onceAcrossRestarts() throws Exception {
        File file = directory.resolve("archived.txt").toFile();
        RouteBuilder archive = new RouteBuilder() {
            @Override
            public void configure() {
                // tag::idempotent[]
                getContext().getRegistry().bind("archived", FileIdempotentRepository.fileIdempotentRepository(file));

                from("ipmsg:bot?acknowledge=ON_COMPLETION&idempotentRepository=#archived")
                        .routeId("archive") // part of the key: keep it
                        .to("mock:archive");
                // end::idempotent[]
            }
        };
        CamelContext context = contexts.start(archive);
        int number = taro.message(address(context, "bot"), "keep this once");

        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        assertThat(bodies(context, "archive", 1)).containsExactly("keep this once");
        assertThat(Files.readAllLines(file.toPath())).hasSize(1);
    }

    @Test
    void handOff() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::hand-off[]
                from("ipmsg:bot?acknowledge=ON_COMPLETION")
                        .wireTap("direct:statistics") // a copy: not waited for
                        .to("seda:archive"); // hands the completion on: confirmed when the other side has completed
                from("seda:archive?concurrentConsumers=4").to("mock:archive");
                from("direct:statistics").to("mock:statistics");
                // end::hand-off[]
            }
        });
        int number = taro.message(address(context, "bot"), "keep this");

        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        assertThat(bodies(context, "archive", 1)).containsExactly("keep this");
        assertThat(bodies(context, "statistics", 1)).containsExactly("keep this");
    }

    @Test
    void filter() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::filter[]
                from("ipmsg:bot?from=group:Sales,user:hanako")
                        .filter(header("CamelIpmsgAutomatic").isEqualTo(false))
                        .to("mock:sales");
                // end::filter[]
            }
        });
        taro.message(address(context, "bot"), "of a stranger");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        RawPeer hanako = contexts.peer("hanako");
        hanako.message(address(context, "bot"), "of Hanako");

        assertThat(bodies(context, "sales", 1)).containsExactly("of Hanako");
        assertThat(taro.receipts()).isEmpty();
    }

    @Test
    void reply() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::reply[]
                from("ipmsg:bot?exchangePattern=InOut&replyLimit=10")
                        .choice()
                        .when(body().isEqualTo("time"))
                        .setBody(simple("It is ${date:now:HH:mm}."))
                        .otherwise()
                        .setBody(simple("${header.CamelIpmsgSender.nickname}, I know only: time"));
                // end::reply[]
            }
        });
        Contexts.prove(context, "bot", taro);
        taro.message(address(context, "bot"), "help");

        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("taro, I know only: time");
    }

    @Test
    void replyLater() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::reply-later[]
                from("ipmsg:bot")
                        .setHeader("CamelIpmsgTo", header("CamelIpmsgSenderAddress"))
                        .setBody(simple("You said: ${body}"))
                        .to("ipmsg:bot")
                        .log("Answered: ${header.CamelIpmsgDelivered}");
                // end::reply-later[]
            }
        });
        taro.message(address(context, "bot"), "hello");

        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("You said: hello");
    }

    @Test
    void openByHand() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::open[]
                from("ipmsg:bot?open=MANUAL")
                        .to("mock:desk") // keeps the headers, CamelIpmsgMessageId among them
                        .to("direct:seen-by-somebody");
                from("direct:seen-by-somebody").to("ipmsg:bot?operation=OPEN");
                // end::open[]
            }
        });
        int number = taro.packet(
                address(context, "bot"),
                taro.nextNumber(),
                RawPeer.SENDMSG | RawPeer.SENDCHECKOPT | RawPeer.SECRETOPT | RawPeer.READCHECKOPT,
                "sealed");

        assertThat(taro.await(RawPeer.READMSG).text()).isEqualTo("" + number);
        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
    }

    @Test
    void members() throws Exception {
        CamelContext context = contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::members[]
                from("ipmsg:bot?events=MEMBERS")
                        .log("${header.CamelIpmsgEvent}: ${body.nickname} of ${body.group}")
                        .transform(simple("${header.CamelIpmsgEvent} ${body.nickname}"))
                        .to("mock:presence");
                // end::members[]
            }
        });
        taro.enter(address(context, "bot"), "Taro", "Sales");

        assertThat(bodies(context, "presence", 1)).containsExactly("JOINED Taro");
    }
}
