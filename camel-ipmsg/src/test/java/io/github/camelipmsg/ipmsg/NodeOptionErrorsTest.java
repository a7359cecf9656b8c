/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static io.github.camelipmsg.ipmsg.Contexts.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.UriParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that cannot be used stops the start with a sentence that says what to write. */
class NodeOptionErrorsTest {
    @RegisterExtension
    final Contexts contexts = new Contexts();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "charset=klingon      | charset      | windows-31j",
                "charset=UTF-16       | Node 'bot' cannot start: charset | ASCII",
                "charset=ISO-2022-JP  | charset      | ASCII",
                "charset=IBM037       | charset      | ASCII",
                "charset=x-Johab      | charset      | ASCII",
                "stateDirectory=      | stateDirectory is empty | leave the option out",
                "peerCharsets=GB18030 | peerCharsets: 'GB18030' is not of the form who=charset | feiq=GBK",
                "peerCharsets=feiq=klingon | peerCharsets | does not know the charset 'klingon'",
                "peerCharsets=windows=GBK | peerCharsets | 'windows' is neither an address or network",
                "peerCharsets=10.0.0.0/8=UTF-16 | peerCharsets | does not write ASCII as it is",
                "absenceInterval=10 | absenceInterval | at least one second",
                "allow=everybody      | allow        | everybody",
                "allow=10.0.0.0/99    | allow        | 10.0.0.0/99",
                "deny=10.0.0.256      | deny         | 10.0.0.256",
                "nickname=a:b         | nickname     | without ':'",
                "userName=a:b         | userName     | without ':'",
                "hostName=%20         | hostName     | not blank",
                "group=a%0Ab          | group        | control characters",
                "port=70000           | port         | 0 to 65535",
                "port=-1              | port         | 0 to 65535",
                "discoveryPort=0      | discoveryPort | 1 to 65535",
                "discoveryInterval=10 | discoveryInterval | at least one second",
                "discoveryAddresses=host.invalid | discoveryAddresses | host:port",
                "discoveryAddresses=127.0.0.1:x | discoveryAddresses | port",
                "discoveryAddresses=localhost:0 | discoveryAddresses | port between 1 and 65535",
                "discoveryAddresses=:2425 | discoveryAddresses | there is no host ':2425'",
                "bindAddress=host.invalid | bindAddress | host.invalid",
                "maxMembers=0         | maxMembers   | at least 1",
                "encryption=REQUIRED  | encryption=REQUIRED of node 'bot' | nor keep it on the disk"
            })
    void saysWhichNodeOptionIsWrongAndWhatToWrite(String option, String name, String advice) {
        assertThatThrownBy(() -> contexts.start(
                        route -> route.from("ipmsg:bot?" + option).to("mock:bot")))
                .satisfies(saying(name, advice));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to=foo:bar           | to: 'foo:bar' is not a recipient",
                "to=256.1.1.1         | to: '256.1.1.1' is not an address: each of its four numbers is at most 255",
                "to=Taro,10.0.0.2555  | write nick:10.0.0.2555",
                "to=\"open            | close the double quote",
                "to=RAW(a,,\"b)       | close the double quote",
                "to=127.0.0.1:99999   | is not a recipient",
                "retryInterval=0&to=x | retryInterval must be at least 1 ms",
                "inFlight=0&to=x      | inFlight must be at least 1",
                "to=,                 | names nobody",
                "confirmationTimeout=0&to=x | confirmationTimeout must be more than 0",
                "confirmationTimeout=-1&to=x | confirmationTimeout must be more than 0",
                "resolveTimeout=-1&to=x | resolveTimeout must be 0 or more"
            })
    void saysWhichProducerOptionIsWrongAndWhatToWrite(String options, String message) throws Exception {
        CamelContext context = contexts.create();
        context.start();
        assertThatThrownBy(() -> {
                    Exchange sent = Contexts.send(context, "ipmsg:bot?" + options, "x");
                    throw sent.getException();
                })
                .satisfies(saying(message));
    }

    @ParameterizedTest
    @CsvSource({"ipmsg:two words", "ipmsg:a/b", "ipmsg:ä"})
    void saysHowANodeMayBeNamed(String uri) {
        CamelContext context = contexts.create();
        assertThatThrownBy(() -> context.getEndpoint(uri)).satisfies(saying("letters, digits, '.', '_' and '-'"));
    }

    @Test
    void saysThatTheStateDirectoryCannotBeWritten(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        assertThatThrownBy(() -> contexts.start(
                        route -> route.from("ipmsg:bot?stateDirectory=" + file).to("mock:bot")))
                .satisfies(saying(
                        "Cannot write the state directory " + file, "set stateDirectory to a writable directory"));
    }

    @Test
    void forgetsNoNodeOption() {
        List<String> declared = Arrays.stream(IpmsgNodeConfiguration.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class))
                .map(Field::getName)
                .toList();
        assertThat(declared).hasSizeGreaterThan(10);
        assertThat(NodeSettings.OPTIONS)
                .extracting(NodeSettings.Option::name)
                .containsExactlyInAnyOrderElementsOf(declared);
    }
}
