/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.springboot;

import io.github.camelipmsg.test.junit5.IpmsgNetwork;
import io.github.camelipmsg.test.junit5.ScriptedPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** How users test the routes of one application in several tests, as documentation shows it. */
// tag::test-kit-spring-boot[]
class SpringBootRoutesTest {
    @RegisterExtension
    static final IpmsgNetwork network = new IpmsgNetwork();

    static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        String[] properties = network.properties().entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        application = SpringApplication.run(SpringBootBot.class, properties);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void answers() {
        ScriptedPeer taro = network.peer("Taro");

        taro.awaitReceipt(taro.says("Hello!"));

        taro.awaitMessage("You said: Hello!");
    }

    @Test
    void answersAnotherOfThatName() {
        ScriptedPeer taro = network.peer("Taro"); // the other has left with his test

        taro.awaitReceipt(taro.says("Hello!"));

        taro.awaitMessage("You said: Hello!");
    }
}
// end::test-kit-spring-boot[]
