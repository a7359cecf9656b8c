/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.dsl.StaticEndpointBuilders.ipmsg;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.ipmsg.dsl.IpmsgEndpointBuilderFactory;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The generated Java DSL has what the catalog has, and makes the same endpoints as a URI. */
class EndpointDslTest {
    @Test
    void hasAMethodForEveryOptionOfAConsumer() throws IOException {
        assertThat(methods(
                        IpmsgEndpointBuilderFactory.IpmsgEndpointConsumerBuilder.class,
                        IpmsgEndpointBuilderFactory.AdvancedIpmsgEndpointConsumerBuilder.class))
                .containsAll(options(label -> !label.startsWith("producer")));
    }

    @Test
    void hasAMethodForEveryOptionOfAProducer() throws IOException {
        assertThat(methods(
                        IpmsgEndpointBuilderFactory.IpmsgEndpointProducerBuilder.class,
                        IpmsgEndpointBuilderFactory.AdvancedIpmsgEndpointProducerBuilder.class))
                .containsAll(options(label -> !label.startsWith("consumer")));
    }

    /** Each by its own type, and as text. */
    private static Set<String> methods(Class<?>... builders) {
        return Arrays.stream(builders)
                .flatMap(builder -> Arrays.stream(builder.getMethods()))
                .filter(method -> method.getParameterCount() == 1 && !Modifier.isStatic(method.getModifiers()))
                .map(method -> method.getName() + " " + method.getParameterTypes()[0].getName())
                .collect(Collectors.toSet());
    }

    private static Set<String> options(Predicate<String> label) throws IOException {
        Set<String> options = Catalog.read().getEndpointParameterOptions().stream()
                .filter(option -> label.test(option.getLabel()))
                .flatMap(option -> Stream.of(
                        option.getName() + " java.lang.String", option.getName() + " " + option.getJavaType()))
                .collect(Collectors.toSet());
        assertThat(options).hasSizeGreaterThan(40);
        return options;
    }

    @Test
    void hasTheNameOfEveryHeader() throws Exception {
        Object headers = new IpmsgEndpointBuilderFactory.IpmsgBuilders() {}.ipmsg();
        List<String> names = new ArrayList<>();
        for (Method method : headers.getClass().getDeclaredMethods()) {
            names.add((String) method.invoke(headers));
        }
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(Catalog.read().getEndpointHeaders().stream()
                        .map(BaseOptionModel::getName)
                        .toList());
    }

    /** In a URI two digits after it would be decoded. */
    @ParameterizedTest
    @ValueSource(strings = {"%", "100%", "100% sure", "50%25", "a%41b", "%zz", "a=b", "a?b", "a#b", "山田"})
    void takesAValueAsItStands(String nickname) throws Exception {
        assertThat(nickname(route -> route.from(ipmsg("bot").nickname(nickname)).to("mock:bot")))
                .isEqualTo(nickname);
        assertThat(nickname(route -> route.from("direct:bot").to(ipmsg("bot").nickname(nickname))))
                .isEqualTo(nickname);
    }

    /** Where Camel makes a URI of it and reads that, once for each exchange. */
    @ParameterizedTest
    @ValueSource(strings = {"a&b", "a+b", "a&b+c%41"})
    void takesAnyValueInRaw(String nickname) throws Exception {
        String raw = "RAW(" + nickname + ")";

        assertThat(nickname(route -> route.from(ipmsg("bot").nickname(raw)).to("mock:bot")))
                .isEqualTo(nickname);
        assertThat(nickname(route -> route.from("direct:bot").to(ipmsg("bot").nickname(raw))))
                .isEqualTo(nickname);
        CamelContext context = new DefaultCamelContext();
        try {
            String uri = ipmsg("bot").nickname(raw).expr(context).evaluate(new DefaultExchange(context), String.class);
            assertThat(context.getEndpoint(uri, IpmsgEndpoint.class)
                            .getConfiguration()
                            .getNickname())
                    .isEqualTo(nickname);
        } finally {
            context.stop();
        }
    }

    private static String nickname(LambdaRouteBuilder route) throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            context.setAutoStartup(false);
            RouteBuilder.addRoutes(context, route);
            context.start();
            return context.getEndpoints().stream()
                    .filter(IpmsgEndpoint.class::isInstance)
                    .map(endpoint ->
                            ((IpmsgEndpoint) endpoint).getConfiguration().getNickname())
                    .findFirst()
                    .orElseThrow();
        } finally {
            context.stop();
        }
    }

    @Test
    void makesTheSameEndpointAsAUri() throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            IpmsgEndpoint endpoint = ipmsg("bot")
                    .port(24260)
                    .discovery(Discovery.NONE)
                    .charset("GB18030")
                    .advanced()
                    .maxMembers(5)
                    .resolve(context, IpmsgEndpoint.class);

            assertThat(endpoint)
                    .isSameAs(context.getEndpoint("ipmsg:bot?maxMembers=5&port=24260&discovery=NONE&charset=GB18030"));
            assertThat(endpoint.getConfiguration().getPort()).isEqualTo(24260);
        } finally {
            context.stop();
        }
    }
}
