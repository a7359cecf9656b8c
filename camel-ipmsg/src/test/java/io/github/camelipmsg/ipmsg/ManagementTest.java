/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.MemberEvent;
import io.github.camelipmsg.node.NodeListener;
import io.github.camelipmsg.node.NodeSizes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.ServiceStatus;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.Main;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those see who run a Camel context with nodes in it. */
class ManagementTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    private RawPeer taro;

    @BeforeEach
    void meetsTaro() throws Exception {
        taro = contexts.peer("taro").confirming();
    }

    // ---- health --------------------------------------------------------------------------------------------------

    @Test
    void aNodeIsReadyWhileItRunsAndNoCheckOfItIsLeftAfterwards() throws Exception {
        CamelContext context = contexts.startBot();

        HealthCheck.Result result = readiness(context, "ipmsg:bot");
        assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(result.getDetails()).containsEntry("node", "bot").containsEntry("members", 0);
        assertThat((String) result.getDetails().get("address"))
                .doesNotStartWith("/")
                .contains(":");
        assertThat(HealthCheckHelper.invokeLiveness(context))
                .noneMatch(each -> each.getCheck().getId().startsWith("ipmsg"));

        context.stop();
        assertThat(HealthCheckHelper.getHealthCheck(context, "ipmsg:bot")).isNull();
    }

    @Test
    void aNodeThatHearsItselfIsReady() throws Exception {
        CamelContext context = contexts.create();
        context.getComponent("ipmsg", IpmsgComponent.class).setHealthCheckSelf(true);
        start(context);

        assertThat(readiness(context, "ipmsg:bot").getState()).isEqualTo(HealthCheck.State.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"taro,hanako", "group:Sales", "*", "broadcast:"})
    void onlyOneMemberCanBeAskedAtEachCheck(String several) {
        String advice = "healthCheckMember=" + several
                + " means several, but one is asked at each check: name one member that always runs";
        IpmsgComponent component = new IpmsgComponent();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> component.setHealthCheckMember(several))
                .withMessage(advice);

        Main main = new Main(); // sets it later than Java does
        main.addInitialProperty("camel.component.ipmsg.health-check-member", several);
        assertThatThrownBy(main::start).rootCause().hasMessage(advice);
        main.stop();
    }

    @Test
    void aNodeThatGetsNoAnswerFromTheMemberItMustReachIsNotReady() throws Exception {
        CamelContext context = contexts.create();
        context.getComponent("ipmsg", IpmsgComponent.class).setHealthCheckMember(taro.address());
        start(context);

        HealthCheck.Result result = readiness(context, "ipmsg:bot");
        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getMessage().orElseThrow())
                .isEqualTo("Node 'bot' gets no answer from member " + taro.address()
                        + ", which healthCheckMember names: is it running, and does its firewall let UDP through?");
    }

    @Test
    void aNodeThatReachesTheMemberIsReady() throws Exception {
        CamelContext other = contexts.start(route -> route.from("ipmsg:other").to("mock:other"));
        CamelContext context = contexts.create();
        context.getComponent("ipmsg", IpmsgComponent.class)
                .setHealthCheckMember(
                        "127.0.0.1:" + Contexts.address(other, "other").getPort());
        start(context);

        assertThat(readiness(context, "ipmsg:bot").getState()).isEqualTo(HealthCheck.State.UP);
    }

    // ---- dev console ---------------------------------------------------------------------------------------------

    @Test
    void theConsoleShowsNodesMembersDeliveriesAndCounters() throws Exception {
        CamelContext context = contexts.startBot();
        taro.enter(Contexts.address(context, "bot"), "Taro\u001b[2J", "office");
        send(context);

        JsonObject node = (JsonObject) ((JsonArray) json(context).get("nodes")).get(0);
        assertThat(node)
                .containsEntry("name", "bot")
                .containsEntry("state", "present")
                .containsKeys("identity", "address", "sizes");
        assertThat((JsonObject) node.get("deliveries")).containsEntry("RECEIVED", 1L);
        assertThat((JsonObject) node.get("counters")).containsKeys("RECEIVED", "SENT");
        JsonObject member = (JsonObject) ((JsonArray) node.get("members")).get(0);
        assertThat(member)
                .containsEntry("nickname", "Taro.[2J")
                .containsEntry("group", "office")
                .containsEntry("address", taro.address());
        assertThat(text(context, Map.of()))
                .contains("Node bot\n", "    state: present\n", "nickname=Taro.[2J, group=office, user=taro");
        JsonObject delivery = (JsonObject) ((JsonArray) node.get("latestDeliveries")).get(0);
        assertThat(delivery)
                .containsEntry("status", "RECEIVED")
                .containsEntry("attempts", 1)
                .containsKeys("packetNumber", "elapsedMillis")
                .hasEntrySatisfying(
                        "recipient",
                        whom -> assertThat((String) whom)
                                .startsWith("Taro.[2J (")
                                .contains(taro.address()));
        assertThat(text(context, Map.of(IpmsgDevConsole.LIMIT, "0"))).doesNotContain("Taro");
    }

    @Test
    void theConsoleOfAContextWithoutNodesSaysSo() throws Exception {
        CamelContext context = contexts.create();
        context.start();

        assertThat(text(context, Map.of())).isEqualTo("No node of IP Messenger runs in this Camel context.\n");
    }

    // ---- JMX -----------------------------------------------------------------------------------------------------

    @Test
    void anEndpointIsManaged() throws Exception {
        CamelContext context = contexts.startBot();
        taro.enter(Contexts.address(context, "bot"), "Taro", "office");
        send(context);
        MBeanServer server =
                context.getManagementStrategy().getManagementAgent().getMBeanServer();
        ObjectName endpoint = server
                .queryNames(new ObjectName("*:context=" + context.getName() + ",type=endpoints,name=\"ipmsg:*\""), null)
                .stream()
                .filter(name -> name.getKeyProperty("name").equals("\"ipmsg://bot\""))
                .findFirst()
                .orElseThrow();

        assertThat(server.getAttribute(endpoint, "NodeRunning")).isEqualTo(true);
        assertThat(server.getAttribute(endpoint, "Members")).isEqualTo(1);
        assertThat(server.getAttribute(endpoint, "DeliveriesReceived")).isEqualTo(1L);
        assertThat((List<?>) server.invoke(endpoint, "listMembers", new Object[0], new String[0]))
                .singleElement()
                .asString()
                .startsWith("Taro (taro@raw-host");
        server.invoke(endpoint, "refreshMembers", new Object[0], new String[0]);
        assertThat(taro.await(RawPeer.BR_ENTRY)).isNotNull();
    }

    // ---- meters --------------------------------------------------------------------------------------------------

    @Test
    void metersCountWhatANodeDoesAndGoWithIt() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        CamelContext context = contexts.create();
        context.getRegistry().bind("meters", registry);
        start(context);
        send(context);

        assertThat(registry.get("ipmsg.deliveries")
                        .tags("camelContext", context.getName(), "node", "bot", "status", "received")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("ipmsg.events")
                        .tags("node", "bot", "event", "sent")
                        .functionCounter()
                        .count())
                .isPositive();
        assertThat(registry.get("ipmsg.held")
                        .tags("node", "bot", "what", "outcomes")
                        .gauge()
                        .value())
                .isEqualTo(1);

        context.stop();
        assertThat(context.getStatus()).isEqualTo(ServiceStatus.Stopped);
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void nodesOfOneNameInTwoContextsHaveMetersOfTheirOwn() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        CamelContext one = contexts.create();
        CamelContext other = contexts.create();
        for (CamelContext context : List.of(one, other)) {
            context.getRegistry().bind("meters", registry);
            start(context);
        }
        int both = registry.getMeters().size();

        one.stop();

        assertThat(registry.getMeters())
                .hasSize(both / 2)
                .allSatisfy(meter ->
                        assertThat(meter.getId().getTag("camelContext")).isEqualTo(other.getName()));
    }

    /** There is a dozen of them: the time is that of one. */
    @Test
    @Timeout(15)
    void aNodeThatDoesNotAnswerHoldsUpAReadingOfAllItsMetersOnce() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        CamelContext context = contexts.create();
        context.getRegistry().bind("meters", registry);
        start(context);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        NodeProbe.node(context, "bot").subscribe(new Blocking(asked, end));
        taro.enter(Contexts.address(context, "bot"), "Taro", "office");
        asked.await();

        assertThat(registry.find("ipmsg.held").gauges())
                .hasSameSizeAs(HeldSize.ALL)
                .allSatisfy(gauge -> assertThat(gauge.value()).isNaN());
        end.countDown();
    }

    private record Blocking(CountDownLatch asked, CountDownLatch end) implements NodeListener {
        @Override
        public boolean memberChanged(MemberEvent event, Member member) {
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }

        @Override
        public boolean delivered(long packetNumber, Delivery delivery) {
            return true;
        }
    }

    // ---- where it is ---------------------------------------------------------------------------------------------

    @Test
    void everyEndpointTellsWhereItsNodeIs() throws Exception {
        CamelContext context = contexts.create();
        IpmsgEndpoint before = context.getEndpoint("ipmsg:bot?port=24999", IpmsgEndpoint.class);
        IpmsgEndpoint producer = context.getEndpoint("ipmsg:bot?to=Taro", IpmsgEndpoint.class);
        assertThat(before.getServiceUrl()).isEqualTo("0.0.0.0:24999");
        assertThat(producer.getServiceUrl()).isEqualTo("0.0.0.0:24999");
        assertThat(producer.getServiceProtocol()).isEqualTo("ipmsg");
        context.removeEndpoint(before);
        assertThat(producer.getServiceUrl()).as("what the component says").isEqualTo("0.0.0.0:0");

        start(context);

        assertThat(producer.getServiceUrl())
                .endsWith(":" + Contexts.address(context, "bot").getPort());
    }

    // ---- what people call themselves -----------------------------------------------------------------------------

    @Test
    void nobodyForgesALineOfALogByItsName() throws Exception {
        CamelContext context = contexts.startBot();
        RawPeer forger = contexts.peer("forger");
        forger.enter(Contexts.address(context, "bot"), "Taro\r2026-01-01 ERROR All is lost", "office\u001b[2J");
        Contexts.awaitMembers(context, "bot", 1);

        Exchange unknown = Contexts.send(
                context, "ipmsg:bot?resolveTimeout=1ms", "x", Map.of(IpmsgConstants.TO, "nick:Tarou\nERROR"));
        Exchange unconfirmed = Contexts.send(
                context, "ipmsg:bot?to=" + forger.address() + "&confirmationTimeout=1s&failOnUnconfirmed=true", "x");

        assertThat(unknown.getException())
                .isInstanceOf(IpmsgRecipientException.class)
                .hasMessageContaining("Taro.2026-01-01 ERROR All is lost (forger@");
        assertThat(unconfirmed.getException())
                .isInstanceOf(IpmsgDeliveryException.class)
                .hasMessageContaining("Taro.2026-01-01 ERROR All is lost (forger@");
        assertThat(List.of(unknown, unconfirmed))
                .allSatisfy(
                        failed -> assertThat(failed.getException().getMessage()).doesNotContainPattern("\\p{Cntrl}"));
        assertThat(context.getEndpoint("ipmsg:bot", IpmsgEndpoint.class).listMembers())
                .singleElement()
                .asString()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    // ---- helpers -------------------------------------------------------------------------------------------------

    @Test
    void aNodeThatCannotBeWatchedLeavesAgain() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        boolean[] broken = {true};
        registry.config().meterFilter(MeterFilter.deny(id -> {
            if (broken[0]) {
                throw new IllegalStateException("no meters now");
            }
            return false;
        }));
        CamelContext context = contexts.create();
        context.getRegistry().bind("meters", registry);
        context.start();
        Producer producer = context.getEndpoint("ipmsg:bot").createProducer();

        assertThatIllegalStateException().isThrownBy(producer::start).withMessage("no meters now");
        broken[0] = false;
        Producer next = context.getEndpoint("ipmsg:bot").createProducer();
        next.start();

        assertThat(readiness(context, "ipmsg:bot").getState()).isEqualTo(HealthCheck.State.UP);
        next.stop();
    }

    @Test
    void everythingThatANodeHoldsIsShown() {
        assertThat(HeldSize.ALL).hasSameSizeAs(NodeSizes.class.getRecordComponents());
        NodeSizes sizes = new NodeSizes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        assertThat(HeldSize.ALL).extracting(size -> size.in(sizes)).doesNotHaveDuplicates();
    }

    private static void start(CamelContext context) throws Exception {
        Contexts.add(context, route -> route.from("ipmsg:bot").routeId("bot").to("mock:bot"));
        context.start();
    }

    private void send(CamelContext context) {
        Exchange sent = context.createFluentProducerTemplate()
                .to("ipmsg:bot?to=" + taro.address())
                .withBody("hello")
                .send();
        assertThat(sent.getMessage().getHeader(IpmsgConstants.DELIVERED)).isEqualTo(true);
    }

    private static HealthCheck.Result readiness(CamelContext context, String id) {
        return HealthCheckHelper.invokeReadiness(context).stream()
                .filter(result -> result.getCheck().getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static DevConsole console(CamelContext context) {
        return context.getCamelContextExtension()
                .getContextPlugin(DevConsoleRegistry.class)
                .resolveById("ipmsg");
    }

    private static JsonObject json(CamelContext context) {
        return (JsonObject) console(context).call(DevConsole.MediaType.JSON, Map.of());
    }

    private static String text(CamelContext context, Map<String, Object> options) {
        return (String) console(context).call(DevConsole.MediaType.TEXT, options);
    }
}
