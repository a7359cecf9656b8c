/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import io.github.camelipmsg.simulation.SimulatedNetwork;
import io.github.camelipmsg.simulation.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of nodes share: a network, a state directory, and the proof that nothing is left in the end. */
abstract class NodeTest {
    static final Duration SOON = Duration.ofMillis(20);

    @TempDir
    Path stateDirectory;

    SimulatedNodes nodes;
    Simulation simulation;
    SimulatedNetwork network;

    @BeforeEach
    void makesANetwork() {
        nodes = new SimulatedNodes(1, stateDirectory);
        simulation = nodes.simulation;
        network = nodes.network;
    }

    @AfterEach
    void leavesNothingOfAnyNode() {
        nodes.closeAll();
    }

    /** Everything that is on its way arrives. */
    void soon() {
        simulation.advance(SOON);
    }
}
