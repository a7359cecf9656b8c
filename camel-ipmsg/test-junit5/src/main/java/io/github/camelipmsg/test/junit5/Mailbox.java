/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.test.junit5;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/** What has come to one peer so far: messages, and what nodes say to its own. Thread-safe. */
final class Mailbox {
    private final Happenings happenings = new Happenings();

    // guarded by happenings
    private final List<ReceivedMessage> received = new ArrayList<>();
    private final Queue<ReceivedMessage> unseen = new ArrayDeque<>();
    private final Map<String, Integer> transmissions = new HashMap<>(); // by node and number
    private final Set<String> receipts = new HashSet<>();
    private final Set<String> openings = new HashSet<>();

    // ---- what comes ----------------------------------------------------------------------------------------------

    void message(ReceivedMessage message) {
        happenings.note(
                "message of " + message.node() + ", number " + message.packetNumber() + ": " + message.text(), () -> {
                    String key = key(message.node(), message.packetNumber());
                    if (transmissions.merge(key, 1, Integer::sum) == 1) {
                        received.add(message);
                        unseen.add(message);
                    }
                });
    }

    void receipt(String node, String number) {
        happenings.note("receipt of " + node + " for number " + number, () -> receipts.add(key(node, number)));
    }

    void opening(String node, String number) {
        happenings.note(node + " has opened number " + number, () -> openings.add(key(node, number)));
    }

    void question(String node, String what) {
        happenings.note(node + " asks for its " + what, () -> {});
    }

    // ---- what is in it -------------------------------------------------------------------------------------------

    ReceivedMessage awaitMessage(String what, Duration patience) {
        return happenings.await(what, patience, () -> Optional.ofNullable(unseen.poll()));
    }

    void awaitReceipt(String what, Duration patience, SentMessage message) {
        await(what, patience, message, receipts);
    }

    void awaitOpening(String what, Duration patience, SentMessage message) {
        await(what, patience, message, openings);
    }

    private void await(String what, Duration patience, SentMessage message, Set<String> in) {
        String key = key(message.node(), message.packetNumber());
        happenings.await(what, patience, () -> Optional.of(key).filter(in::contains));
    }

    List<ReceivedMessage> messages() {
        return happenings.look(() -> List.copyOf(received));
    }

    int transmissions(ReceivedMessage message) {
        return happenings.look(() -> transmissions.getOrDefault(key(message.node(), message.packetNumber()), 0));
    }

    boolean hasReceipt(SentMessage message) {
        return happenings.look(() -> receipts.contains(key(message.node(), message.packetNumber())));
    }

    private static String key(String node, long number) {
        return key(node, Long.toString(number));
    }

    private static String key(String node, String number) {
        return node + '/' + number;
    }
}
