/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.FileOption;
import io.github.camelipmsg.protocol.MessageOption;
import io.github.camelipmsg.protocol.Option;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/protocol.md names every command and flag of the protocol, each flag in the table of its kind of command. */
class ProtocolDocumentationTest {
    private static final Path PAGE = Path.of("docs", "protocol.md");

    @Test
    void namesEveryCommand() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Arrays.stream(Command.values())
                        .filter(command -> command != Command.UNKNOWN)
                        .filter(command -> !page.contains("`" + command + "`")))
                .isEmpty();
    }

    @Test
    void namesEveryFlagInItsTable() throws IOException {
        assertThat(missing("entries and host lists", PresenceOption.values())).isEmpty();
        assertThat(missing("messages", MessageOption.values())).isEmpty();
        assertThat(missing("file requests", FileOption.values())).isEmpty();
    }

    private static Stream<Option> missing(String commands, Option... options) throws IOException {
        Matcher table = Pattern.compile("(?m)^\\| flag of " + commands + " (?:.*\\n\\|)*.*$")
                .matcher(Files.readString(PAGE));
        assertThat(table.find()).as("the table of " + commands).isTrue();
        return Arrays.stream(options).filter(option -> !table.group().contains("`" + option.name() + "`"));
    }
}
