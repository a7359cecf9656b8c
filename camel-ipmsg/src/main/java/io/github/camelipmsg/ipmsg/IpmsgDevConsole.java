/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.NodeCounters;
import io.github.camelipmsg.node.NodeSizes;
import io.github.camelipmsg.node.NodeStatus;
import io.github.camelipmsg.node.SocketAddresses;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/**
 * Shows the nodes of a Camel context: who they are, who is here, what is under way, what has happened. Names of others are
 * shown without control characters: anybody on the network may choose one. Thread-safe.
 */
@DevConsole(
        name = "ipmsg",
        displayName = "IP Messenger",
        description = "Nodes, members, deliveries and counters of IP Messenger")
public class IpmsgDevConsole extends AbstractDevConsole {
    /** Option of the console: how many members and how many deliveries to show of each node, at most {@value #MOST}, which is so unless told. */
    static final String LIMIT = "limit";

    private static final int MOST = 100;

    public IpmsgDevConsole() {
        super("camel", "ipmsg", "IP Messenger", "Nodes, members, deliveries and counters of IP Messenger");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        for (Object each : nodes(options)) {
            JsonObject node = (JsonObject) each;
            text.append("Node ").append(node.get("name")).append('\n');
            node.forEach((key, value) -> {
                if (value instanceof JsonArray members) {
                    text.append("    ").append(key).append(":\n");
                    members.forEach(member ->
                            text.append("        ").append(inOneLine(member)).append('\n'));
                } else if (!key.equals("name")) {
                    text.append("    ")
                            .append(key)
                            .append(": ")
                            .append(inOneLine(value))
                            .append('\n');
                }
            });
        }
        return text.isEmpty() ? "No node of IP Messenger runs in this Camel context.\n" : text.toString();
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonObject root = new JsonObject();
        root.put("nodes", nodes(options));
        return root;
    }

    private static String inOneLine(Object value) {
        if (!(value instanceof JsonObject fields)) {
            return String.valueOf(value);
        }
        StringBuilder line = new StringBuilder();
        fields.forEach((key, field) ->
                line.append(line.isEmpty() ? "" : ", ").append(key).append('=').append(field));
        return line.toString();
    }

    private JsonArray nodes(Map<String, Object> options) {
        int limit = limit(options);
        JsonArray nodes = new JsonArray();
        running(getCamelContext()).forEach(node -> nodes.add(describe(node, limit)));
        return nodes;
    }

    private static int limit(Map<String, Object> options) {
        try {
            return Math.min(MOST, Math.max(0, Integer.parseInt(String.valueOf(options.getOrDefault(LIMIT, MOST)))));
        } catch (NumberFormatException e) {
            return MOST;
        }
    }

    /** Of every ipmsg component, whatever its name is. */
    private static List<RunningNode> running(CamelContext context) {
        return context.getComponentNames().stream()
                .map(context::hasComponent)
                .flatMap(component -> nodesOf(component).stream())
                .toList();
    }

    private static Collection<RunningNode> nodesOf(Component component) {
        return component instanceof IpmsgComponent ours ? ours.management().nodes() : List.of();
    }

    private static JsonObject describe(RunningNode running, int limit) {
        JsonObject node = new JsonObject();
        node.put("name", running.name());
        node.put("nickname", running.node().options().nickname());
        node.put("identity", running.node().options().identity().toString());
        node.put("address", SocketAddresses.format(running.node().localAddress()));
        Optional<NodeStatus> status = running.status();
        if (status.isEmpty()) {
            node.put("state", "does not answer");
            return node;
        }
        node.put("state", state(status.get()));
        status.get().socketLostFor().ifPresent(lost -> node.put("socketLostSeconds", lost.toSeconds()));
        node.put("sizes", sizes(status.get().sizes()));
        node.put("deliveries", outcomes(running.node().counters()));
        node.put("counters", counters(running.node().counters()));
        JsonArray members = new JsonArray();
        status.get().members().stream().limit(limit).forEach(member -> members.add(describe(member)));
        node.put("members", members);
        JsonArray latest = new JsonArray();
        running.latest(limit).orElse(List.of()).stream()
                .flatMap(send -> send.deliveries().stream().map(delivery -> describe(send.packetNumber(), delivery)))
                .limit(limit)
                .forEach(latest::add);
        node.put("latestDeliveries", latest);
        return node;
    }

    private static String state(NodeStatus status) {
        return status.socketLostFor().isPresent() ? "socket lost" : status.absent() ? "absent" : "present";
    }

    private static JsonObject sizes(NodeSizes sizes) {
        JsonObject shown = new JsonObject();
        HeldSize.ALL.forEach(size -> shown.put(size.field(), size.in(sizes)));
        return shown;
    }

    private static JsonObject outcomes(NodeCounters counters) {
        JsonObject outcomes = new JsonObject();
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.isOutcome()) {
                outcomes.put(status.name(), counters.total(status));
            }
        }
        return outcomes;
    }

    /** Those that are not zero. */
    private static JsonObject counters(NodeCounters counters) {
        JsonObject counted = new JsonObject();
        for (NodeCounters.Event event : NodeCounters.Event.values()) {
            if (counters.total(event) > 0) {
                counted.put(event.name(), counters.total(event));
            }
        }
        return counted;
    }

    /** Without its text. */
    private static JsonObject describe(long packetNumber, Delivery delivery) {
        JsonObject fields = new JsonObject();
        fields.put("packetNumber", packetNumber);
        fields.put(
                "recipient",
                delivery.member().map(Member::toString).orElseGet(() -> SocketAddresses.format(delivery.address())));
        fields.put("status", delivery.status().name());
        fields.put("attempts", delivery.attempts());
        fields.put("elapsedMillis", delivery.elapsed().toMillis());
        delivery.cause().ifPresent(cause -> fields.put("cause", cause.name()));
        return fields;
    }

    private static JsonObject describe(Member member) {
        JsonObject fields = new JsonObject();
        Member shown = member.printable();
        fields.put("nickname", shown.nickname());
        fields.put("group", shown.group());
        fields.put("user", shown.user());
        fields.put("host", shown.host());
        fields.put("address", SocketAddresses.format(member.address()));
        fields.put("client", member.clientKind().name());
        fields.put("absent", member.absent());
        fields.put("lastHeard", member.lastHeard().toString());
        return fields;
    }
}
