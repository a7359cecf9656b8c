/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.jspecify.annotations.Nullable;

/**
 * Sets options of the component as the generated configurer does, after a look at the values: what an option cannot be is an
 * error here, where Camel would read it as 0. Stateless.
 */
final class CheckedOptions implements PropertyConfigurer, PropertyConfigurerGetter {
    private final PropertyConfigurerGetter generated;

    /** @param generated a {@link PropertyConfigurer}, too */
    CheckedOptions(PropertyConfigurerGetter generated) {
        this.generated = generated;
    }

    @Override
    public boolean configure(CamelContext context, Object target, String name, Object value, boolean ignoreCase) {
        @Nullable Class<?> type = generated.getOptionType(name, ignoreCase);
        if (type != null && value instanceof String text) {
            try {
                OptionValues.check(context, type, text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        name + "=" + text + " of the ipmsg component cannot be used. " + e.getMessage(), e);
            }
        }
        return ((PropertyConfigurer) generated).configure(context, target, name, value, ignoreCase);
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        return generated.getOptionType(name, ignoreCase);
    }

    @Override
    public Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
        return generated.getCollectionValueType(target, name, ignoreCase);
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        return generated.getOptionValue(target, name, ignoreCase);
    }

    @Override
    public String[] getAutowiredNames() {
        return generated.getAutowiredNames();
    }
}
