/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class FlagVectorsTest {
    @TestFactory
    Stream<DynamicTest> namesOptionsByTheCommandsOwnColumn() {
        return Fixture.tests("flags", List.of("flags"), vector -> {
            Fixture expected = vector.object("expect");
            CommandWord word = vector.command();

            assertThat(word.code()).isEqualTo((int) expected.number("mode"));
            assertThat(word.command().name()).isEqualTo(expected.text("mode_name"));
            assertThat(word.command().column()).isEqualTo(column(expected.text("context")));
            assertThat(word.knownOptions()).extracting(Option::name).isEqualTo(expected.texts("options"));
            assertThat(Integer.toUnsignedLong(word.unknownBits())).isEqualTo(expected.number("unknown_bits"));
        });
    }

    @TestFactory
    Stream<DynamicTest> buildsTheSameWordFromItsOptions() {
        return Fixture.tests("flags", List.of("flags"), vector -> {
            CommandWord word = vector.command();
            CommandWord built =
                    CommandWord.of(word.command(), word.knownOptions().toArray(Option[]::new));

            assertThat(built.bits() | word.unknownBits()).isEqualTo(word.bits());
        });
    }

    private static Command.Column column(String context) {
        return switch (context) {
            case "entry" -> Command.Column.PRESENCE;
            case "send" -> Command.Column.MESSAGE;
            case "file" -> Command.Column.FILE;
            default -> throw new IllegalArgumentException(context);
        };
    }
}
