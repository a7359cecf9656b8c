/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.spring;

import io.github.camelipmsg.ipmsg.IpmsgComponent;
import io.github.camelipmsg.ipmsg.OptionNames;
import io.github.camelipmsg.ipmsg.OptionValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.PropertyBindingSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What an application's properties say of the component, as they stand there: Spring Boot finds them in whatever spelling
 * it knows, and Camel understands their values, so that {@code 1m30s} and {@code #bean:name} mean the same as elsewhere.
 *
 * <p>Immutable.
 */
final class ComponentProperties {
    static final String PREFIX = "camel.component.ipmsg";
    /** Of the auto-configuration, as of each of Camel's own; not of the component. */
    static final String ENABLED = "enabled";
    /** Of the class, under whatever name an application registers its component. */
    private static final String CONFIGURER = "ipmsg-component";

    private final Map<String, String> values;

    private ComponentProperties(Map<String, String> values) {
        this.values = values;
    }

    /** @throws InvalidConfigurationPropertyValueException if there is one that names no option */
    static ComponentProperties read(ConfigurableEnvironment environment) {
        List<String> options = ComponentOptions.names();
        refuseStrangers(environment, options);
        Binder binder = Binder.get(environment);
        Map<String, String> values = new LinkedHashMap<>();
        for (String option : options) {
            @Nullable String value = binder.bind(property(option), String.class).orElseGet(() -> list(binder, option));
            if (value != null) {
                values.put(option, value);
            }
        }
        return new ComponentProperties(values);
    }

    /** As YAML writes {@code discovery-addresses} best. */
    private static @Nullable String list(Binder binder, String option) {
        return binder.bind(property(option), Bindable.listOf(String.class))
                .map(items -> String.join(",", items))
                .orElse(null);
    }

    private static void refuseStrangers(ConfigurableEnvironment environment, List<String> options) {
        ConfigurationPropertyName prefix = ConfigurationPropertyName.of(PREFIX);
        for (var source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream().filter(prefix::isAncestorOf).forEach(name -> {
                    String given = given(name, prefix.getNumberOfElements());
                    if (!given.equals(ENABLED)
                            && options.stream().noneMatch(option -> OptionNames.same(option, given))) {
                        Object value = Objects.requireNonNull(iterable.getConfigurationProperty(name))
                                .getValue();
                        throw new InvalidConfigurationPropertyValueException(
                                name.toString(), value, ComponentOptions.unknown(options, given));
                    }
                });
            }
        }
    }

    /** Without the indexes of a list. An environment variable may write a dash as an underscore, which comes as a dot. */
    private static String given(ConfigurationPropertyName name, int prefix) {
        return IntStream.range(prefix, name.getNumberOfElements())
                .filter(index -> !name.isNumericIndex(index))
                .mapToObj(index -> name.getElement(index, ConfigurationPropertyName.Form.UNIFORM))
                .collect(Collectors.joining());
    }

    /** Whole, as Spring Boot writes it. */
    static String property(String option) {
        return PREFIX + "." + option.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidConfigurationPropertyValueException if an option cannot have that value */
    void applyTo(IpmsgComponent component) {
        CamelContext context = component.getCamelContext();
        PropertyConfigurer configurer =
                PluginHelper.getConfigurerResolver(context).resolvePropertyConfigurer(CONFIGURER, context);
        values.forEach((option, value) -> {
            @Nullable Class<?> type = type(configurer, option);
            try {
                if (type != null) {
                    OptionValues.check(context, type, value);
                }
                PropertyBindingSupport.build()
                        .withCamelContext(context)
                        .withTarget(component)
                        .withConfigurer(configurer)
                        .withMandatory(true)
                        .withProperty(option, value)
                        .bind();
            } catch (RuntimeException e) {
                var refusal = new InvalidConfigurationPropertyValueException(property(option), value, reason(type, e));
                refusal.addSuppressed(e); // Spring Boot leaves no room for a cause
                throw refusal;
            }
        });
    }

    private static @Nullable Class<?> type(PropertyConfigurer configurer, String option) {
        return ((PropertyConfigurerGetter) configurer).getOptionType(option, false);
    }

    private static String reason(@Nullable Class<?> type, RuntimeException failure) {
        return type == null || type == String.class ? String.valueOf(failure.getMessage()) : OptionValues.mustBe(type);
    }
}
