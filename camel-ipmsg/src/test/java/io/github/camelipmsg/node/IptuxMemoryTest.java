/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.node.IptuxModel.is;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.simulation.LinkQuality;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** iptux confirms what it drops because its number is not above the last one: such a receipt is never believed. */
class IptuxMemoryTest extends NodeTest {
    private IptuxModel iptux;

    /** A node that has joined, been answered by iptux, and has so many numbers left before they begin anew. */
    private NodeFixture botWithNumbersLeft(int numbers) throws IOException {
        iptux = new IptuxModel(nodes, "wang", "10.1.0.9");
        return nodes.joined(nodes.node("bot", "10.1.0.1").usedUpTo(PacketNumbers.LAST - numbers));
    }

    private static long number(Delivery delivery) {
        return delivery.packetNumbers().get(0);
    }

    private static long number(Transmission message) {
        return Long.parseLong(IptuxModel.decode(message).number().digits());
    }

    @Test
    void showsWhatItConfirmsWhenNumbersBeginAnew() throws IOException {
        NodeFixture bot = botWithNumbersLeft(20);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            numbers.add(number(iptux.shows(bot, "message " + i)));
        }

        assertThat(numbers).contains(PacketNumbers.LAST);
        assertThat(numbers.get(29)).isBetween(PacketNumbers.FIRST, PacketNumbers.FIRST + 50);
        assertThat(iptux.dropped()).isEmpty();
        assertThat(iptux.shown()).doesNotHaveDuplicates();
    }

    @Test
    void aBurstAcrossTheLastNumberArrivesWholeAndInOrder() throws IOException {
        NodeFixture bot = botWithNumbersLeft(40);
        NodeFixture other = nodes.joined("other", "10.1.0.2");
        Mailbox mailbox = other.mailbox();
        List<CompletableFuture<DeliveryResult>> sent = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            texts.add("message " + i);
            sent.add(bot.send(Draft.of("message " + i).to("wang", "other")));
        }
        sent.forEach(each -> assertThat(bot.await(each).status()).isEqualTo(DeliveryStatus.RECEIVED));

        assertThat(sent.get(0).join().packetNumber()).isGreaterThan(2_147_483_600);
        assertThat(sent.get(99).join().packetNumber()).isLessThan(1_000_000_200);
        assertThat(iptux.shown()).containsExactlyElementsOf(texts);
        assertThat(mailbox.texts()).containsExactlyElementsOf(texts);
    }

    @Test
    void showsWhatItConfirmsThoughTheFirstEntriesThatShouldLetItForgetAreLost() throws IOException {
        NodeFixture bot = botWithNumbersLeft(20);
        losesTheNext(3, each -> is(Command.BR_ENTRY, each));
        for (int i = 0; i < 20; i++) {
            iptux.shows(bot, "message " + i);
        }

        assertThat(iptux.dropped()).isEmpty();
    }

    @Test
    void showsWhatItConfirmsThoughItsAnswersAreLost() throws IOException {
        NodeFixture bot = botWithNumbersLeft(20);
        losesTheNext(3, each -> is(Command.ANSENTRY, each));
        for (int i = 0; i < 20; i++) {
            iptux.shows(bot, "message " + i);
        }

        assertThat(iptux.dropped()).isEmpty();
    }

    private void losesTheNext(int howMany, Predicate<Transmission> condition) {
        int[] lost = {0};
        network.loseIf(each -> condition.test(each) && lost[0]++ < howMany);
    }

    /** The network doubles a high number, and brings the second copy right after iptux has forgotten the first. */
    @Test
    void anAnswerCountsOnlyWhenNoCopyOfAHigherNumberCanBeOnItsWay() throws IOException {
        NodeFixture bot = botWithNumbersLeft(20);
        List<Transmission> high = new ArrayList<>();
        network.onTransmission(each -> {
            if (is(Command.SENDMSG, each) && number(each) > 2_000_000_000) {
                high.add(each);
            } else if (is(Command.ANSENTRY, each) && each.from().equals(iptux.address())) {
                Transmission last = high.get(high.size() - 1);
                if (Duration.between(last.at(), each.at()).toMillis() < 1_500) {
                    simulation.later(Duration.ofNanos(50_000), () -> iptux.arrived(last));
                }
            }
        });
        for (int i = 0; i < 20; i++) {
            iptux.shows(bot, "message " + i);
        }
    }

    @Test
    void getsNothingThatItMayDropBeforeItAnswersAndTheSenderIsToldWhy() throws IOException {
        NodeFixture bot = botWithNumbersLeft(20);
        bot.deliverOne(Draft.of("before").to("10.1.0.9"));
        network.loseIf(each -> is(Command.BR_ENTRY, each));
        Delivery last = bot.deliverOne(Draft.of("still above").to("10.1.0.9"));
        for (int i = 0; i < 30 && last.status() == DeliveryStatus.RECEIVED; i++) {
            last = bot.deliverOne(Draft.of("next").to("10.1.0.9"));
        }

        assertThat(last.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(last.cause()).contains(Cause.NO_ANSWER);
        assertThat(last.attempts()).isZero();
        assertThat(last.detail())
                .startsWith("not sent within 15 s: wang (wang@pc-of-wang, 10.1.0.9:2425) did not answer our entry");
        assertThat(iptux.dropped()).isEmpty();
    }

    @Test
    void theFirstMessageToOneThatHasNeverAnsweredWaitsForThat() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        IptuxModel late = new IptuxModel(nodes, "li", "10.1.0.8");
        late.joins();
        simulation.advance(Duration.ofSeconds(3));
        long entries = late.received(Command.BR_ENTRY);
        Delivery delivery = bot.deliverOne(Draft.of("welcome").to("li"));

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(delivery.elapsed()).isLessThan(Duration.ofMillis(100));
        assertThat(late.received(Command.BR_ENTRY) - entries).isEqualTo(1);
        bot.deliverOne(Draft.of("again").to("li"));
        assertThat(late.received(Command.BR_ENTRY) - entries).isEqualTo(1);
    }

    @Test
    void whoWasBusyAndLostItsDirectoryIsShownAllTheSame() throws IOException {
        NodeSetup setup = nodes.node("bot", "10.1.0.1");
        iptux = new IptuxModel(nodes, "wang", "10.1.0.9");
        NodeFixture busy = nodes.joined(setup.usedUpTo(2_000_000_000));
        long high = number(iptux.shows(busy, "before"));
        busy.close();
        setup.lostDirectory();
        Duration end = simulation.clock().elapsed().plusSeconds(2);
        network.loseIf(each -> each.from().equals(busy.address())
                && simulation.clock().elapsed().compareTo(end) < 0); // what a node says when it joins
        NodeFixture bot = setup.open();
        soon();
        iptux.entersAgain();

        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("after").to("wang"));
        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);

        assertThat(bot.await(sent).packetNumber()).isLessThan(high);
        assertThat(iptux.shown()).containsExactly("before", "after");
        assertThat(iptux.dropped()).isEmpty();
    }

    /** Its last copies may have come after the next message, and then it was confirmed without being shown. */
    @Test
    void aLateReceiptForWhatWasOvertakenIsNotBelieved() throws IOException {
        NodeFixture bot = botWithNumbersLeft(10_000);
        String later = "overtaken";
        List<Transmission> kept = new ArrayList<>();
        network.loseIf(each -> is(Command.SENDMSG, each) && each.text().contains(later) && kept.add(each));
        DeliveryResult overtaken = bot.deliver(Draft.of(later).to("10.1.0.9"));
        assertThat(overtaken.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        iptux.shows(bot, "the next");
        network.loseIf(each -> false);

        iptux.arrived(kept.get(0)); // a copy that took all that time
        soon();

        assertThat(iptux.dropped()).containsExactly(later);
        assertThat(bot.confirmation(overtaken.packetNumber()).status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
    }

    @Test
    void aLateReceiptForWhatWasSentLastIsBelieved() throws IOException {
        NodeFixture bot = botWithNumbersLeft(10_000);
        network.loseIf(each -> is(Command.RECVMSG, each));
        DeliveryResult late = bot.deliver(Draft.of("late").to("10.1.0.9"));
        network.loseIf(each -> false);
        iptux.repeatsItsLastAnswer();
        soon();

        assertThat(late.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(bot.confirmation(late.packetNumber()).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void anAutomaticAnswerDoesNotOvertakeWhatIsNotConfirmed() throws IOException {
        NodeFixture bot = botWithNumbersLeft(10_000);
        bot.mailbox();
        simulation.await(bot.node.absent("at lunch"), Duration.ofSeconds(1));
        simulation.advance(Duration.ofSeconds(1));
        losesTheNext(2, each -> is(Command.SENDMSG, each) && each.from().equals(bot.address()));
        CompletableFuture<DeliveryResult> sent = bot.send(Draft.of("report").to("wang"));
        soon();
        iptux.says("are you there?", bot.address());
        simulation.advance(Duration.ofMillis(500));
        assertThat(iptux.shown()).isEmpty();

        assertThat(bot.await(sent).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(iptux.shown()).containsExactly("report");
        iptux.says("hello?", bot.address());
        soon();
        assertThat(iptux.shown()).containsExactly("report", "at lunch");
        assertThat(iptux.dropped()).isEmpty();
    }

    @Test
    void whatGoesToEverybodyWaitsForWhatIsNotConfirmedAndHoldsUpWhatComesAfter() throws IOException {
        NodeFixture bot = botWithNumbersLeft(10_000);
        LockstepPeer other = nodes.peer("other", "10.1.0.8", bot);
        losesTheNext(2, each -> is(Command.SENDMSG, each));
        CompletableFuture<DeliveryResult> first = bot.send(Draft.of("first").to("wang"));
        CompletableFuture<DeliveryResult> second = bot.send(Draft.of("second").to("broadcast:"));
        CompletableFuture<DeliveryResult> third = bot.send(Draft.of("third").to("wang"));
        CompletableFuture<DeliveryResult> elsewhere =
                bot.send(Draft.of("elsewhere").to("10.1.0.8"));
        other.confirms(other.hears(Duration.ofMillis(1100))); // two were lost, whoever they were for
        assertThat(bot.await(elsewhere).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(second).isNotDone();

        assertThat(bot.await(first).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(bot.await(second).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(bot.await(third).status()).isEqualTo(DeliveryStatus.RECEIVED);
        assertThat(iptux.shown()).containsExactly("first", "second", "third");
        assertThat(iptux.dropped()).isEmpty();
    }

    @Test
    void whatGoesToEverybodySaysSoIfItsTurnDoesNotCome() throws IOException {
        NodeFixture bot = botWithNumbersLeft(10_000);
        network.loseIf(each -> each.from().equals(iptux.address()));
        bot.begins(Draft.of("first").to("wang"));
        Delivery second = bot.deliverOne(Draft.of("second").to("broadcast:").confirmedWithin(Duration.ofSeconds(3)));

        assertThat(second.status()).isEqualTo(DeliveryStatus.UNCONFIRMED);
        assertThat(second.cause()).contains(Cause.NO_TURN);
        assertThat(second.detail())
                .isEqualTo("not sent within 3 s: earlier messages to iptux members still waited for their receipts");
        assertThat(iptux.shown()).containsExactly("first");
    }

    @Test
    void toldSinglyAndByABroadcastOfTheSameNumberIsToldBoth() throws IOException {
        NodeFixture bot = botWithNumbersLeft(10_000);
        DeliveryResult result = bot.deliver(Draft.of("fire drill").to("broadcast:", "wang"));

        assertThat(result.deliveries())
                .extracting(Delivery::status)
                .containsExactly(DeliveryStatus.SENT, DeliveryStatus.RECEIVED);
        assertThat(iptux.dropped()).isEmpty();
    }

    @Test
    void anIptuxThatIsGoneIsAskedOftenAtFirstAndThenSlowly() throws IOException {
        NodeFixture bot = nodes.joined("bot", "10.1.0.1");
        LockstepPeer gone = nodes.peer("li", "10.1.0.8", bot).speaking("1_iptux 0.8.3");
        gone.says(CommandWord.of(Command.BR_ENTRY), new Body.Presence("li", "", null, "utf-8", null));
        simulation.advance(Duration.ofSeconds(2));
        gone.listensAfresh();
        bot.begins(Draft.of("x").to("li").confirmedWithin(Duration.ofMinutes(1)));
        simulation.advance(Duration.ofMinutes(2));

        long entries = gone.socket().received().stream()
                .filter(each -> is(Command.BR_ENTRY, each) && each.to().equals(gone.address()))
                .count();
        assertThat(entries).isBetween(9L, 11L);
    }

    /** Three iptux, all that a node may say to them, a bad network, and numbers that begin anew in the middle. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatItIsToldToHaveReceivedItHasShown(long seed) throws IOException {
        SimulatedNodes bad = new SimulatedNodes(seed, stateDirectory.resolve("" + seed));
        RandomGenerator random = bad.simulation.random();
        Map<String, IptuxModel> iptuxes = new LinkedHashMap<>();
        for (String user : List.of("wang", "li", "zhang")) {
            iptuxes.put(user, new IptuxModel(bad, user, "10.1.0." + (10 + iptuxes.size())));
        }
        NodeFixture bot = bad.joined(
                bad.node("bot", "10.1.0.1").usedUpTo(PacketNumbers.LAST - 300).absenceInterval(Duration.ofSeconds(20)));
        bot.mailbox();
        bot.node.absent("at lunch");
        bad.network.quality(LinkQuality.POOR.delaying(Duration.ofMillis(1), Duration.ofMillis(600)));
        Map<String, CompletableFuture<DeliveryResult>> sent = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            String text = "message " + i + ".";
            Draft draft = Draft.of(text).confirmedWithin(Duration.ofMillis(4_000 + random.nextInt(11_000)));
            switch (random.nextInt(12)) {
                case 0 -> draft.to("broadcast:");
                case 1 -> draft.to("*");
                case 2 -> draft.to("li").unconfirmed();
                case 3 -> draft.to("broadcast:", "wang");
                default -> draft.to(List.of("wang", "li", "zhang").get(random.nextInt(3)));
            }
            sent.put(text, bot.send(draft));
            if (random.nextInt(3) == 0) {
                List.copyOf(iptuxes.values()).get(random.nextInt(3)).says("hello " + i, bot.address());
            }
            bad.simulation.advance(Duration.ofMillis(random.nextInt(1_500)));
        }
        bad.simulation.advance(Duration.ofMinutes(2));

        int received = 0;
        long above = 0;
        for (var each : sent.entrySet()) {
            if (each.getValue().isCompletedExceptionally()) {
                continue; // nobody of that name was known yet
            }
            long number = each.getValue().join().packetNumber();
            above += number < 2_000_000_000 ? 1 : 0;
            for (Delivery delivery : bot.confirmation(number).deliveries()) {
                if (delivery.status() == DeliveryStatus.RECEIVED) {
                    received++;
                    assertThat(iptuxes.get(delivery.member().orElseThrow().user())
                                    .shown())
                            .as("what %s was told of %s", delivery, each.getKey())
                            .contains(each.getKey());
                }
            }
        }
        assertThat(received).isGreaterThan(80);
        assertThat(above).isBetween(20L, 230L);
        bad.closeAll();
    }
}
