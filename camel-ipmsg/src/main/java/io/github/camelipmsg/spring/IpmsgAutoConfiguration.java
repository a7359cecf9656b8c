/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.spring;

import io.github.camelipmsg.ipmsg.IpmsgComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Without it Spring Boot ignores {@code camel.component.ipmsg.*} in silence. What cannot be used stops the application at
 * its start, with Spring Boot's report of which property it was and where that stands.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = ComponentProperties.PREFIX, name = ComponentProperties.ENABLED, matchIfMissing = true)
public class IpmsgAutoConfiguration {
    /** Camel asks it for each component that it makes. */
    @Bean
    ComponentCustomizer ipmsgComponentCustomizer(ConfigurableEnvironment environment) {
        ComponentProperties properties = ComponentProperties.read(environment);
        return ComponentCustomizer.forType(IpmsgComponent.class, properties::applyTo);
    }
}
