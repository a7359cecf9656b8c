/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.address;
import static io.github.camelipmsg.ipmsg.Contexts.awaitMembers;
import static io.github.camelipmsg.ipmsg.Contexts.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/ipmsg-component.md: the same two routes in every language, which do the same. */
class ComponentExamplesTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void inJava() throws Exception {
        answersAndTellsWhatWasNotDelivered(contexts, contexts.start(new RouteBuilder() {
            @Override
            public void configure() {
                // tag::component-java[]
                from("ipmsg:bot?from=group:Sales&exchangePattern=InOut")
                        .setBody(simple("${header.CamelIpmsgSenderNickname}, you said: ${body}"));
                from("direct:alert")
                        .to("ipmsg:bot?to=Taro Yamada&confirmationTimeout=2s")
                        .filter(header(IpmsgConstants.DELIVERED).isEqualTo(false))
                        .to("mock:not-delivered");
                // end::component-java[]
            }
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"component-yaml.yaml", "component-xml.xml"})
    void inOtherLanguages(String file) throws Exception {
        CamelContext context = contexts.create();
        ExampleRoutes.load(context, file);
        context.start();
        answersAndTellsWhatWasNotDelivered(contexts, context);
    }

    static void answersAndTellsWhatWasNotDelivered(Contexts contexts, CamelContext context) throws Exception {
        InetSocketAddress bot = address(context, "bot");
        RawPeer taro = contexts.peer("taro").confirming();
        taro.enter(bot, "Taro Yamada", "Sales");
        awaitMembers(context, "bot", 1);

        context.createProducerTemplate().sendBody("direct:alert", "Fire in hall 3");
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("Fire in hall 3");

        taro.message(bot, "hello");
        assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("Taro Yamada, you said: hello");

        taro.close();
        context.createProducerTemplate().sendBody("direct:alert", "Fire in hall 4");
        assertThat(bodies(context, "not-delivered", 1)).containsExactly("Fire in hall 4");
    }
}
