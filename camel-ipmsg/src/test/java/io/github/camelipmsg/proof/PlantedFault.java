/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.node.HeldMessageStore;
import io.github.camelipmsg.transport.Transport;
import java.util.function.UnaryOperator;

/**
 * A mistake that an implementation could make, planted between a node and its network, or its disk, so that the node as a whole behaves as
 * if it had made it. The proof must see each.
 */
public enum PlantedFault {
    NONE(transport -> transport),
    NO_DUPLICATE_CHECK(Faults.NoDuplicateCheck::new),
    RECEIPTS_MATCHED_BY_NUMBER_ALONE(Faults.ReceiptsByNumber::new),
    DUPLICATES_MATCHED_BY_NUMBER_ALONE(Faults.DuplicatesByNumber::new),
    NEW_NUMBER_ON_RETRY(Faults.NewNumberOnRetry::new),
    RECEIPT_BEFORE_ACCEPTANCE(Faults.ReceiptAtOnce::new),
    ENTRY_CLEARS_MEMORY(Faults.EntryClearsMemory::new),
    HELD_UNDER_A_NEW_NUMBER(Faults.HeldUnderANewNumber::new),
    HELD_WITHOUT_BUDGET(Faults.HeldWithoutBudget::new),
    HANDSHAKE_TAKEN_FOR_GRANTED(Faults.HandshakeTakenForGranted::new),
    HELD_IN_MEMORY_ALONE(transport -> transport, store -> new Faults.HeldInMemoryAlone()),
    HELD_TAKEN_OUT_WHEN_READ(transport -> transport, Faults.HeldTakenOutWhenRead::new),
    /** For the fuzzer: in the simulation nobody sends what must not be answered. */
    ANSWERS_WHAT_IS_FOR_NOBODY(Faults.AnswersWhatIsForNobody::new);

    @SuppressWarnings("ImmutableEnumChecker") // a method without state
    final UnaryOperator<Transport> wrapping;

    @SuppressWarnings("ImmutableEnumChecker")
    final UnaryOperator<HeldMessageStore> storing;

    /** The network of a node that has made that mistake. */
    public Transport wrap(Transport network) {
        return wrapping.apply(network);
    }

    PlantedFault(UnaryOperator<Transport> wrapping) {
        this(wrapping, store -> store);
    }

    PlantedFault(UnaryOperator<Transport> wrapping, UnaryOperator<HeldMessageStore> storing) {
        this.wrapping = wrapping;
        this.storing = storing;
    }
}
