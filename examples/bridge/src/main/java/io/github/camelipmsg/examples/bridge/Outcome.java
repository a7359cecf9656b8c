/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.ipmsg.IpmsgConstants;
import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.node.SocketAddresses;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Message;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/**
 * What has become of a request until now, as its application reads it.
 *
 * @param status as in {@code CamelIpmsgDeliveryStatus}, or {@value #REFUSED}
 * @param packetNumber 0 if it got none
 * @param reason in a sentence, empty if all is well
 */
record Outcome(String status, boolean delivered, long packetNumber, String reason, List<Delivery> deliveries) {
    /** Nothing was sent: this is no request that could be. */
    static final String REFUSED = "REFUSED";

    static Outcome refused(String reason) {
        return new Outcome(REFUSED, false, 0, reason, List.of());
    }

    /** Nobody knows what keeps it, as often as it was tried. */
    static Outcome failed(long packetNumber, String reason) {
        return new Outcome(packetNumber == 0 ? "FAILED" : "UNKNOWN", false, packetNumber, reason, List.of());
    }

    /** Of what a producer has set. */
    @SuppressWarnings("unchecked")
    static Outcome of(Message message) {
        List<Delivery> deliveries = message.getHeader(IpmsgConstants.DELIVERIES, List.of(), List.class);
        String status = message.getHeader(IpmsgConstants.DELIVERY_STATUS, String.class);
        String reason = deliveries.stream()
                .map(Delivery::detail)
                .filter(detail -> !detail.isEmpty())
                .collect(Collectors.joining(" "));
        return new Outcome(
                status,
                message.getHeader(IpmsgConstants.DELIVERED, false, Boolean.class),
                message.getHeader(IpmsgConstants.PACKET_NUMBER, 0L, Long.class),
                status.equals("UNKNOWN")
                        ? "It was sent, and what became of it is not recorded any more: it may have arrived"
                        : reason,
                deliveries);
    }

    boolean isUndecided() {
        return deliveries.stream().anyMatch(Delivery::isUndecided);
    }

    /** It has failed for everybody, so another attempt shows it to nobody twice. */
    boolean nobodyMayHaveIt() {
        return !deliveries.isEmpty()
                && deliveries.stream().allMatch(delivery -> delivery.status() == DeliveryStatus.FAILED);
    }

    boolean has(Delivery.Cause... causes) {
        return deliveries.stream()
                .flatMap(delivery -> delivery.cause().stream())
                .anyMatch(List.of(causes)::contains);
    }

    /** The properties, and each recipient in a body of JSON. */
    void writeTo(Message message) {
        message.removeHeaders("*");
        message.setHeader("kind", "OUTCOME");
        message.setHeader("status", status);
        message.setHeader("delivered", delivered);
        message.setHeader("packetNumber", packetNumber);
        message.setHeader("reason", reason);
        JsonArray recipients = new JsonArray();
        deliveries.forEach(delivery -> recipients.add(json(delivery)));
        message.setBody(recipients.toJson());
    }

    private static JsonObject json(Delivery delivery) {
        JsonObject json = new JsonObject();
        delivery.member().ifPresent(member -> {
            json.put("nickname", member.nickname());
            json.put("user", member.user());
            json.put("host", member.host());
        });
        json.put("address", SocketAddresses.format(delivery.address()));
        json.put("status", delivery.status().name());
        json.put("attempts", delivery.attempts());
        delivery.cause().ifPresent(cause -> json.put("cause", cause.name()));
        return json;
    }
}
