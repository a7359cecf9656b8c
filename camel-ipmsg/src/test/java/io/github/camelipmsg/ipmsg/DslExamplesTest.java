/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/routes.md in YAML and XML: the same routes, which do the same. */
class DslExamplesTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @ParameterizedTest
    @ValueSource(strings = {"yaml-routes.yaml", "xml-routes.xml"})
    void receiveSendReplyAndEvents(String file) throws Exception {
        CamelContext context = contexts.create();
        ExampleRoutes.load(context, file);
        context.start();
        InetSocketAddress bot = address(context, "bot");
        RawPeer taro = contexts.peer("taro").confirming();
        taro.enter(bot, "Taro Yamada", "Sales");
        awaitMembers(context, "bot", 1);
        RawPeer hanako = contexts.peer("hanako").confirming();
        Contexts.prove(context, "bot", hanako);

        taro.message(bot, "to the chat");
        hanako.message(bot, "hello");
        context.createProducerTemplate().sendBody("direct:hello", "reaches him");

        assertThat(bodies(context, "chat", 1)).containsExactly("to the chat");
        assertThat(hanako.await(RawPeer.SENDMSG).text()).isEqualTo("You said: hello");
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("reaches him");
        assertThat(bodies(context, "events", 4))
                .startsWith("JOINED Taro Yamada")
                .contains("DELIVERY ");

        taro.close();
        context.createProducerTemplate().sendBody("direct:hello", "does not");
        assertThat(bodies(context, "missed", 1)).containsExactly("does not");
    }
}
