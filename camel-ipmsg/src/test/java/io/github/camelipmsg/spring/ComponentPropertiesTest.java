/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.ipmsg.Confirmation;
import io.github.camelipmsg.ipmsg.Discovery;
import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.IpmsgConfiguration;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ComponentPropertiesTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    @ParameterizedTest
    @CsvSource({
        "camel.component.ipmsg.confirmation-timeout",
        "camel.component.ipmsg.confirmationTimeout",
        "camel.component.ipmsg.confirmation_timeout",
        "CAMEL_COMPONENT_IPMSG_CONFIRMATIONTIMEOUT",
        "CAMEL_COMPONENT_IPMSG_CONFIRMATION_TIMEOUT"
    })
    void findsAnOptionInEverySpellingOfSpringBoot(String name) {
        assertThat(configured(Map.of(name, "1m30s")).getConfirmationTimeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void readsValuesAsCamelDoes() {
        IpmsgConfiguration prepared = new IpmsgConfiguration();
        prepared.setNickname("Prepared");
        context.getRegistry().bind("prepared", prepared);

        IpmsgConfiguration configured = configured(Map.of(
                "camel.component.ipmsg.configuration", "#bean:prepared",
                "camel.component.ipmsg.port", "${the.port}",
                "the.port", "2426",
                "camel.component.ipmsg.discovery", "none",
                "camel.component.ipmsg.confirmation", "READ",
                "camel.component.ipmsg.sealed", "true"));

        assertThat(configured).isSameAs(prepared);
        assertThat(configured.getNickname()).isEqualTo("Prepared");
        assertThat(configured.getPort()).isEqualTo(2426);
        assertThat(configured.getDiscovery()).isEqualTo(Discovery.NONE);
        assertThat(configured.getConfirmation()).isEqualTo(Confirmation.READ);
        assertThat(configured.isSealed()).isTrue();
    }

    @Test
    void readsAListAsYamlBecomes() {
        assertThat(configured(Map.of(
                                "camel.component.ipmsg.discovery-addresses[0]", "10.1.0.255",
                                "camel.component.ipmsg.discovery-addresses[1]", "10.2.0.255:2426"))
                        .getDiscoveryAddresses())
                .isEqualTo("10.1.0.255,10.2.0.255:2426");
    }

    @Test
    void leavesDefaultsAlone() {
        IpmsgConfiguration untouched = new IpmsgConfiguration();
        assertThat(configured(Map.of("camel.component.ipmsg.enabled", "true")))
                .usingRecursiveComparison()
                .isEqualTo(untouched);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port | x | whole number",
                "discovery | MULTICAST | BROADCAST, NONE",
                "sealed | maybe | true or false",
                "confirmation-timeout | soon | 30s or 5m",
                "configuration | 5 | of type IpmsgConfiguration",
                "idempotent-repository | memory | of type IdempotentRepository"
            })
    void saysWhichPropertyHasAWrongValueAndWhatToWrite(String option, String value, String advice) {
        assertThatThrownBy(() -> configured(Map.of("camel.component.ipmsg." + option, value)))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContainingAll("camel.component.ipmsg." + option, "'" + value + "'", advice);
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.ipmsg.state-dir, state-directory",
        "camel.component.ipmsg.prot, port",
        "camel.component.ipmsg.port.number, port",
        "CAMEL_COMPONENT_IPMSG_NICK, nickname"
    })
    void saysWhichPropertyIsNoneAndWhichIsTheNearest(String name, String nearest) {
        assertThatThrownBy(() -> configured(Map.of(name, "1")))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContainingAll(
                        name.startsWith("CAMEL") ? "camel.component.ipmsg.nick" : name,
                        "no such option",
                        "camel.component.ipmsg." + nearest);
    }

    @Test
    void leavesWhatIsNotItsOwn() {
        assertThat(configured(Map.of("camel.component.ipmsgs.port", "1", "camel.main.name", "x"))
                        .getPort())
                .isNull();
    }

    /** Names in capitals are variables of the environment, all others stand in a file. */
    private IpmsgConfiguration configured(Map<String, Object> properties) {
        Map<String, Object> variables = new HashMap<>(properties);
        variables.keySet().removeIf(name -> !name.startsWith("CAMEL_"));
        Map<String, Object> file = new HashMap<>(properties);
        file.keySet().removeAll(variables.keySet());
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("file", file));
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
        ConfigurationPropertySources.attach(environment);
        IpmsgComponent component = new IpmsgComponent();
        component.setCamelContext(context);
        ComponentProperties.read(environment).applyTo(component);
        return component.getConfiguration();
    }
}
