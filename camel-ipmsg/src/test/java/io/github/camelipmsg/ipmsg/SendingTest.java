/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.send;
import static io.github.camelipmsg.ipmsg.Contexts.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.protocol.ClientKind;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.Identity;
import java.net.InetSocketAddress;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who gets a message, and with which bytes. */
class SendingTest {
    private static final Charset GBK = Charset.forName("GBK");
    private static final Charset CP932 = Charset.forName("windows-31j");

    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext context;
    private RawPeer taro;
    private RawPeer hanako;

    @BeforeEach
    void twoPeersAreThere() throws Exception {
        context = contexts.create();
        context.start();
        taro = contexts.peer("taro").confirming();
        hanako = contexts.peer("hanako").confirming();
        taro.enter(address(context, "a"), "Taro Yamada", "Sales");
        hanako.enter(address(context, "a"), "Suzuki, Hanako", "");
        awaitMembers(context, "a", 2);
    }

    private void sendTo(String recipients) {
        assertReceived(send(context, "ipmsg:a?to=" + recipients, "hello"));
    }

    private static void assertReceived(Exchange sent) {
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
    }

    private void assertHeard(int byTaro, int byHanako) {
        assertThat(List.of(
                        taro.heard(RawPeer.SENDMSG).size(),
                        hanako.heard(RawPeer.SENDMSG).size()))
                .containsExactly(byTaro, byHanako);
    }

    @Test
    void splitsAHeaderOfWhateverKindOfText() {
        CharSequence both = CharBuffer.wrap(taro.address() + "," + hanako.address());
        assertReceived(send(context, "ipmsg:a", "hello", Map.of("CamelIpmsgTo", both)));
        assertHeard(1, 1);
    }

