/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the ledger has found to be wrong: all are counted, the first few kept in words. */
final class Complaints {
    private static final int MOST_OF_A_KIND = 5;

    private final Map<Wrong, Integer> counts = new EnumMap<>(Wrong.class);
    private final List<String> words = new ArrayList<>();

    enum Wrong {
        /** The sender was told RECEIVED, and the recipient's route has not accepted it. */
        FALSE_RECEIVED,
        /** The sender was told READ, and the recipient has not opened it. */
        FALSE_READ,
        /** A consumer ran a message again that it had accepted, or had at work. */
        RUN_TWICE,
        /** A route ran what had not arrived since its node started. */
        RUN_FROM_NOWHERE,
        /** A receipt left before every route had accepted the message. */
        RECEIPT_BEFORE_ACCEPTANCE,
        /** A receipt left for a number that had not arrived from there. */
        RECEIPT_FOR_NOTHING,
        /** A read notice left before the message was opened. */
        NOTICE_BEFORE_OPENING,
        /** A message was confirmed on receipt, and its route never began. */
        ACCEPTED_AND_NEVER_RUN,
        /** A text reached a route otherwise than it was sent. */
        TEXT_ALTERED,
        /** A send never ended. */
        NO_OUTCOME,
        /** A send ended twice. */
        TWO_OUTCOMES,
        /** An outcome was told, and then a worse one, or the same again. */
        OUTCOME_NOT_BETTER,
        /** What an exchange was told does not fit together, or not what was seen on the wire. */
        OUTCOME_CONTRADICTED,
        /** A recipient was refused, and was written to all the same. */
        REFUSED_AND_SENT,
        /** One packet number of one identity stood for two things. */
        NUMBER_USED_TWICE,
        /** A message was repeated under another number. */
        NEW_NUMBER_ON_RETRY,
        /** A number was not above those that were used before. */
        NUMBER_WENT_BACK,
        /** A repetition had other bytes. */
        OTHER_BYTES_ON_RETRY,
        /** An address that had never echoed a number of ours got more than one datagram of 700 bytes for each of its own. */
        STRANGER_GOT_TOO_MUCH,
        /** Something of a node outlived its end, or its work. */
        LEFTOVER
    }

    void add(Wrong wrong, String what) {
        if (counts.merge(wrong, 1, Integer::sum) <= MOST_OF_A_KIND) {
            words.add(wrong + ": " + what);
        }
    }

    int count(Wrong wrong) {
        return counts.getOrDefault(wrong, 0);
    }

    Set<Wrong> kinds() {
        return counts.keySet();
    }

    boolean none() {
        return counts.isEmpty();
    }

    @Override
    public String toString() {
        return counts + "\n" + String.join("\n", words);
    }
}
