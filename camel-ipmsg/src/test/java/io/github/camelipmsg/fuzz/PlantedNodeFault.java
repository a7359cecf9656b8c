/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import io.github.camelipmsg.node.NodeFuzz;
import io.github.camelipmsg.node.SilenceLedger;
import io.github.camelipmsg.proof.PlantedFault;

/**
 * The whole node with a fault: it confirms what is automatic or for everybody, if it is sealed. That is no error anywhere
 * in it; only who keeps account of what must not be answered sees it.
 */
public final class PlantedNodeFault {
    static final String STORY = SilenceLedger.COMPLAINT;

    private PlantedNodeFault() {}

    /** A script, as for the node without the fault. */
    public static void fuzzerTestOneInput(byte[] script) {
        NodeFuzz.run(script, PlantedFault.ANSWERS_WHAT_IS_FOR_NOBODY::wrap);
    }
}
