/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.NodeCounters.Event;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose messages a consumer takes. */
class FromTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private CamelContext startBot(String from) throws Exception {
        return contexts.start(route -> route.from("ipmsg:bot?from=" + from).to("mock:bot"));
    }

    private RawPeer entered(CamelContext context) throws Exception {
        RawPeer taro = contexts.peer("taro");
        taro.enter(address(context, "bot"), "Taro Yamada", "Sales");
        return taro;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Taro Yamada",
                "nick:Taro Yamada",
                "fuzzy:TARO yamada",
                "user:taro",
                "user:taro@raw-host",
                "group:Sales",
                "*",
                "127.0.0.1",
                "somebody else,\"Taro Yamada\"",
                "RAW(Taro Yamada)"
            })
    void takesTheMessagesOfThoseWhoAreMeant(String from) throws Exception {
        CamelContext context = startBot(from);
        RawPeer taro = entered(context);
        int number = taro.message(address(context, "bot"), "hello");

        assertThat(taro.await(RawPeer.RECVMSG).text()).isEqualTo("" + number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Taro",
                "fuzzy:taro",
                "user:yamada",
                "user:taro@other-host",
                "group:sales",
                "127.0.0.2",
                "127.0.0.1:1",
                "broadcast:"
            })
    void neitherTakesNorConfirmsThoseOfOthers(String from) throws Exception {
        CamelContext context = startBot(from);
        RawPeer taro = entered(context);
        taro.message(address(context, "bot"), "hello");

        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        assertThat(taro.receipts()).isEmpty();
    }

    @Test
    void anAddressWithItsPortIsThatOne() throws Exception {
        RawPeer taro = contexts.peer("taro");
        RawPeer hanako = contexts.peer("hanako");
        CamelContext context = contexts.start(
                route -> route.from("ipmsg:bot?from=" + taro.address()).to("mock:bot"));
        hanako.message(address(context, "bot"), "of Hanako");
        awaitCount(context, "bot", Event.MESSAGE_NOT_TAKEN, 1);
        taro.message(address(context, "bot"), "of Taro");

        assertThat(Contexts.bodies(context, "bot", 1)).containsExactly("of Taro");
    }

    @Test
    void eachConsumerTakesItsOwn() throws Exception {
        CamelContext context = contexts.start(route -> {
            route.from("ipmsg:bot?from=user:taro").to("mock:taro");
            route.from("ipmsg:bot?from=user:hanako").to("mock:hanako");
            route.from("ipmsg:bot").to("mock:all");
        });
        RawPeer taro = contexts.peer("taro");
        RawPeer hanako = contexts.peer("hanako");
        taro.message(address(context, "bot"), "of Taro");
        taro.await(RawPeer.RECVMSG);
        hanako.message(address(context, "bot"), "of Hanako");

        assertThat(Contexts.bodies(context, "all", 2)).containsExactlyInAnyOrder("of Taro", "of Hanako");
        assertThat(Contexts.bodies(context, "taro", 1)).containsExactly("of Taro");
        assertThat(Contexts.bodies(context, "hanako", 1)).containsExactly("of Hanako");
    }

    @ParameterizedTest
    @ValueSource(strings = {"key:0123456789abcdef", "tarot:Taro", "nick:", " "})
    void saysWhatCanBeWritten(String from) {
        assertThatThrownBy(() -> contexts.start(
                        route -> route.from("ipmsg:bot?from=" + from).to("mock:x")))
                .hasStackTraceContaining("a recipient is an address");
    }
}
