/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which users name recipients. */
class RecipientTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7:2425",
        "192.0.2.7:2426, 192.0.2.7:2426",
        "' 192.0.2.7 ', 192.0.2.7:2425",
        "[2001:db8::7]:2426, [2001:db8:0:0:0:0:0:7]:2426",
        "[2001:db8::7], [2001:db8:0:0:0:0:0:7]:2425",
        "2001:db8::7, [2001:db8:0:0:0:0:0:7]:2425",
        "::1, [0:0:0:0:0:0:0:1]:2425",
        "255.255.255.255:65535, 255.255.255.255:65535"
    })
    void readsAddresses(String text, String expected) {
        assertThat(Recipient.parse(text, 2425)).isInstanceOf(Recipient.At.class).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Taro Yamada, Taro Yamada",
        "'  Taro ', Taro",
        "nick:Taro Yamada, Taro Yamada",
        "nick: *, *",
        "nick:192.0.2.7, 192.0.2.7",
        "nick:a:b, a:b",
        "山田, 山田",
        "10, 10",
        "pc-12, pc-12",
        "192.0.2, 192.0.2",
        "nick:192.0.2.256, 192.0.2.256",
        "192.0.2.256 Taro, 192.0.2.256 Taro",
        "[1.2], [1.2]",
        "[192.0.2.7], [192.0.2.7]",
        "[cafe.face], [cafe.face]"
    })
    void readsNicknames(String text, String expected) {
        assertThat(Recipient.parse(text, 2425)).isEqualTo(new Recipient.Nickname(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.256", "999.0.2.7", "0.0.0.1000"})
    void takesNoAddressWithAWrongNumberForANickname(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipient.parse(text, 2425))
                .withMessage("'" + text + "' is not an address: each of its four numbers is at most 255."
                        + " If somebody is called so, write nick:" + text);
    }

    @Test
    void readsTheOtherForms() {
        assertThat(Recipient.parse("fuzzy: taro yamada", 2425)).isEqualTo(new Recipient.Fuzzy("taro yamada"));
        assertThat(Recipient.parse("group:営業", 2425)).isEqualTo(new Recipient.Group("営業"));
        assertThat(Recipient.parse("user:taro", 2425)).isEqualTo(new Recipient.User("taro", null));
        assertThat(Recipient.parse("user:taro@pc-12", 2425)).isEqualTo(new Recipient.User("taro", "pc-12"));
        assertThat(Recipient.parse("user:@pc", 2425)).isEqualTo(new Recipient.User("@pc", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fuzzy:", "user: ", "group:"})
    void refusesFormsThatNameNobody(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipient.parse(text, 2425))
                .withMessageContaining("names nobody");
    }

    @Test
    void readsEveryone() {
        assertThat(Recipient.parse("*", 2425)).isEqualTo(new Recipient.Everyone());
        assertThat(Recipient.parse(" * ", 2425)).isEqualTo(new Recipient.Everyone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "nick:", "nick:  "})
    void refusesNobody(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipient.parse(text, 2425))
                .withMessageContaining("nick:Taro Yamada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key:0123456789abcdef",
                "broadcast:everybody",
                "192.0.2.7:0",
                "192.0.2.7:65536",
                "192.0.2.7:",
                "[2001:db8::7",
                "[2001:db8::7]:99999",
                "1:2:3:4:5:6:7:8:9",
                "pc:2425"
            })
    void refusesWhatItDoesNotKnowAndSaysWhatItKnows(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recipient.parse(text, 2425))
                .withMessageStartingWith("'" + text + "' is not a recipient")
                .withMessageContaining("[2001:db8::7]:2425")
                .withMessageContaining("* for every member singly");
    }

    @Test
    void addressesReadBackAsTheyAreWritten() {
        for (String text : new String[] {"192.0.2.7:2425", "[2001:db8:0:0:0:0:0:7]:2426"}) {
            InetSocketAddress address = SocketAddresses.parse(text, 1).orElseThrow();

            assertThat(SocketAddresses.format(address)).isEqualTo(text);
        }
    }

    /** What is no address could be looked up as a name, and a peer's host list names what it likes. */
    @ParameterizedTest
    @ValueSource(strings = {"[1]", "[1.2]", "[10.1]", "[192.0.2.7]", "[face]", "[cafe.face]", "[.:1]", "[:]"})
    void takesNothingForAnAddressThatThePlatformTakesForAName(String text) {
        assertThat(SocketAddresses.parse(text, 2425)).isEmpty();
    }

    @Test
    void givesUpOnWhatIsTooLongToBeAnAddress() {
        assertThat(SocketAddresses.parse(":".repeat(500_000) + "x", 2425)).isEmpty();
    }
}
