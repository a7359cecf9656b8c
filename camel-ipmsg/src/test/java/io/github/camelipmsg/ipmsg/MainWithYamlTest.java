/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application without Java: Camel Main, a file of properties, and a file of routes, both of docs/runtimes.md. */
class MainWithYamlTest {
    @Test
    void runsOnAFileOfPropertiesAndAFileOfRoutes(@TempDir Path directory) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("classpath:examples/main-application.properties");
        main.addOverrideProperty("camel.component.ipmsg.port", "0");
        main.addOverrideProperty("camel.component.ipmsg.state-directory", directory.toString());
        main.addOverrideProperty("camel.component.ipmsg.discovery", "NONE");
        main.start();
        try (RawPeer taro = new RawPeer("taro", InetAddress.getLoopbackAddress()).confirming()) {
            assertThat(Contexts.options(main.getCamelContext(), "bot").nickname())
                    .isEqualTo("Main Bot");

            Contexts.prove(main.getCamelContext(), "bot", taro);

            taro.message(Contexts.address(main.getCamelContext(), "bot"), "Hello!");

            assertThat(taro.await(RawPeer.SENDMSG).text()).isEqualTo("You said: Hello!");
        } finally {
            main.stop();
        }
    }
}
