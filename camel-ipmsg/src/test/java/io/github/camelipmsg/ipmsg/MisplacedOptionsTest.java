/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.LoggedBy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An option on the wrong side of a route does nothing, and the log says so. */
class MisplacedOptionsTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private final LoggedBy misplaced = new LoggedBy(MisplacedOptions.class);

    @AfterEach
    void watchesNoMore() {
        misplaced.close();
    }

    /** Of this test: others may run beside it. */
    private List<String> warnings(String node) {
        return misplaced.lines().stream()
                .filter(message -> message.contains("ipmsg://" + node + "?"))
                .toList();
    }

    @Test
    void aConsumerThatIsToldWhomToWriteTo() throws Exception {
        contexts.start(route ->
                route.from("ipmsg:misplaced-to?to=Taro&confirmationTimeout=5s").to("mock:bot"));

        assertThat(warnings("misplaced-to"))
                .containsExactly(
                        "Option to of ipmsg://misplaced-to?"
                                + "confirmationTimeout=5s&to=Taro has no effect in from(\"ipmsg:...\"): only to(\"ipmsg:...\") reads it");
    }

    @Test
    void aProducerThatIsToldWhomToListenTo() throws Exception {
        contexts.start(route -> {
            route.from("direct:a").to("ipmsg:misplaced-from?to=Taro&from=Hanako");
            route.from("direct:b").to("ipmsg:misplaced-from?to=Jiro&from=Hanako");
        });

        assertThat(warnings("misplaced-from"))
                .containsExactly("Option from of ipmsg://misplaced-from?"
                        + "from=Hanako&to=Taro has no effect in to(\"ipmsg:...\"): only from(\"ipmsg:...\") reads it");
    }

    @Test
    void aTimeToHoldWithoutHolding() throws Exception {
        contexts.start(route -> route.from("direct:a").to("ipmsg:holds-not?to=Taro&holdTimeout=1h"));

        assertThat(warnings("holds-not"))
                .containsExactly("Option holdTimeout of ipmsg://holds-not?"
                        + "holdTimeout=1h&to=Taro has no effect without whenOffline=HOLD");
    }

    @Test
    void aFailureThatNobodyWaitsFor() throws Exception {
        contexts.start(route ->
                route.from("direct:a").to("ipmsg:waits-not?to=Taro&awaitConfirmation=false&failOnUnconfirmed=true"));

        assertThat(warnings("waits-not"))
                .containsExactly("Option failOnUnconfirmed of ipmsg://waits-not?"
                        + "awaitConfirmation=false&failOnUnconfirmed=true&to=Taro has no effect"
                        + " with awaitConfirmation=false, except on what fails at once:"
                        + " from(\"ipmsg:...?events=DELIVERIES\") gets what becomes of the others");
    }

    @Test
    void whatIsInItsPlaceIsNotSpokenOf() throws Exception {
        contexts.start(route -> {
            route.from("ipmsg:placed?from=Hanako&exchangePattern=InOut&maxRetries=2&oversize=SPLIT")
                    .to("mock:bot");
            route.from("direct:a")
                    .to("ipmsg:placed?to=Taro&whenOffline=HOLD&holdTimeout=1h&failOnUnconfirmed=true&nickname=Bot");
        });

        assertThat(warnings("placed")).isEmpty();
    }

    @Test
    void everyOptionOfOneSideIsKnown() throws Exception {
        assertThat(MisplacedOptions.ONLY_CONSUMERS).isEqualTo(labelled("consumer"));
        assertThat(labelled("producer")).containsAll(MisplacedOptions.ONLY_PRODUCERS);
    }

    /** Without those that every component has. */
    private static Set<String> labelled(String label) throws Exception {
        return Catalog.read().getEndpointParameterOptions().stream()
                .filter(option -> option.getConfigurationClass() != null)
                .filter(option -> option.getLabel().startsWith(label))
                .map(BaseOptionModel::getName)
                .collect(Collectors.toSet());
    }
}
