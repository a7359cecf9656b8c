/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the fuzzer has once reached, reached again without it; and that it begins where it should. */
class SavedInputsTest {
    @TestFactory
    Stream<DynamicTest> areAllSound() {
        return FuzzTarget.sound().stream()
                .map(target -> dynamicTest(target.toString(), () -> {
                    List<byte[]> inputs = SavedInputs.of(target);
                    assertThat(inputs).hasSizeGreaterThan(20);
                    List<String> failures = new ArrayList<>();
                    for (byte[] input : inputs) {
                        try {
                            target.accept(input);
                        } catch (RuntimeException | AssertionError e) {
                            failures.add(HexFormat.of().formatHex(input) + " " + e);
                        }
                    }
                    assertThat(failures).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> haveSeedsFromTheVectorsAndCaptures() {
        return Stream.of(FuzzTarget.values())
                .map(target -> dynamicTest(
                        target.toString(),
                        () -> assertThat(target.seeds()).hasSizeGreaterThan(15).doesNotContainNull()));
    }

    @Test
    void theNodeIsLeftAsItWasFoundByEverySeed() {
        FuzzTarget.NODE.seeds().forEach(FuzzTarget.NODE::accept);
    }

    @Test
    void thePlantedFaultIsNotReachedByAnySeed() {
        FuzzTarget.PLANTED.seeds().forEach(FuzzTarget.PLANTED::accept);

        byte[] failing = "text\0plan\0\000123456:".getBytes(StandardCharsets.ISO_8859_1);
        assertThatIllegalStateException()
                .isThrownBy(() -> FuzzTarget.PLANTED.accept(failing))
                .withMessage(PlantedDecoderFault.STORY);
    }

    @Test
    void thePlantedFaultOfTheNodeIsNotReachedByAnySeed() {
        FuzzTarget.PLANTED_NODE.seeds().forEach(FuzzTarget.PLANTED_NODE::accept);

        byte[] automatic = {1, 0, 0, 11, 0, 0, 0x22, 7, 2, 'h', 'i'}; // SENDMSG with SECRETOPT and AUTORETOPT
        FuzzTarget.NODE.accept(automatic);
        assertThatThrownBy(() -> FuzzTarget.PLANTED_NODE.accept(automatic))
                .hasMessageContaining(PlantedNodeFault.STORY);
    }

    @Test
    void areKeptSmall() throws IOException {
        int bytes = 0;
        for (FuzzTarget target : FuzzTarget.sound()) {
            for (byte[] input : SavedInputs.of(target)) {
                bytes += input.length;
            }
        }
        assertThat(bytes).isLessThan(400_000);
    }
}
