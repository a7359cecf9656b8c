/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import io.github.camelipmsg.transport.Transport;
import java.util.function.UnaryOperator;

/**
 * A mistake that an implementation could make, planted between a node and its network so that the node as a whole behaves as
 * if it had made it. The proof must see each.
 */
enum PlantedFault {
    NONE(transport -> transport),
    NO_DUPLICATE_CHECK(Faults.NoDuplicateCheck::new),
    RECEIPTS_MATCHED_BY_NUMBER_ALONE(Faults.ReceiptsByNumber::new),
    DUPLICATES_MATCHED_BY_NUMBER_ALONE(Faults.DuplicatesByNumber::new),
    NEW_NUMBER_ON_RETRY(Faults.NewNumberOnRetry::new),
    RECEIPT_BEFORE_ACCEPTANCE(Faults.ReceiptAtOnce::new),
    ENTRY_CLEARS_MEMORY(Faults.EntryClearsMemory::new);

    @SuppressWarnings("ImmutableEnumChecker") // a method without state
    final UnaryOperator<Transport> wrapping;

    PlantedFault(UnaryOperator<Transport> wrapping) {
        this.wrapping = wrapping;
    }
}