    @Test
    void anErrorEndsTheExchangeAsAnExceptionDoes() throws Exception {
        Exchange exchange = context.getEndpoint("ipmsg:a").createExchange();
        exchange.getMessage().setBody("hello");
        exchange.getMessage().setHeader("CamelIpmsgTo", new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError("planned");
            }
        });
        CompletableFuture<Exchange> ended = new CompletableFuture<>();

        boolean doneAtOnce =
                Contexts.producer(context, "ipmsg:a").process(exchange, doneSync -> ended.complete(exchange));

        assertThat(doneAtOnce).isTrue();
        assertThat(ended).isDone();
        assertThat(exchange.getException()).hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void sendsToAnAddressWithItsPort() {
        sendTo(taro.address());
        assertHeard(1, 0);
    }

    @Test
    void sendsToAnAddressWithoutPortAtTheDiscoveryPort() throws Exception {
        assertReceived(send(context, "ipmsg:b?to=127.0.0.1&discoveryPort=" + taro.port(), "hello"));
        assertHeard(1, 0);
    }

    @Test
    void sendsToAnIPv6Address() throws Exception {
        RawPeer six = contexts.peer("six", Contexts.ipv6Loopback()).confirming();
        sendTo("[::1]:" + six.port());
        assertThat(six.heard(RawPeer.SENDMSG)).hasSize(1);
    }

    @Test
    void sendsToANickname() {
        sendTo("Taro Yamada");
        assertHeard(1, 0);
    }

    @Test
    void sendsToANicknameThatIsMarkedAsOne() {
        sendTo("nick:Taro Yamada");
        assertHeard(1, 0);
    }

    @Test
    void waitsForANicknameThatIsNotKnownYet() throws Exception {
        RawPeer late = contexts.peer("late").confirming();
        CompletableFuture<Exchange> sent =
                Contexts.sendAsync(context, Contexts.producer(context, "ipmsg:a?to=Late"), "hello");
        InetSocketAddress node = address(context, "a"); // when the loop has answered this, it waits for the name
        assertThat(sent).isNotDone();
        late.enter(node, "Late", "");
        assertReceived(sent.get(10, TimeUnit.SECONDS));
        assertThat(late.heard(RawPeer.SENDMSG)).hasSize(1);
    }

    @Test
    void sendsToEveryMemberSinglyUnderOneNumber() {
        sendTo("*");
        assertHeard(1, 1);
        assertThat(taro.await(RawPeer.SENDMSG).number())
                .isEqualTo(hanako.await(RawPeer.SENDMSG).number());
    }

    @Test
    void splitsAtCommasButNotInQuotes() {
        sendTo("\"Suzuki, Hanako\", Taro Yamada");
        assertHeard(1, 1);
    }

    @Test
    void takesRawValues() {
        sendTo("RAW(\"Suzuki, Hanako\")");
        assertHeard(0, 1);
    }

    @Test
    void sendsToSomebodyWhoIsNamedTwiceOnce() {
        sendTo("Taro Yamada,nick:Taro Yamada," + taro.address());
        assertHeard(1, 0);
    }

    @Test
    void neverSplitsAList() {
        assertReceived(
                send(context, "ipmsg:a", "hello", Map.of("CamelIpmsgTo", List.of("Suzuki, Hanako", taro.address()))));
        assertHeard(1, 1);
    }

    @Test
    void prefersTheHeaderToTheOption() {
        assertReceived(
                send(context, "ipmsg:a?to=" + taro.address(), "hello", Map.of("CamelIpmsgTo", hanako.address())));
        assertHeard(0, 1);
    }

    @Test
    void answersTheSenderOfAConsumedMessage() throws Exception {
        Contexts.add(
                context,
                route -> route.from("ipmsg:a")
                        .setHeader("CamelIpmsgTo", route.header("CamelIpmsgSender"))
                        .to("ipmsg:a"));
        taro.message(address(context, "a"), "hello");
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("hello");
    }

    @Test
    void givesThePeerEveryLineEndAsLineFeedAndAltersNothingElse() {
        send(context, "ipmsg:a?to=" + taro.address(), "a: b::\r\nc\rd\n\te ");
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("a: b::\nc\nd\n\te ");
    }

    @Test
    void leavesTheBodyAsItWas() {
        Exchange sent = send(context, "ipmsg:a?to=" + taro.address(), "a\r\nb");
        assertThat(sent.getMessage().getBody()).isEqualTo("a\r\nb");
    }

    @Test
    void convertsABodyToTextAndLeavesItAsItWas() {
        byte[] body = {'h', 'i'};
        Exchange sent = send(context, "ipmsg:a?to=" + taro.address(), body);
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("hi");
        assertThat(sent.getMessage().getBody()).isSameAs(body);
    }

    @Test
    void writesUtf8ToAPeerThatReadsIt() {
        send(context, "ipmsg:a?to=Taro Yamada", "会議 🍣");
        RawPeer.Heard heard = taro.await(RawPeer.SENDMSG);
        assertThat(heard.text()).isEqualTo("会議 🍣");
        assertThat(heard.has(RawPeer.UTF8OPT)).isTrue();
    }

    @Test
    void writesWindows31jToAnOldClient() throws Exception {
        RawPeer old = contexts.peer("old").confirming();
        old.packet(address(context, "a"), 1, RawPeer.BR_ENTRY, "Old\0\0");
        send(context, "ipmsg:a?to=Old", "①㈱ 髙﨑～ソ");
        RawPeer.Heard heard = old.await(RawPeer.SENDMSG);
        assertThat(heard.text()).isEqualTo("①㈱ 髙﨑～ソ");
        assertThat(heard.has(RawPeer.UTF8OPT)).isFalse();
    }

    @Test
    void setsTheProtocolsOptionsByOptionAndByHeader() {
        send(context, "ipmsg:a?locked=true&to=" + taro.address(), "x", Map.of("CamelIpmsgSendNoLog", true));
        RawPeer.Heard heard = taro.await(RawPeer.SENDMSG);
        assertThat(List.of(heard.has(0x8000), heard.has(0x2_0000), heard.has(RawPeer.SENDCHECKOPT)))
                .containsExactly(true, true, true);
        send(context, "ipmsg:a?locked=true&to=" + taro.address(), "x", Map.of("CamelIpmsgSendLocked", "false"));
        assertThat(taro.await(RawPeer.SENDMSG).has(0x8000)).isFalse();
    }

    @Test
    void doesNotReadTheHeadersThatAConsumerSets() {
        Member other = new Member(
                new Identity("hanako", RawPeer.HOST),
                "Suzuki, Hanako",
                "",
                List.of(),
                CommandWord.of(Command.BR_ENTRY),
                ClientKind.OTHER,
                null,
                null,
                false);
        assertReceived(send(
                context,
                "ipmsg:a?to=" + taro.address(),
                "x",
                Map.of(
                        "CamelIpmsgSender", other,
                        "CamelIpmsgSenderAddress", hanako.address(),
                        "CamelIpmsgSenderNickname", "Suzuki, Hanako",
                        "CamelIpmsgLocked", true,
                        "CamelIpmsgNoLog", true,
                        "CamelIpmsgSealed", true,
                        "CamelIpmsgBroadcast", true,
                        "CamelIpmsgAutomatic", true)));
        assertHeard(1, 0);
        assertThat(taro.await(RawPeer.SENDMSG).word() & 0xffff_ff00L & ~RawPeer.UTF8OPT & ~RawPeer.CAPUTF8OPT)
                .isEqualTo(RawPeer.SENDCHECKOPT);
    }

    @Test
    void findsANodeOfAnotherContextByItsNickname() throws Exception {
        CamelContext other = contexts.startBot();
        assertReceived(send(context, "ipmsg:c?to=bot&discoveryAddresses=" + to(other, "bot"), "hello over there"));
        assertThat(bodies(other, "bot", 1)).containsExactly("hello over there");
    }

    @Test
    void writesToSomePeersInTheirCharset() {
        Exchange sent = send(context, "ipmsg:c?peerCharsets=127.0.0.0/8=GBK,feiq=GB18030&to=" + taro.address(), "中文");

        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo(new String("中文".getBytes(GBK), CP932));
    }
}
