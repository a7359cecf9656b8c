/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.node.Delivery;
import io.github.camelipmsg.node.Member;
import io.github.camelipmsg.node.SocketAddresses;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jms.core.JmsTemplate;

/**
 * Requests that wait for something: for somebody to come, or to answer. They wait on queues of the broker, so they outlive
 * the bridge, and come and go in the transaction of the message that they belong to. Bounded by the size of these queues;
 * who waits for an answer is bounded by time, too. What the broker has put from its memory to its disk it finds by none of
 * the properties, until there is room in its memory. Thread-safe.
 */
final class Ledger {
    private static final String NUMBER = "packetNumber";
    private static final String WHO = "who";
    private static final List<String> PERSON = List.of(Arrival.NICKNAME, Arrival.USER, Arrival.HOST, Arrival.ADDRESS);

    private final ConnectionFactory connections;
    private final JmsTemplate records;

    Ledger(ConnectionFactory connections) {
        this.connections = connections;
        records = new JmsTemplate(connections);
        records.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
    }

    // ---- held for somebody who is not here -----------------------------------------------------------------------

    void hold(Outcome outcome, Request request) {
        records.send(Queues.HELD, session -> {
            Message message = request.record(session.createMessage());
            message.setLongProperty(NUMBER, outcome.packetNumber());
            message.setStringProperty(WHO, String.join(",", reached(outcome).keySet()));
            return message;
        });
    }

    List<Long> heldNumbers() {
        return records.browse(Queues.HELD, (session, browser) -> {
            List<Long> numbers = new ArrayList<>();
            Enumeration<?> held = browser.getEnumeration();
            while (held.hasMoreElements()) {
                numbers.add(((Message) held.nextElement()).getLongProperty(NUMBER));
            }
            return numbers;
        });
    }

    /** Takes it out, and asks those who have got it since. */
    Optional<Request> settle(Outcome outcome) throws JMSException {
        Message record = records.receiveSelected(Queues.HELD, NUMBER + " = " + outcome.packetNumber());
        if (record == null) {
            return Optional.empty();
        }
        Request request = Request.of(record);
        Map<String, Delivery> since = reached(outcome);
        since.keySet().removeAll(Set.of(record.getStringProperty(WHO).split(",")));
        ask(since, request);
        return Optional.of(request);
    }

    // ---- asked for an answer -------------------------------------------------------------------------------------

    /** From now on the next message of each who got it is the answer, if one is expected. */
    void ask(Outcome outcome, Request request) {
        ask(reached(outcome), request);
    }

    private void ask(Map<String, Delivery> people, Request request) {
        long within = request.answerWithin();
        if (within == 0) {
            return;
        }
        JmsTemplate expiring = new JmsTemplate(connections);
        expiring.setExplicitQosEnabled(true);
        expiring.setTimeToLive(within);
        people.forEach((who, delivery) -> expiring.send(Queues.ASKED, session -> {
            Message message = request.record(session.createMessage());
            message.setStringProperty(WHO, who);
            if (delivery.member().isPresent()) {
                Member member = delivery.member().get();
                message.setStringProperty(Arrival.NICKNAME, member.nickname());
                message.setStringProperty(Arrival.USER, member.user());
                message.setStringProperty(Arrival.HOST, member.host());
            }
            message.setStringProperty(Arrival.ADDRESS, SocketAddresses.format(delivery.address()));
            return message;
        }));
    }

    /** Who was asked, in the properties of such a record. */
    static Map<String, Object> asked(Message record) throws JMSException {
        Map<String, Object> asked = new LinkedHashMap<>();
        for (String property : PERSON) {
            if (record.propertyExists(property)) {
                asked.put(property, record.getStringProperty(property));
            }
        }
        return asked;
    }

    /** Takes out what this person was asked first, if anything. */
    Optional<Request> answer(String user, String host, String address) throws JMSException {
        Message record = records.receiveSelected(
                Queues.ASKED, WHO + " IN ('" + member(user, host) + "', '" + digest(address) + "')");
        return record == null ? Optional.empty() : Optional.of(Request.of(record));
    }

    private static Map<String, Delivery> reached(Outcome outcome) {
        Map<String, Delivery> reached = new LinkedHashMap<>();
        outcome.deliveries().stream()
                .filter(Delivery::delivered)
                .forEach(delivery -> reached.putIfAbsent(who(delivery), delivery));
        return reached;
    }

    /** The member, or the address if nobody had announced himself there. */
    private static String who(Delivery delivery) {
        return delivery.member()
                .map(member -> member(member.user(), member.host()))
                .orElseGet(() -> digest(SocketAddresses.format(delivery.address())));
    }

    private static String member(String user, String host) {
        return digest((user + ':' + host).toLowerCase(Locale.ROOT));
    }

    /** Letters and digits, whatever a peer calls itself: fit for a selector. */
    static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
