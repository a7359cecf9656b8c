/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody is told who sets an option to what it cannot be. */
class OptionValuesTest {
    private static final Map<String, String> MUST_BE = Map.of(
            "integer", "It must be a whole number.",
            "boolean", "It must be true or false.",
            "duration", "It must be a duration, such as 30s or 5m.",
            "enum", "It must be one of ");

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void closes() {
        context.stop();
    }

    static Stream<BaseOptionModel> ofOtherTypesThanText() throws IOException {
        ComponentModel catalog = Catalog.read();
        return catalog.getEndpointParameterOptions().stream()
                .filter(option -> option.getConfigurationClass() != null)
                .filter(option -> MUST_BE.containsKey(kind(option)))
                .map(option -> option);
    }

    private static String kind(BaseOptionModel option) {
        return option.getType().equals("object") ? option.getJavaType() : option.getType();
    }

    @ParameterizedTest
    @MethodSource("ofOtherTypesThanText")
    void everyOptionSaysWhatItMustBe(BaseOptionModel option) {
        String uri = "ipmsg:bot?" + option.getName() + "=nonsense";

        assertThatThrownBy(() -> context.getEndpoint(uri))
                .rootCause()
                .hasMessageStartingWith(MUST_BE.get(kind(option)));
        assertThatThrownBy(() -> context.getEndpoint(uri))
                .hasStackTraceContaining(option.getName() + "=nonsense in ipmsg://bot");
    }

    static Stream<BaseOptionModel> ofTheComponent() throws IOException {
        return Catalog.read().getComponentOptions().stream()
                .filter(option -> MUST_BE.containsKey(kind(option)))
                .map(option -> option);
    }

    @ParameterizedTest
    @MethodSource("ofTheComponent")
    void soDoesEveryPropertyOfCamelMain(BaseOptionModel option) {
        Main main = new Main();
        main.addInitialProperty("camel.component.ipmsg." + option.getName(), "nonsense");

        assertThatThrownBy(main::start)
                .hasMessageContaining("camel.component.ipmsg." + option.getName() + "=nonsense")
                .rootCause()
                .hasMessageStartingWith(MUST_BE.get(kind(option)));
        main.stop();
    }

    @Test
    void propertiesInDashesAreLookedAtToo() {
        Main main = new Main();
        main.addInitialProperty("camel.component.ipmsg.discovery-port", "x");

        assertThatThrownBy(main::start)
                .hasStackTraceContaining("x of the ipmsg component cannot be used. It must be a whole number.");
        main.stop();
    }

    @Test
    void theOptionsOfEveryKindAreAmongThem() throws IOException {
        assertThat(ofOtherTypesThanText().map(OptionValuesTest::kind))
                .contains("integer", "boolean", "duration", "enum");
    }

    @Test
    void enumsAreNamed() {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?confirmation=MAYBE"))
                .hasStackTraceContaining("It must be one of RECEIVED, READ, NONE.");
    }

    @ParameterizedTest
    @CsvSource({
        "port, 2425",
        "port, '{{theirs}}'",
        "confirmation, read",
        "confirmationTimeout, 1m30s",
        "confirmationTimeout, 15000",
        "confirmationTimeout, PT15S",
        "awaitConfirmation, FALSE",
    })
    void whatCanBeUsedIs(String option, String value) {
        context.getPropertiesComponent().addInitialProperty("theirs", "2426");

        assertThat(context.getEndpoint("ipmsg:bot?" + option + "=" + value)).isInstanceOf(IpmsgEndpoint.class);
    }
}
