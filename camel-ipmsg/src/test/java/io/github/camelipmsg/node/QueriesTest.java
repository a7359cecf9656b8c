/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.MessageOption;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What members are asked, and answer. */
class QueriesTest extends NodeAndPeerTest {

    @BeforeEach
    void knowsThePeer() {
        peer.presents("Taro");
    }

    private CompletableFuture<Answer> ask(Question question, String member) {
        return ask(question, member, Duration.ofSeconds(15));
    }

    private CompletableFuture<Answer> ask(Question question, String member, Duration timeout) {
        return bot.node
                .ask(
                        question,
                        Recipient.parse(member, NodeOptions.DEFAULT_PORT),
                        Duration.ofSeconds(5),
                        Draft.of("")
                                .to(member)
                                .confirmedWithin(timeout)
                                .message()
                                .policy())
                .toCompletableFuture();
    }

    private void answers(Command command, String text, MessageOption... options) {
        peer.says(CommandWord.of(command, options), new Body.Information(text));
        soon();
    }

    @Test
    void asksForTheVersionAndTakesTheAnswer() {
        CompletableFuture<Answer> asked = ask(Question.VERSION, "Taro");
        peer.hears(Command.GETINFO);
        answers(Command.SENDINFO, "Win版Ver4.99r3(x64)");

        assertThat(asked.join().text()).contains("Win版Ver4.99r3(x64)");
        assertThat(asked.join().delivery().status()).isEqualTo(DeliveryStatus.RECEIVED);
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void asksForTheAbsenceTextAndReadsItInUtf8() {
        CompletableFuture<Answer> asked = ask(Question.ABSENCE_INFO, "10.1.0.9");
        peer.hears(Command.GETABSENCEINFO);
        answers(Command.SENDABSENCEINFO, "en congé 😀", MessageOption.UTF8OPT);

        assertThat(asked.join().text()).contains("en congé 😀");
    }

    @Test
    void repeatsTheQuestionUntilItIsAnswered() {
        CompletableFuture<Answer> asked = ask(Question.VERSION, "Taro");
        for (int i = 0; i < 3; i++) {
            peer.hears(Command.GETINFO);
        }
        answers(Command.SENDINFO, "slow but there");

        assertThat(asked.join().delivery().attempts()).isEqualTo(3);
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void givesUpWhenTimeIsUp() {
        CompletableFuture<Answer> asked = ask(Question.VERSION, "Taro");
        simulation.advance(Duration.ofMillis(15_010));

        assertThat(peer.socket().received()).hasSize(5);
        Delivery delivery = asked.join().delivery();
        assertThat(asked.join().text()).isEmpty();
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(delivery.cause()).contains(Cause.NO_ANSWER);
        assertThat(delivery.detail()).startsWith("no answer within 15 s to 5 questions; is Taro (taro@pc-of-taro");
    }

    @Test
    void whoAsksTheSameMeanwhileGetsTheSameAnswer() {
        CompletableFuture<Answer> one = ask(Question.VERSION, "Taro");
        CompletableFuture<Answer> other = ask(Question.VERSION, "10.1.0.9");
        CompletableFuture<Answer> another = ask(Question.ABSENCE_INFO, "Taro");
        peer.hears(Command.GETINFO);
        peer.hears(Command.GETABSENCEINFO);
        answers(Command.SENDINFO, "a client");

        assertThat(one.join().text()).contains("a client");
        assertThat(other.join().text()).contains("a client");
        assertThat(another).isNotDone();
    }

    @Test
    void whatNobodyAskedForIsIgnored() {
        CompletableFuture<Answer> asked = ask(Question.VERSION, "Taro");
        long ignored = bot.count(Event.IGNORED);
        LockstepPeer neighbour = nodes.peer("neighbour", "10.1.0.8", bot);

        neighbour.says(CommandWord.of(Command.SENDINFO), new Body.Information("not asked"));
        answers(Command.SENDABSENCEINFO, "not asked either");

        assertThat(asked).isNotDone();
        assertThat(bot.count(Event.IGNORED)).isEqualTo(ignored + 2);
    }

    @Test
    void whoWasAskedMayAnswerWhateverTheAccessListSays() throws IOException {
        bot = nodes.joined(nodes.node("strict", "10.1.0.2").deny("10.1.0.9"));
        peer = nodes.peer("taro", "10.1.0.9:2426", bot);
        CompletableFuture<Answer> asked = ask(Question.VERSION, "10.1.0.9:2426");
        peer.hears(Command.GETINFO);

        peer.says("and a message with it");
        answers(Command.SENDINFO, "denied, but asked");

        assertThat(asked.join().text()).contains("denied, but asked");
        assertThat(bot.count(Event.NOT_ALLOWED)).isEqualTo(1);
        answers(Command.SENDINFO, "once more");
        assertThat(bot.count(Event.NOT_ALLOWED)).isEqualTo(2);
    }

    @Test
    void whoIsNotKnownIsNotAsked() {
        CompletableFuture<Answer> asked = ask(Question.VERSION, "Nobody");
        simulation.advance(Duration.ofSeconds(6));

        assertThat(catchThrowable(asked::join)).hasCauseInstanceOf(RecipientException.class);
    }

    @Test
    void tooManyQuestionsFailAtOnce() {
        for (int i = 0; i < Queries.MAX_PENDING; i++) {
            CompletableFuture<Answer> unused = ask(Question.VERSION, "10.1.0.9:" + (3000 + i));
        }
        CompletableFuture<Answer> last = ask(Question.VERSION, "Taro");
        soon();

        assertThat(last.join().delivery().status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(last.join().delivery().cause()).contains(Cause.OVERLOAD);
    }

    @Test
    void nothingIsWaitedForWhenTheNodeStops() {
        CompletableFuture<Answer> asked = ask(Question.VERSION, "Taro");
        soon();

        bot.close();

        assertThat(asked.join().delivery().cause()).contains(Cause.SHUTDOWN);
    }

    @Test
    void whoAsksTheSameMeanwhileWaitsAsLongAsItsOwnPolicySays() {
        CompletableFuture<Answer> patient = ask(Question.VERSION, "Taro");
        CompletableFuture<Answer> hasty = ask(Question.VERSION, "Taro", Duration.ofMillis(1_500));
        simulation.advance(Duration.ofSeconds(2));

        assertThat(hasty.join().delivery().detail()).startsWith("no answer within 1 s 500 ms to 2 questions");
        assertThat(patient).isNotDone();
        peer.hears(Command.GETINFO);
        peer.hears(Command.GETINFO);
        answers(Command.SENDINFO, "a client");

        assertThat(patient.join().text()).contains("a client");
    }

    @Test
    void whoAsksTheSameLaterOutlivesWhoAskedFirst() {
        CompletableFuture<Answer> first = ask(Question.VERSION, "Taro", Duration.ofSeconds(3));
        simulation.advance(Duration.ofMillis(2_500));
        CompletableFuture<Answer> second = ask(Question.VERSION, "Taro", Duration.ofSeconds(10));
        simulation.advance(Duration.ofSeconds(1));
        assertThat(first.join().delivery().cause()).contains(Cause.NO_ANSWER);
        simulation.advance(Duration.ofSeconds(4));

        // a second apart, whoever of the two it was for
        assertThat(Duration.between(
                        peer.socket().received().get(0).at(),
                        peer.socket().received().get(6).at()))
                .isBetween(Duration.ofMillis(5_990), Duration.ofMillis(6_010));
        assertThat(peer.socket().received()).hasSize(7);
        answers(Command.SENDINFO, "slow but there");
        assertThat(second.join().text()).contains("slow but there");
        assertThat(second.join().delivery().attempts()).isEqualTo(5);
    }

    @Test
    void whoAsksWhenTheNodeStopsIsToldSo() {
        CompletableFuture<Void> closed = bot.node.close().toCompletableFuture();
        simulation.advance(Duration.ofMillis(50)); // between its two goodbyes
        CompletableFuture<Answer> byAddress = ask(Question.VERSION, "10.1.0.9");
        CompletableFuture<Answer> byName = ask(Question.VERSION, "Nobody");
        soon();

        assertThat(closed).isNotDone();
        assertThat(byAddress).isCompletedExceptionally();
        assertThat(byName).isCompletedExceptionally();
        assertThat(catchThrowable(byName::join))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The node is closed");
    }
}
