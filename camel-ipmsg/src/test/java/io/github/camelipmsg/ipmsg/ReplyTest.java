/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.NodeCounters.Event;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.ExceptionHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that answer by their result. */
class ReplyTest {
    private static final String BOT = "ipmsg:bot?exchangePattern=InOut";
    private static final int BROADCASTOPT = 0x400;
    private static final int AUTORETOPT = 0x2000;
    private static final int NOADDLISTOPT = 0x80000;

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private RawPeer peer;

    @BeforeEach
    void onePeer() throws Exception {
        peer = contexts.peer("taro").confirming();
    }

    @Test
    void sendsTheResultBackToTheSenderAsAConfirmedMessage() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.from(BOT).setBody(route.simple("You said: ${body}"));
            route.from("ipmsg:bot?events=DELIVERIES").to("mock:outcomes");
        });
        int number = peer.message(address(context, "bot"), "hello");

        assertThat(peer.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
        RawPeer.Heard reply = peer.await(RawPeer.SENDMSG);
        assertThat(reply.text()).isEqualTo("You said: hello");
        assertThat(reply.has(RawPeer.SENDCHECKOPT)).isTrue();
        Contexts.bodies(context, "outcomes", 1);
        assertThat(context.getEndpoint("mock:outcomes", MockEndpoint.class)
                        .getReceivedExchanges()
                        .get(0)
                        .getMessage()
                        .getHeader("CamelIpmsgDelivered"))
                .isEqualTo(true);
    }

    @Test
    void noHeaderSendsTheReplyElsewhere() throws Exception {
        RawPeer other = contexts.peer("other").confirming();
        CamelContext context = contexts.start(route -> route.from(BOT)
                .setHeader("CamelIpmsgTo", () -> other.address())
                .setHeader("CamelIpmsgConfirmation", () -> "NONE")
                .setHeader("CamelIpmsgSendLocked", () -> true)
                .setBody(route.constant("for the sender alone")));
        peer.message(address(context, "bot"), "hello");

        RawPeer.Heard reply = peer.await(RawPeer.SENDMSG);
        assertThat(reply.text()).isEqualTo("for the sender alone");
        assertThat(reply.word() & 0x8100).isEqualTo(0x8100); // locked, and to be confirmed
        assertThat(other.heard(RawPeer.SENDMSG)).isEmpty();
    }

    @Test
    void aRouteThatFailedSendsNothingBack() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.onException(IllegalStateException.class).to("mock:failed");
            route.from(BOT)
                    .choice()
                    .when(route.body().isEqualTo("fail"))
                    .throwException(new IllegalStateException("as the test wants"))
                    .otherwise()
                    .setBody(route.constant("good"));
        });
        peer.message(address(context, "bot"), "fail");
        bodies(context, "failed", 1);
        peer.message(address(context, "bot"), "do not fail");

        assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("good");
        assertThat(peer.heard(RawPeer.SENDMSG)).hasSize(1);
    }

    @Test
    void aResultThatCannotBeReadGoesToTheExceptionHandler() throws Exception {
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        CamelContext context = contexts.create();
        context.getRegistry().bind("handler", ExceptionHandler.class, new Handler(handled));
        Contexts.add(
                context,
                route -> route.from(BOT + "&exceptionHandler=#handler")
                        .filter(route.body().isEqualTo("unreadable"))
                        .setBody(exchange -> new Unreadable()));
        context.start();
        peer.message(address(context, "bot"), "unreadable");
        peer.message(address(context, "bot"), "readable");

        assertThat(handled.get(10, TimeUnit.SECONDS)).hasStackTraceContaining("planned");
        assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("readable");
    }

    private static final class Unreadable extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("planned");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("planned");
        }
    }

    private record Handler(CompletableFuture<Throwable> handled) implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            handled.complete(exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handled.complete(exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            handled.complete(exception);
        }
    }

    @Test
    void nothingToSayIsNotSaid() throws Exception {
        CamelContext context = contexts.start(route -> route.from(BOT)
                .choice()
                .when(route.body().isEqualTo("null"))
                .setBody(exchange -> null)
                .when(route.body().isEqualTo("empty"))
                .setBody(route.constant(""))
                .otherwise()
                .setBody(route.constant("something")));
        for (String text : List.of("null", "empty", "something")) {
            peer.message(address(context, "bot"), text);
        }

        assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("something");
        assertThat(peer.heard(RawPeer.SENDMSG)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {BROADCASTOPT, AUTORETOPT, NOADDLISTOPT})
    void whatMustNotBeAnsweredIsNotAnswered(int option) throws Exception {
        CamelContext context = contexts.start(route -> route.from(BOT).to("mock:bot"));
        peer.packet(address(context, "bot"), peer.nextNumber(), RawPeer.SENDMSG | option, "do not answer");
        bodies(context, "bot", 1);
        peer.message(address(context, "bot"), "answer");

        assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("answer");
        assertThat(peer.heard(RawPeer.SENDMSG)).hasSize(1);
    }

    @Test
    void repliesOnlySoOftenAMinute() throws Exception {
        CamelContext context =
                contexts.start(route -> route.from(BOT + "&replyLimit=3").to("mock:bot"));
        for (int i = 1; i <= 5; i++) {
            peer.message(address(context, "bot"), "text " + i);
        }

        awaitCount(context, "bot", Event.REPLY_WITHHELD, 2);
        assertThat(bodies(context, "bot", 5)).hasSize(5);
        for (int i = 1; i <= 3; i++) {
            assertThat(peer.await(RawPeer.SENDMSG).text()).isEqualTo("text " + i);
        }
        assertThat(peer.heard(RawPeer.SENDMSG)).hasSize(3);
    }

    @Test
    void twoBotsThatEchoEachOtherCometoRest() throws Exception {
        CamelContext one =
                contexts.start(route -> route.from(BOT + "&replyLimit=5").to("mock:bot"));
        CamelContext other = contexts.start(route ->
                route.from("ipmsg:other?exchangePattern=InOut&replyLimit=5").to("mock:bot"));
        one.createFluentProducerTemplate()
                .to("ipmsg:bot?to=127.0.0.1:" + address(other, "other").getPort())
                .withBody("who is there?")
                .request();

        awaitCount(other, "other", Event.REPLY_WITHHELD, 1);
        assertThat(bodies(one, "bot", 5)).hasSize(5);
        assertThat(bodies(other, "bot", 6)).hasSize(6);
    }

    @Test
    void withoutALimitItDoesNotStart() {
        assertThatThrownBy(() -> contexts.start(
                        route -> route.from(BOT + "&replyLimit=0").to("mock:x")))
                .hasStackTraceContaining("replyLimit must be at least 1, but is 0");
    }

    @Test
    void withOptionsThatNoReplyCanBeSentWithItDoesNotStart() {
        assertThatThrownBy(() ->
                        contexts.start(route -> route.from(BOT + "&inFlight=0").to("mock:x")))
                .hasStackTraceContaining("inFlight must be at least 1, but is 0");
    }
}
