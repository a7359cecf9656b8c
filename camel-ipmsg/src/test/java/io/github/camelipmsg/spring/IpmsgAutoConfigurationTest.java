/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.ipmsg.IpmsgComponent;
import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ConfigurableApplicationContext;

/** Spring Boot finds the auto-configuration by itself, and Camel the customizer. */
class IpmsgAutoConfigurationTest {
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void givesTheComponentWhatTheApplicationsPropertiesSay() {
        try (ConfigurableApplicationContext spring = start(
                "--camel.component.ipmsg.nickname=Spring Bot",
                "--camel.component.ipmsg.port=2426",
                "--camel.component.ipmsg.confirmation-timeout=1m30s")) {
            IpmsgComponent component = componentIn(spring);

            assertThat(component.getConfiguration().getNickname()).isEqualTo("Spring Bot");
            assertThat(component.getConfiguration().getPort()).isEqualTo(2426);
            assertThat(component.getConfiguration().getConfirmationTimeout()).isEqualTo(Duration.ofSeconds(90));
        }
    }

    @Test
    void leavesTheComponentAloneWhenDisabled() {
        try (ConfigurableApplicationContext spring =
                start("--camel.component.ipmsg.port=2426", "--camel.component.ipmsg.enabled=false")) {
            assertThat(spring.getBeansOfType(ComponentCustomizer.class)).isEmpty();
        }
    }

    @Test
    void stopsTheStartAtAnOptionThatIsNone() {
        assertThatThrownBy(() -> start("--camel.component.ipmsg.prot=2426"))
                .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
                .rootCause()
                .hasMessageContainingAll("camel.component.ipmsg.prot", "camel.component.ipmsg.port");
    }

    /** As Camel makes it in an application, whose registry is Spring's. */
    private static IpmsgComponent componentIn(ConfigurableApplicationContext spring) {
        DefaultCamelContext camel = new DefaultCamelContext();
        spring.getBeansOfType(ComponentCustomizer.class)
                .forEach((name, customizer) -> camel.getRegistry().bind(name, ComponentCustomizer.class, customizer));
        return camel.getComponent("ipmsg", IpmsgComponent.class);
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(arguments);
    }
}
