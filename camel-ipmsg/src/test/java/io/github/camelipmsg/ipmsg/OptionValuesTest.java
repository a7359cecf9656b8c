/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.junit.jupiter.params.provider.ValueSource;

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

    static Stream<BaseOptionModel> thatAreBeans() throws IOException {
        return Catalog.read().getEndpointParameterOptions().stream()
                .filter(option -> option.getType().equals("object") && !MUST_BE.containsKey(kind(option)))
                .map(option -> option);
    }

    @ParameterizedTest
    @MethodSource("thatAreBeans")
    void beansAreNamedByTheirType(BaseOptionModel option) {
        String type = option.getJavaType().replaceAll(".*\\.", "");

        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?" + option.getName() + "=mine"))
                .hasStackTraceContaining(option.getName() + "=mine in ipmsg://bot")
                .hasStackTraceContaining("It must be #bean: and the name of a bean of type " + type + ".");
    }

    /** Camel takes each of these for some duration, mostly for 0. */
    @ParameterizedTest
    @ValueSource(
            strings = {"5x", "15S", "15sec", "2min", "1.5s", "5 minutes", "-5s", "1s1m", "s", "", "P", "9999999999d"})
    void whatLooksLikeADurationIsNone(String value) {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?confirmationTimeout=" + value))
                .hasStackTraceContaining("confirmationTimeout=" + value + " in ipmsg://bot")
                .hasStackTraceContaining("It must be a duration, such as 30s or 5m.");
    }

    @ParameterizedTest
    @CsvSource({
        "prot, port",
        "nicknam, nickname",
        "confirmation-timeuot, confirmationTimeout",
        "Confirmation_Timeuot, confirmationTimeout",
    })
    void aNameThatIsNoneSaysWhichIsNearest(String given, String nearest) {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?" + given + "=secret"))
                .rootCause()
                .hasMessageEndingWith(
                        "An ipmsg endpoint has no option %s. The nearest is %s.".formatted(given, nearest));
    }

    @Test
    void aNameThatIsLikeNoneSaysWhichThereAre() {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?recipients=secret"))
                .rootCause()
                .hasMessageContaining("has no option recipients. Its options are absenceInterval, acknowledge, ")
                .hasMessageContaining(", to, ")
                .hasMessageNotContaining(" name,");
    }

    @Test
    void valuesOfOptionsInDashesAreLookedAtToo() {
        assertThat(context.getEndpoint("ipmsg:bot?confirmation-timeout=7s", IpmsgEndpoint.class)
                        .getConfiguration()
                        .getConfirmationTimeout())
                .hasSeconds(7);
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?confirmation-timeout=soon"))
                .hasStackTraceContaining("confirmation-timeout=soon in ipmsg://bot")
                .hasStackTraceContaining("It must be a duration, such as 30s or 5m.");
    }

    @Test
    void severalNamesThatAreNoneAreAllSaid() {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?prot=2426&nicknam=Taro"))
                .rootCause()
                .hasMessageContaining("no option prot. The nearest is port.")
                .hasMessageContaining("no option nicknam. The nearest is nickname.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prot               | prot | The nearest is port.",
                "discovery-prot     | discoveryProt | The nearest is discoveryPort.",
                "healthCheckSelv    | healthCheckSelv | The nearest is healthCheckSelf.",
                "helth-check-member | helthCheckMember | The nearest is healthCheckMember.",
                "exchange-pattern   | exchangePattern | Endpoints have: write it in their URIs.",
            })
    void soDoesAPropertyOfCamelMain(String given, String name, String advice) {
        Main main = new Main();
        main.addInitialProperty("camel.component.ipmsg." + given, "1");

        assertThatThrownBy(main::start)
                .hasMessageContaining("camel.component.ipmsg." + name + "=1")
                .rootCause()
                .hasMessage("The ipmsg component has no option " + name + ". " + advice);
        main.stop();
    }

    @Test
    void everyOptionOfTheComponentCanBeTheNearest() throws IOException {
        Set<String> ofEndpoints = Catalog.read().getEndpointParameterOptions().stream()
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());

        assertThat(Catalog.read().getComponentOptions().stream()
                        .map(BaseOptionModel::getName)
                        .filter(name -> !ofEndpoints.contains(name)))
                .containsExactlyInAnyOrderElementsOf(IpmsgComponent.OWN_OPTIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "port=2425&port=2426, port",
        "to=Taro&to=Hanako, to",
        "idempotentRepository=%23a&idempotentRepository=%23b, idempotentRepository"
    })
    void anOptionStandsOnce(String options, String option) {
        assertThatThrownBy(() -> context.getEndpoint("ipmsg:bot?" + options))
                .hasStackTraceContaining(option + " stands 2 times in ipmsg://bot?")
                .hasStackTraceContaining("Write it once; lists are separated by commas.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipmsg", "ipmsg:?port=0"})
    void aNodeHasAName(String uri) {
        assertThatThrownBy(() -> context.getEndpoint(uri))
                .hasStackTraceContaining("'' cannot name a node: write ipmsg:NAME with letters, digits");
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
        "confirmationTimeout, 1d2h3m4s5ms",
        "discoveryInterval, 500ms",
        "awaitConfirmation, FALSE",
    })
    void whatCanBeUsedIs(String option, String value) {
        context.getPropertiesComponent().addInitialProperty("theirs", "2426");

        assertThat(context.getEndpoint("ipmsg:bot?" + option + "=" + value)).isInstanceOf(IpmsgEndpoint.class);
    }
}
