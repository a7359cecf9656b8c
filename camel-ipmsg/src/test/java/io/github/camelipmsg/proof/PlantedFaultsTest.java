/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.proof.Complaints.Wrong;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The proof is worth something only if it turns red: each fault brings the complaint that it must, and none brings none. */
@ExtendWith(QuietLogs.class)
class PlantedFaultsTest {
    private static final long SEED = 21;
    /** In which senders crash twice while they hold messages. */
    private static final long HOLDING_SEED = 24;

    @TempDir
    Path disk;

    @Test
    void withoutAFaultThereIsNoComplaint() throws Exception {
        assertThat(complaints(PlantedFault.NONE).kinds()).isEmpty();
    }

    @Test
    void withoutAFaultThereIsNoComplaintWhereMuchIsHeld() throws Exception {
        World world = new World(Scenario.holdingWith(PlantedFault.NONE, HOLDING_SEED), disk);
        world.run();

        assertThat(world.complaints().kinds()).isEmpty();
        assertThat(world.figures().heldAndDelivered).isGreaterThan(30);
        assertThat(world.figures().heldToStrangers).isGreaterThan(10);
    }

    @Test
    void whereDuplicatesAreNotKnownRoutesRunTwice() throws Exception {
        assertThat(complaints(PlantedFault.NO_DUPLICATE_CHECK).kinds()).contains(Wrong.RUN_TWICE);
    }

    @Test
    void whereReceiptsAreMatchedByNumberAloneForgedOnesAreBelieved() throws Exception {
        assertThat(complaints(PlantedFault.RECEIPTS_MATCHED_BY_NUMBER_ALONE).kinds())
                .containsAnyOf(Wrong.FALSE_RECEIVED, Wrong.FALSE_READ);
    }

    @Test
    void whereDuplicatesAreMatchedByNumberAloneNewMessagesAreConfirmedAndNotRun() throws Exception {
        assertThat(complaints(PlantedFault.DUPLICATES_MATCHED_BY_NUMBER_ALONE).kinds())
                .contains(Wrong.FALSE_RECEIVED);
    }

    @Test
    void whereARepetitionGetsANewNumberItIsAnotherMessage() throws Exception {
        assertThat(complaints(PlantedFault.NEW_NUMBER_ON_RETRY).kinds())
                .contains(Wrong.NEW_NUMBER_ON_RETRY, Wrong.RUN_TWICE);
    }

    @Test
    void whereReceiptsLeaveAtOnceTheyTellOfWhatNoRouteHasAccepted() throws Exception {
        assertThat(complaints(PlantedFault.RECEIPT_BEFORE_ACCEPTANCE).kinds())
                .contains(Wrong.RECEIPT_BEFORE_ACCEPTANCE);
    }

    @Test
    void whereAnEntryClearsTheMemoryParkedMessagesRunTwice() throws Exception {
        assertThat(complaints(PlantedFault.ENTRY_CLEARS_MEMORY).kinds()).contains(Wrong.RUN_TWICE);
    }

    @Test
    void whereHeldMessagesGetNewNumbersAfterARestartTheyAreNotTheOnesThatWereTold() throws Exception {
        assertThat(complaintsOfHolding(PlantedFault.HELD_UNDER_A_NEW_NUMBER).kinds())
                .contains(Wrong.NEW_NUMBER_ON_RETRY);
    }

    @Test
    void whereHeldMessagesAreNotOnTheDiskTheyHaveNoOutcome() throws Exception {
        assertThat(complaintsOfHolding(PlantedFault.HELD_IN_MEMORY_ALONE).kinds())
                .contains(Wrong.NO_OUTCOME);
    }

    /** It takes a host that crashes twice in the wrong moments, which two seeds of three have. */
    @Test
    void whereHeldMessagesAreTakenOutBeforeTheirOutcomeTheyHaveNone() throws Exception {
        Set<Wrong> found = EnumSet.noneOf(Wrong.class);
        for (long seed = HOLDING_SEED; found.isEmpty() && seed < HOLDING_SEED + 8; seed++) {
            World world = new World(
                    Scenario.holdingWith(PlantedFault.HELD_TAKEN_OUT_WHEN_READ, seed),
                    Files.createDirectory(disk.resolve("seed-" + seed)));
            world.run();
            found.addAll(world.complaints().kinds());
        }
        assertThat(found).contains(Wrong.NO_OUTCOME);
    }

    @Test
    void whereWhatIsHeldIsSentWithoutTheBudgetStrangersGetTooMuch() throws Exception {
        assertThat(complaintsOfHolding(PlantedFault.HELD_WITHOUT_BUDGET).kinds())
                .contains(Wrong.STRANGER_GOT_TOO_MUCH);
    }

    @Test
    void whereNobodyNeedAnswerAHandshakeStrangersGetTooMuch() throws Exception {
        assertThat(complaintsOfHolding(PlantedFault.HANDSHAKE_TAKEN_FOR_GRANTED).kinds())
                .contains(Wrong.STRANGER_GOT_TOO_MUCH);
    }

    private Complaints complaints(PlantedFault fault) throws Exception {
        return complaints(Scenario.with(fault, SEED));
    }

    private Complaints complaintsOfHolding(PlantedFault fault) throws Exception {
        return complaints(Scenario.holdingWith(fault, HOLDING_SEED));
    }

    private Complaints complaints(Scenario scenario) throws Exception {
        World world = new World(scenario, disk);
        world.run();
        return world.complaints();
    }
}
