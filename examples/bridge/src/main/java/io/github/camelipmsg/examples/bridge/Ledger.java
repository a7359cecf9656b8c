/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.examples.bridge;

import io.github.camelipmsg.node.Delivery;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jms.core.JmsTemplate;

/**
 * Requests that wait for something: for somebody to come, or to answer. They wait on queues of the broker, so they outlive
 * the bridge, and come and go in the transaction of the message that they belong to. Bounded by the size of these queues;
 * who waits for an answer is bounded by time, too. Thread-safe.
 */
final class Ledger {
    private static final String NUMBER = "packetNumber";
    private static final String WHO = "who";

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
            message.setStringProperty(WHO, String.join(",", reached(outcome)));
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
        Set<String> since = reached(outcome);
        since.removeAll(Set.of(record.getStringProperty(WHO).split(",")));
        ask(since, request);
        return Optional.of(request);
    }

    // ---- asked for an answer -------------------------------------------------------------------------------------

    /** From now on the next message of each who got it is the answer, if one is expected. */
    void ask(Outcome outcome, Request request) {
        ask(reached(outcome), request);
    }

    private void ask(Set<String> people, Request request) {
        long within = request.answerWithin();
        if (within == 0) {
            return;
        }
        JmsTemplate expiring = new JmsTemplate(connections);
        expiring.setExplicitQosEnabled(true);
        expiring.setTimeToLive(within);
        people.forEach(who -> expiring.send(Queues.ASKED, session -> {
            Message message = request.record(session.createMessage());
            message.setStringProperty(WHO, who);
            return message;
        }));
    }

    /** Takes out what this person was asked first, if anything. */
    Optional<Request> answer(String user, String host, String address) throws JMSException {
        Message record = records.receiveSelected(
                Queues.ASKED, WHO + " IN ('" + member(user, host) + "', '" + digest(address) + "')");
        return record == null ? Optional.empty() : Optional.of(Request.of(record));
    }

    private static Set<String> reached(Outcome outcome) {
        return outcome.deliveries().stream()
                .filter(Delivery::delivered)
                .map(Ledger::who)
                .collect(Collectors.toCollection(LinkedHashSet::new));
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
