/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class IdentityTest {
    @Test
    void ignoresAsciiCaseButNoOther() {
        assertThat(new Identity("Taro", "PC-01"))
                .isEqualTo(new Identity("tARO", "pc-01"))
                .hasSameHashCodeAs(new Identity("tARO", "pc-01"));
        assertThat(new Identity("Ä", "h")).isNotEqualTo(new Identity("ä", "h"));
        assertThat(new Identity("I", "h")).isNotEqualTo(new Identity("ı", "h"));
        assertThat(new Identity("a", "b")).isNotEqualTo(new Identity("b", "a"));
    }

    @Test
    void keepsTheNamesAsTheyWere() {
        assertThat(new Identity("Taro", "PC-01").user()).isEqualTo("Taro");
    }

    @Test
    void isIdentifiedByBothNames() {
        assertThat(new Identity("u", "h").identified()).isTrue();
        assertThat(new Identity("", "h").identified()).isFalse();
        assertThat(new Identity("u", "").identified()).isFalse();
    }

    @Test
    void takesTheFingerprintOffTheUserName() {
        Identity identity = new Identity("n.kobayashi-<6C534DA894DFE9C3>", "h");

        assertThat(identity.fingerprint()).contains("6c534da894dfe9c3");
        assertThat(identity.userWithoutFingerprint()).isEqualTo("n.kobayashi");
        assertThat(new Identity("n.kobayashi", "h").userWithoutFingerprint()).isEqualTo("n.kobayashi");
    }

    @Test
    void seesAFingerprintThatIsFollowedByMoreAsTheOfficialClientDoes() {
        Identity identity = new Identity("taro-<6c534da894dfe9c3>x", "h");

        assertThat(identity.fingerprint()).contains("6c534da894dfe9c3");
        assertThat(identity.userWithoutFingerprint()).isEqualTo("taro");
    }

    @TestFactory
    Stream<DynamicTest> recognisesFingerprintsAsTheVectorsDo() {
        return Fixture.tests("fingerprint", List.of("verify"), vector -> {
            Optional<String> fingerprint = new Identity(vector.text("user"), "h").fingerprint();
            String ofTheKey = "6c534da894dfe9c3"; // of alice2048, which all of these are about

            assertThat(fingerprint
                            .map(found -> found.equals(ofTheKey) ? "MATCH" : "MISMATCH")
                            .orElse("NONE"))
                    .isEqualTo(vector.text("result"));
        });
    }

    @Test
    void isSafeToLog() {
        assertThat(new Identity("u\r\nERROR forged\u202e\u0007", "h".repeat(200)))
                .hasToString("u..ERROR forged..@" + "h".repeat(100) + "...");
    }
}
