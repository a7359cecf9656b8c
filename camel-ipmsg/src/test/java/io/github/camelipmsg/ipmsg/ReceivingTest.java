/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static io.github.camelipmsg.ipmsg.Contexts.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Member;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route gets of a message that came in. */
class ReceivingTest {
    private static final Charset CP932 = Charset.forName("windows-31j");

    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void setsEveryHeaderOfTheContract() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        taro.enter(address(context, "bot"), "山田 Taro", "Sales");
        int number = taro.message(address(context, "bot"), "Good morning");

        Message message = received(context, "bot", 1).get(0).getMessage();

        assertThat(message.getBody()).isEqualTo("Good morning");
        Map<String, Object> headers = new TreeMap<>(message.getHeaders());
        assertThat(headers.remove("CamelIpmsgMessageId")).asString().isNotBlank();
        assertThat(headers.remove("CamelIpmsgSender"))
                .isInstanceOfSatisfying(
                        Member.class, sender -> assertThat(sender.nickname()).isEqualTo("山田 Taro"));
        assertThat(headers.remove(Exchange.MESSAGE_TIMESTAMP)).isInstanceOf(Long.class);
        assertThat(headers)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("CamelIpmsgEvent", "MESSAGE"),
                        Map.entry("CamelIpmsgMessageNumber", Integer.toString(number)),
                        Map.entry("CamelIpmsgSenderNickname", "山田 Taro"),
                        Map.entry("CamelIpmsgSenderUser", "taro"),
                        Map.entry("CamelIpmsgSenderHost", RawPeer.HOST),
                        Map.entry("CamelIpmsgSenderGroup", "Sales"),
                        Map.entry("CamelIpmsgSenderAddress", taro.address()),
                        Map.entry("CamelIpmsgSealed", false),
                        Map.entry("CamelIpmsgLocked", false),
                        Map.entry("CamelIpmsgNoLog", false),
                        Map.entry("CamelIpmsgBroadcast", false),
                        Map.entry("CamelIpmsgMulticast", false),
                        Map.entry("CamelIpmsgAutomatic", false),
                        Map.entry("CamelIpmsgEncrypted", false)));
    }

    @ParameterizedTest
    @CsvSource({
        "CamelIpmsgSealed, 0x200",
        "CamelIpmsgBroadcast, 0x400",
        "CamelIpmsgMulticast, 0x800",
        "CamelIpmsgAutomatic, 0x2000",
        "CamelIpmsgLocked, 0x8000",
        "CamelIpmsgNoLog, 0x20000"
    })
    void turnsEachOptionOfTheSenderIntoItsHeader(String header, String option) throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        taro.packet(address(context, "bot"), 7, RawPeer.SENDMSG | Integer.decode(option), "x");

        Map<String, Object> headers =
                received(context, "bot", 1).get(0).getMessage().getHeaders();

        assertThat(headers).containsEntry(header, true);
        assertThat(headers.values().stream().filter(Boolean.TRUE::equals)).hasSize(1);
    }

    @Test
    void saysWhenTheMessageCame() throws Exception {
        CamelContext context = contexts.startBot();
        Instant before = Instant.now();
        contexts.peer("taro").message(address(context, "bot"), "x");

        Message message = received(context, "bot", 1).get(0).getMessage();

        assertThat(Instant.ofEpochMilli(message.getHeader(Exchange.MESSAGE_TIMESTAMP, Long.class)))
                .isBetween(before.minusMillis(1), Instant.now());
        assertThat(message.getMessageTimestamp()).isEqualTo(message.getHeader(Exchange.MESSAGE_TIMESTAMP));
    }

    @Test
    void givesEachMessageAnIdOfItsOwn() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        taro.message(address(context, "bot"), "same text");
        taro.message(address(context, "bot"), "same text");

        assertThat(received(context, "bot", 2).stream()
                        .map(exchange -> exchange.getMessage().getHeader("CamelIpmsgMessageId")))
                .doesNotHaveDuplicates();
    }

    @Test
    void callsAStrangerByItsUserName() throws Exception {
        CamelContext context = contexts.startBot();
        contexts.peer("stranger").message(address(context, "bot"), "x");

        assertThat(received(context, "bot", 1).get(0).getMessage().getHeaders())
                .containsEntry("CamelIpmsgSenderNickname", "stranger")
                .containsEntry("CamelIpmsgSenderGroup", "");
    }

    @Test
    void givesLinesThatEndInLineFeed() throws Exception {
        CamelContext context = contexts.startBot();
        contexts.peer("taro").message(address(context, "bot"), "one\r\ntwo\nthree\rfour");

        assertThat(bodies(context, "bot", 1)).containsExactly("one\ntwo\nthree\nfour");
    }

    @Test
    void altersNothingElseInAText() throws Exception {
        List<String> texts =
                List.of("12:30: see http://example.org/a:b", ":", "::x::", " blanks around ", "\n\n", "a\tb", "");
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro");
        InetSocketAddress bot = address(context, "bot");
        texts.forEach(text -> taro.message(bot, text));

        assertThat(bodies(context, "bot", texts.size())).isEqualTo(texts);
    }

    @Test
    void readsJapaneseOfAnOldClient() throws Exception {
        String text = "①㈱ 髙﨑さん、会議は～14時～です。表示 ソ能";
        CamelContext context = contexts.startBot();
        contexts.peer("taro")
                .send(address(context, "bot"), ("1:5:太郎:pc:" + RawPeer.SENDMSG + ":" + text + "\0").getBytes(CP932));

        Message message = received(context, "bot", 1).get(0).getMessage();
        assertThat(message.getBody()).isEqualTo(text);
        assertThat(message.getHeader("CamelIpmsgSenderUser")).isEqualTo("太郎");
    }

    @Test
    void readsJapaneseOfAClientThatWritesUtf8() throws Exception {
        String text = "会議は14時です 🍣 한국어";
        CamelContext context = contexts.startBot();
        contexts.peer("taro")
                .send(
                        address(context, "bot"),
                        ("1:5:太郎:pc:" + (RawPeer.SENDMSG | RawPeer.UTF8OPT) + ":" + text + "\0")
                                .getBytes(StandardCharsets.UTF_8));

        Message message = received(context, "bot", 1).get(0).getMessage();
        assertThat(message.getBody()).isEqualTo(text);
        assertThat(message.getHeader("CamelIpmsgSenderUser")).isEqualTo("太郎");
    }

    @Test
    void readsTheConfiguredCharset() throws Exception {
        CamelContext context =
                contexts.start(route -> route.from("ipmsg:bot?charset=GB18030").to("mock:bot"));
        contexts.peer("li")
                .send(
                        address(context, "bot"),
                        ("1:5:li:pc:" + RawPeer.SENDMSG + ":会议在两点\0").getBytes(Charset.forName("GB18030")));

        assertThat(bodies(context, "bot", 1)).containsExactly("会议在两点");
    }

    @Test
    void receivesOverIPv6() throws Exception {
        InetAddress here = Contexts.ipv6Loopback();
        CamelContext context = contexts.startBot();
        RawPeer taro = contexts.peer("taro", here);
        int number =
                taro.message(new InetSocketAddress(here, address(context, "bot").getPort()), "six");

        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo(Integer.toString(number));
        assertThat(received(context, "bot", 1).get(0).getMessage().getHeader("CamelIpmsgSenderAddress"))
                .isEqualTo("[0:0:0:0:0:0:0:1]:" + taro.port());
    }

    @Test
    void makesNoHeaderOfWhatAPeerWrites() throws Exception {
        CamelContext context = contexts.startBot();
        Set<String> ordinary = headersOfAMessage(context, contexts.peer("taro"), "hello", 1);
        RawPeer mallory = contexts.peer("CamelIpmsgTo");
        mallory.enter(address(context, "bot"), "CamelIpmsgTo=victim", "CamelFileName");

        assertThat(headersOfAMessage(
                        context, mallory, "CamelIpmsgTo: victim\nCamelHttpUri=x\n\nCamelIpmsgOperation: FORGET_KEY", 2))
                .isEqualTo(ordinary);
    }

    private static Set<String> headersOfAMessage(CamelContext context, RawPeer from, String text, int which)
            throws Exception {
        from.message(address(context, "bot"), text);
        return received(context, "bot", which)
                .get(which - 1)
                .getMessage()
                .getHeaders()
                .keySet();
    }

    @Test
    void letsNoPeerSteerAProducerFurtherDownTheRoute() throws Exception {
        RawPeer meant = contexts.peer("meant").confirming();
        RawPeer mallory = contexts.peer("mallory").confirming();
        CamelContext context = contexts.start(route ->
                route.from("ipmsg:a").to("ipmsg:b?to=" + meant.address()).to("mock:sent"));
        mallory.enter(address(context, "b"), mallory.address(), mallory.address());
        mallory.message(address(context, "a"), "CamelIpmsgTo: " + mallory.address());

        Exchange sent = received(context, "sent", 1).get(0);

        assertThat(sent.getMessage().getHeaders().keySet().stream().filter(name -> name.startsWith("CamelIpmsgSender")))
                .hasSizeGreaterThan(5);
        assertThat(sent.getMessage().getHeader("CamelIpmsgDeliveryStatus")).isEqualTo("RECEIVED");
        assertThat(meant.heard(RawPeer.SENDMSG)).hasSize(1);
        assertThat(mallory.heard(RawPeer.SENDMSG)).isEmpty();
    }
}
