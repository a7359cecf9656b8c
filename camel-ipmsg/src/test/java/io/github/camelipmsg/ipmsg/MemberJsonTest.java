/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MemberJsonTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @Test
    void makesJsonOfWhoJoins() throws Exception {
        CamelContext context = contexts.start(route ->
                route.from("ipmsg:bot?events=MEMBERS").process(new MemberJson()).to("mock:members"));
        RawPeer taro = contexts.peer("taro");

        taro.enter(Contexts.address(context, "bot"), "太郎 \"T\"", "Sales");

        assertThat(Contexts.bodies(context, "members", 1))
                .containsExactly("{\"event\":\"JOINED\",\"nickname\":\"太郎 \\\"T\\\"\",\"user\":\"taro\","
                        + "\"host\":\"raw-host\",\"group\":\"Sales\",\"address\":\"" + taro.address()
                        + "\",\"absent\":false}");
    }
}
