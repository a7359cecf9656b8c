/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
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
    private final Supplier<Set<String>> names;

    /**
     * @param generated a {@link PropertyConfigurer}, too
     * @param names all that it knows, and perhaps others
     */
    CheckedOptions(PropertyConfigurerGetter generated, Supplier<Set<String>> names) {
        this.generated = generated;
        this.names = names;
    }

    @Override
    public boolean configure(CamelContext context, Object target, String name, Object value, boolean ignoreCase) {
        @Nullable Class<?> type = generated.getOptionType(name, ignoreCase);
        if (type != null && value instanceof String text) {
            OptionValues.check(context, type, name, text, "of the ipmsg component");
        }
        boolean set = ((PropertyConfigurer) generated).configure(context, target, name, value, ignoreCase);
        if (!set && !name.contains(".")) { // nested ones are Camel's own business
            refuseStranger(name);
        }
        return set;
    }

    /** Camel tries other spellings of names that are known. */
    private void refuseStranger(String name) {
        Set<String> all = names.get();
        List<String> known = all.stream()
                .filter(option -> generated.getOptionType(option, false) != null)
                .toList();
        if (known.stream().noneMatch(option -> OptionNames.same(option, name))) {
            throw new IllegalArgumentException("The ipmsg component has no option " + name + ". "
                    + (all.contains(name)
                            ? "Endpoints have: write it in their URIs."
                            : OptionNames.instead(name, known, option -> option)));
        }
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
