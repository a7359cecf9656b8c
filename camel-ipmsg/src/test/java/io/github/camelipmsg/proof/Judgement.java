/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.node.DeliveryStatus;
import io.github.camelipmsg.proof.Complaints.Wrong;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The end of the account: each message of each recipient gets its one fate, and what was told is held against it. */
final class Judgement {
    private final Ledger ledger;
    private final Complaints complaints;
    private long held;
    private long heldAndDelivered;
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);

    Judgement(Ledger ledger) {
        this.ledger = ledger;
        this.complaints = ledger.complaints;
    }

    /** How many were held. */
    long held() {
        return held;
    }

    /** How many of them came to be delivered. */
    long heldAndDelivered() {
        return heldAndDelivered;
    }

    /** How many had which fate. */
    Map<Fate, Long> fates() {
        return fates;
    }

    void judge() {
        ledger.runs.finish();
        for (Message message : ledger.all()) {
            if (message.kind == Message.Kind.FOREIGN) {
                judgeForeign(message);
            } else {
                judgeOurs(message);
            }
        }
    }

    private void judgeOurs(Message message) {
        boolean awaitsExchange = message.kind != Message.Kind.REPLY;
        if (awaitsExchange && message.endings == 0 && !ledger.senderIsGone(message)) {
            complaints.add(Wrong.NO_OUTCOME, message.toString());
        }
        Set<InetSocketAddress> recipients = new LinkedHashSet<>(message.first.keySet());
        recipients.addAll(message.events.keySet());
        if (recipients.isEmpty()) {
            count(message.refused || !awaitsExchange ? Fate.REFUSED : Fate.SENDER_GONE);
        }
        recipients.forEach(recipient -> judge(message, recipient));
    }

    private void judge(Message message, InetSocketAddress recipient) {
        DeliveryStatus told = message.told(recipient);
        if (message.isHeldFor(recipient)) {
            held++;
            heldAndDelivered += told == DeliveryStatus.RECEIVED ? 1 : 0;
            checkNumber(message, recipient);
        }
        if (told == null) {
            if (!ledger.senderIsGone(message) || isLost(message, recipient)) {
                complaints.add(
                        Wrong.NO_OUTCOME,
                        message + " to " + recipient + " after " + message.first + ", " + message.events
                                + ledger.watch.history(ledger.address(message.sender), recipient));
            }
            count(Fate.SENDER_GONE);
            return;
        }
        String name = ledger.watch.nameAt(recipient.getAddress());
        boolean run = name != null && ledger.runs.accepted(name, message.id, message.words);
        boolean lost = name != null && !run && ledger.runs.acceptedOrLost(name, message.id, message.words);
        switch (told) {
            case READ -> {
                boolean opened = name != null && ledger.runs.allOpened(name, message.id, run || lost);
                if (!opened) {
                    complaints.add(Wrong.FALSE_READ, message + " to " + name + " " + recipient);
                }
                count(
                        lost && !opened
                                ? Fate.LOST_IN_CRASH
                                : Fate.DELIVERED); // opened by one consumer, if not run by all
            }
            case RECEIVED -> {
                if (!run && !lost) {
                    complaints.add(Wrong.FALSE_RECEIVED, message + " to " + name + " " + recipient);
                }
                count(run ? Fate.DELIVERED : Fate.LOST_IN_CRASH);
            }
            case SENT -> count(run ? Fate.SENT_AND_RUN : Fate.SENT_AND_LOST);
            case UNCONFIRMED -> count(run ? Fate.RUN_UNCONFIRMED : Fate.NOT_RUN);
            case FAILED, REJECTED -> {
                if (run) {
                    complaints.add(Wrong.REFUSED_AND_SENT, message + " to " + recipient + " was told " + told);
                }
                count(Fate.REFUSED);
            }
            default -> complaints.add(Wrong.NO_OUTCOME, message + " to " + recipient + " ended as " + told);
        }
    }

    /** It goes out some day under the number by which it was told to be held. */
    private void checkNumber(Message message, InetSocketAddress recipient) {
        long number = ledger.watch.numberOf(ledger.address(message.sender), message.id);
        if (message.endings > 0 && number != 0 && number != message.number) {
            complaints.add(
                    Wrong.NEW_NUMBER_ON_RETRY,
                    message + " was held for " + recipient + " as " + message.number + ", and sent as " + number);
        }
    }

    /** What is held is sent or has an outcome also when its sender was restarted; the word of it may die in a crash. */
    private boolean isLost(Message message, InetSocketAddress recipient) {
        String name = ledger.watch.nameAt(recipient.getAddress());
        return message.isHeldFor(recipient)
                && !ledger.expiredUnheard(message)
                && (name == null || !ledger.runs.acceptedOrLost(name, message.id, message.words));
    }

    private void judgeForeign(Message message) {
        @Nullable InetSocketAddress to = message.to;
        @Nullable String name = to == null ? null : ledger.watch.nameAt(to.getAddress());
        if (name == null) {
            throw new AssertionError(message + " went to nobody");
        }
        boolean run = ledger.runs.accepted(name, message.id, message.words);
        boolean lost = !run && ledger.runs.acceptedOrLost(name, message.id, message.words);
        if (message.confirmed && !run && !lost && !message.ambiguous) {
            complaints.add(Wrong.FALSE_RECEIVED, message + " was confirmed by " + name);
        }
        if (message.read && !ledger.runs.allOpened(name, message.id, run || lost)) {
            complaints.add(Wrong.FALSE_READ, message + " was said to be opened by " + name);
        }
        if (message.confirmed) {
            count(run ? Fate.DELIVERED : Fate.LOST_IN_CRASH);
        } else {
            count(run ? Fate.RUN_UNCONFIRMED : Fate.NOT_RUN);
        }
    }

    private void count(Fate fate) {
        fates.merge(fate, 1L, Long::sum);
    }
}
