/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.MemberEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointHeaderModel;
import org.apache.camel.util.SensitiveUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tools learn of the component from its entry in Camel's catalog. */
class CatalogTest {
    private static final Set<String> LABELS = Set.of(
            "common",
            "consumer",
            "consumer,advanced",
            "producer",
            "producer,advanced",
            "advanced",
            "security",
            "health");

    private static ComponentModel catalog = new ComponentModel();

    @BeforeAll
    static void read() throws IOException {
        catalog = Catalog.read();
    }

    static Stream<BaseOptionModel> all() throws IOException {
        return Stream.concat(options(), Catalog.read().getEndpointHeaders().stream());
    }

    static Stream<BaseOptionModel> options() throws IOException {
        ComponentModel catalog = Catalog.read();
        return Stream.of(
                        catalog.getComponentOptions(),
                        catalog.getEndpointPathOptions(),
                        catalog.getEndpointParameterOptions())
                .flatMap(List::stream);
    }

    static Stream<BaseOptionModel> ours() throws IOException {
        return options().filter(option -> option.getConfigurationClass() != null);
    }

    @Test
    void saysWhatTheComponentIs() {
        assertThat(catalog.getTitle()).isEqualTo("IP Messenger");
        assertThat(catalog.getDescription()).endsWith(".");
        assertThat(catalog.getLabel()).isEqualTo("chat");
        assertThat(catalog.isAsync()).as("async").isTrue();
        assertThat(catalog.isRemote()).as("remote").isTrue();
        assertThat(catalog.isConsumerOnly() || catalog.isProducerOnly()).isFalse();
        assertThat(catalog.getEndpointPathOptions())
                .allSatisfy(option -> assertThat(option.isRequired()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everythingIsDescribedInSentences(BaseOptionModel one) {
        assertThat(one.getDescription()).as(one.getName()).matches("[A-Z].*\\.");
        assertThat(one.getDisplayName() + one.getKind()).as(one.getName()).doesNotContain("null");
        assertThat(one.getJavaType()).as(one.getName()).isNotBlank();
    }

    /** Camel's generator drops what it takes for formatting, such as brackets and asterisks. */
    @ParameterizedTest
    @MethodSource("ours")
    void noDescriptionHasLostMoreThanItsBackQuotes(BaseOptionModel option) {
        assertThat(option.getDescription())
                .isEqualTo(Catalog.description(option).replace("`", ""));
    }

    @Test
    void norHasThatOfAHeader() {
        assertThat(catalog.getEndpointHeaders())
                .isNotEmpty()
                .allSatisfy(header -> assertThat(header.getDescription())
                        .isEqualTo(CatalogTables.fullDescription(header).replace("`", "")));
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionHasAGroup(BaseOptionModel option) {
        assertThat(LABELS).as(option.getName()).contains(option.getLabel());
        assertThat(option.getGroup()).as(option.getName()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void whatIsNoTextAndNoBeanHasADefault(BaseOptionModel option) {
        if (!List.of("string", "object").contains(option.getType())) {
            assertThat(option.getDefaultValue()).as(option.getName()).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    void everyValueOfAnEnumIsListed(BaseOptionModel option) throws ClassNotFoundException {
        Class<?> type = option.getJavaType().contains(".") ? Class.forName(option.getJavaType()) : int.class;
        if (type.isEnum()) {
            assertThat(option.getType()).isEqualTo("enum");
            assertThat(option.getEnums())
                    .containsExactlyElementsOf(Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .toList())
                    .contains(String.valueOf(option.getDefaultValue()));
        } else {
            assertThat(option.getType()).isNotEqualTo("enum");
        }
    }

    /** As Camel knows secrets by their names; but who we are is told to everybody on the network. */
    @ParameterizedTest
    @MethodSource("options")
    void secretsAndOnlySecretsAreMarked(BaseOptionModel option) {
        assertThat(option.isSecret())
                .as(option.getName())
                .isEqualTo(SensitiveUtils.containsSensitive(option.getName())
                        && !option.getName().equals("userName"));
    }

    @Test
    void everyHeaderNamesItsConstant() {
        for (EndpointHeaderModel header : catalog.getEndpointHeaders()) {
            String constant = header.getConstantName();
            assertThat(constant).startsWith(IpmsgConstants.class.getName() + "#");
            assertThat(IpmsgConstants.class).hasDeclaredFields(constant.substring(constant.indexOf('#') + 1));
            assertThat(header.getLabel()).isIn("producer", "consumer");
        }
    }

    @Test
    void headersOfFewValuesNameThem() {
        Set<String> events = new HashSet<>(Set.of("MESSAGE", "DELIVERY"));
        Stream.of(MemberEvent.values()).map(Enum::name).forEach(events::add);

        assertThat(header(IpmsgConstants.EVENT).getEnums()).containsExactlyInAnyOrderElementsOf(events);
        assertThat(header(IpmsgConstants.DELIVERY_STATUS).getEnums())
                .containsExactlyElementsOf(
                        Stream.of(DeliveryStatus.values()).map(Enum::name).toList());
    }

    @Test
    void everyHeaderThatAConsumerSetsIsListed() {
        assertThat(header(Exchange.MESSAGE_TIMESTAMP).getLabel()).isEqualTo("consumer");
    }

    private static EndpointHeaderModel header(String name) {
        return catalog.getEndpointHeaders().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
