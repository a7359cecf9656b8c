/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.ipmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientListTest {
    @Test
    void splitsAtCommasAndStripsBlanks() {
        assertThat(RecipientList.split(" Taro Yamada ,*,\t10.0.0.1:2425"))
                .containsExactly("Taro Yamada", "*", "10.0.0.1:2425");
    }

    @Test
    void keepsCommasAndBlanksWithinQuotes() {
        assertThat(RecipientList.split("\"Suzuki, Hanako\" , \" b \"")).containsExactly("Suzuki, Hanako", " b ");
    }

    @Test
    void keepsCommasWithinQuotesThatFollowAPrefix() {
        assertThat(RecipientList.split("nick:\"Smith, Bob\",group: \"Sales, Tokyo\""))
                .containsExactly("nick:Smith, Bob", "group:Sales, Tokyo");
    }

    @Test
    void readsADoubledQuoteAsAQuote() {
        assertThat(RecipientList.split("\"the \"\"boss\"\"\",x")).containsExactly("the \"boss\"", "x");
    }

    @Test
    void keepsAQuoteWithinAName() {
        assertThat(RecipientList.split("Taro \"T\" Yamada,x")).containsExactly("Taro \"T\" Yamada", "x");
    }

    @Test
    void keepsCommasWithinQuotesWhereverTheyAre() {
        assertThat(RecipientList.split("user:\"a,b\"@pc,x")).containsExactly("user:a,b@pc", "x");
        assertThat(RecipientList.split("Taro \"a, b\" Yamada,x")).containsExactly("Taro \"a, b\" Yamada", "x");
    }

    @Test
    void takesWideBlanksForBlanks() {
        assertThat(RecipientList.split("A,\u3000\"B, C\"\u3000,nick:\u3000\"a, b\",\u3000D"))
                .containsExactly("A", "B, C", "nick:a, b", "D");
    }

    @Test
    void readsTextsOfAnyLength() {
        String name = "\"\",".repeat(100_000);
        assertThat(RecipientList.split("\"" + name + "\",x")).containsExactly(name.replace("\"\"", "\""), "x");
    }

    @Test
    void leavesOutWhatIsEmpty() {
        assertThat(RecipientList.split(",a,, ,b,")).isEqualTo(List.of("a", "b"));
        assertThat(RecipientList.split("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"open",
                "a,\"open",
                "a, \"open",
                "nick:\"open",
                "\"a\" b",
                "\"a\"b\"",
                "\"a\"\"b",
                "nick: \"a\" b",
                "a \"b, c",
                "\"a\"@pc"
            })
    void refusesAQuoteThatDoesNotEndTheItem(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecipientList.split(text))
                .withMessageContaining("close the double quote");
    }

    /** Neither the stack nor the time that it takes grows with the text. */
    @Test
    void readsALongListAsAnyOther() {
        String name = "a, \"\"".repeat(20_000);

        assertThat(RecipientList.split("\"" + name + "\",x")).containsExactly(name.replace("\"\"", "\""), "x");
    }
}
