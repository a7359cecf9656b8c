/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.AUTORETOPT;
import static io.github.camelipmsg.protocol.MessageOption.BROADCASTOPT;
import static io.github.camelipmsg.protocol.MessageOption.NOADDLISTOPT;
import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.UTF8OPT;
import static io.github.camelipmsg.protocol.PresenceOption.ABSENCEOPT;
import static io.github.camelipmsg.protocol.PresenceOption.CAPUTF8OPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PresenceOption;
import io.github.camelipmsg.simulation.Transmission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Being away: how it is shown, and what is answered. */
class AbsenceTest extends NodeTest {
    private static final Duration DONE = Duration.ofSeconds(1);

    private NodeFixture bot;
    private LockstepPeer peer;

    @BeforeEach
    void opensANodeAndAPeerThatHasOnceConfirmed() throws IOException {
        bot = nodes.joined("bot", "10.1.0.1");
        bot.mailbox();
        peer = nodes.peer("taro", "10.1.0.9", bot);
        peer.presents("Taro");
        bot.begins(Draft.of("hello").to("Taro"));
        peer.confirms(peer.hears(Command.SENDMSG, SENDCHECKOPT));
        soon();
    }

    private void goesAway(String text) {
        simulation.await(bot.node.absent(text), DONE);
        peer.hears(Command.NOOPERATION, CAPUTF8OPT, ABSENCEOPT);
        peer.hears(Command.BR_ABSENCE, CAPUTF8OPT, ABSENCEOPT);
    }

    private static String nickname(Heard heard) {
        return ((Body.Presence) heard.packet().body()).nickname();
    }

    private static String information(Heard heard) {
        return ((Body.Information) heard.packet().body()).text();
    }

    @Test
    void isNotToldToASystemServiceWhateverItHasConfirmed() {
        LockstepPeer service = nodes.peer("dns", "10.1.0.10:53", bot);
        service.presents("DNS");
        bot.begins(Draft.of("hello").to("DNS"));
        service.confirms(service.hears(Command.SENDMSG, SENDCHECKOPT));
        goesAway("In a meeting");
        service.listensAfresh();

        service.says("hello");

        service.hearsNothingFor(Duration.ofSeconds(5));
    }

    @Test
    void isShownToEverybodyWithTheReasonBehindTheName() throws IOException {
        NodeFixture other = nodes.joined("other", "10.1.0.2");
        peer.listensAfresh();
        goesAway("In a meeting\nuntil three");

        assertThat(other.member("bot[In a meeting]").absent()).isTrue();
        assertThat(other.deliverOne(Draft.of("hello").to("bot")).status()).isEqualTo(DeliveryStatus.RECEIVED);
    }

    @Test
    void entriesAndAnswersSayItToo() {
        goesAway("In a meeting");
        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Taro", ""));

        Heard answer = peer.hears(Command.ANSENTRY, CAPUTF8OPT, ABSENCEOPT);
        assertThat(nickname(answer)).isEqualTo("bot[In a meeting]");
    }

    @Test
    void endsWithThePlainName() {
        goesAway("In a meeting");
        simulation.await(bot.node.present(), DONE);

        peer.hears(Command.NOOPERATION, CAPUTF8OPT);
        assertThat(nickname(peer.hears(Command.BR_ABSENCE, CAPUTF8OPT))).isEqualTo("bot");
        peer.hearsReceiptFor(peer.says("anybody there?", SENDCHECKOPT));
        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void whoAsksIsToldTheReason() {
        peer.says(CommandWord.of(Command.GETABSENCEINFO), Body.EMPTY);
        assertThat(information(peer.hears(Command.SENDABSENCEINFO))).isEqualTo("Not Absence mode");

        goesAway("会議中です\n三時まで");
        peer.says(CommandWord.of(Command.GETABSENCEINFO), Body.EMPTY);
        assertThat(information(peer.hears(Command.SENDABSENCEINFO))).isEqualTo("会議中です\n三時まで");
    }

    @Test
    void whoCannotReadTheReasonIsNotToldAnother() {
        goesAway("déjeuner");
        peer.says(CommandWord.of(Command.GETABSENCEINFO), Body.EMPTY);
        peer.hearsReceiptFor(peer.says("anybody there?", SENDCHECKOPT));

        peer.hearsNothingFor(Duration.ofMinutes(1));
        assertThat(bot.count(Event.ABSENCE_UNMAPPABLE)).isEqualTo(2);

        peer.presents("Taro", CAPUTF8OPT); // and now it can
        peer.says("still there?");
        peer.hears(Command.SENDMSG, AUTORETOPT, UTF8OPT);
    }

    @Test
    void theReasonIsToldWithReplacementsWhereTheUserWantsThat() throws IOException {
        NodeFixture lax = nodes.joined(nodes.node("lax", "10.1.0.3").unmappable(Unmappable.REPLACE));
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", lax);
        hanako.presents("Hanako");
        simulation.await(lax.node.absent("déjeuner"), DONE);
        hanako.hears(Command.NOOPERATION, CAPUTF8OPT, ABSENCEOPT);
        hanako.hears(Command.BR_ABSENCE, CAPUTF8OPT, ABSENCEOPT);

        hanako.says(CommandWord.of(Command.GETABSENCEINFO), Body.EMPTY);
        assertThat(information(hanako.hears(Command.SENDABSENCEINFO))).isEqualTo("d?jeuner");
    }

    @Test
    void theReasonIsInUtf8OnlyForThoseWhoReadItAndOnlyWhereTheCharsetWillNotDo() {
        goesAway("déjeuner");

        peer.presents("Taro", CAPUTF8OPT);
        peer.says(CommandWord.of(Command.GETABSENCEINFO), Body.EMPTY);
        Heard answer = peer.hears(Command.SENDABSENCEINFO, UTF8OPT);
        assertThat(new String(answer.arrival().bytes(), StandardCharsets.UTF_8)).contains("déjeuner");
    }

    @Test
    void whoeverWritesIsToldOnceInAWhile() {
        goesAway("In a meeting");
        peer.hearsReceiptFor(peer.says("one", SENDCHECKOPT));
        assertThat(peer.hears(Command.SENDMSG, AUTORETOPT).text()).isEqualTo("In a meeting");
        peer.hearsReceiptFor(peer.says("two", SENDCHECKOPT));
        peer.hearsNothingFor(Duration.ofMinutes(1));
        simulation.advance(Duration.ofMinutes(9));
        peer.listensAfresh();

        peer.hearsReceiptFor(peer.says("three", SENDCHECKOPT));
        peer.hears(Command.SENDMSG, AUTORETOPT);

        goesAway("Gone home"); // another reason is told anew
        peer.says("four");
        assertThat(peer.hears(Command.SENDMSG, AUTORETOPT).text()).isEqualTo("Gone home");
    }

    @Test
    void programsBroadcastsAndOneShotToolsAreNotTold() {
        goesAway("In a meeting");
        peer.says("by a program", AUTORETOPT);
        peer.says("to everybody", BROADCASTOPT);
        peer.says("by a script", NOADDLISTOPT);

        peer.hearsNothingFor(Duration.ofMinutes(1));
    }

    @Test
    void whatNobodyTookIsNotAnswered() throws IOException {
        NodeFixture deaf = nodes.joined("deaf", "10.1.0.3");
        simulation.await(deaf.node.absent("In a meeting"), DONE);
        LockstepPeer hanako = nodes.peer("hanako", "10.1.0.8", deaf);
        hanako.presents("Hanako");
        hanako.says("anybody there?", SENDCHECKOPT);

        soon();
        hanako.hearsNothingOf(Command.SENDMSG);
    }

    @Test
    void aStrangersReceiptComesBeforeTheReason() {
        LockstepPeer stranger = nodes.peer("stranger", "10.1.0.8", bot);
        simulation.await(bot.node.absent("In a meeting"), DONE);
        simulation.advance(DONE);
        stranger.listensAfresh();
        stranger.hearsReceiptFor(stranger.says("one", SENDCHECKOPT));
        stranger.hearsNothingFor(Duration.ofSeconds(1));

        stranger.presents("Stranger"); // one datagram more of its own
        stranger.hearsReceiptFor(stranger.says("two", SENDCHECKOPT));
        stranger.hears(Command.SENDMSG, AUTORETOPT);
    }

    @Test
    void twoWhoAreAwayDoNotTalkForEver() throws IOException {
        NodeFixture other = nodes.joined("other", "10.1.0.2");
        Mailbox mailbox = other.mailbox();
        simulation.await(bot.node.absent("bot is away"), DONE);
        simulation.await(other.node.absent("other is away"), DONE);
        bot.deliver(Draft.of("hello").to("10.1.0.2"));
        simulation.advance(Duration.ofHours(1));

        assertThat(mailbox.texts()).containsExactly("hello");
        assertThat(nodes.sentFrom(other))
                .extracting(Transmission::text)
                .filteredOn(text -> text.contains("is away\0"))
                .filteredOn(text -> text.contains(":8224:"))
                .hasSize(1);
    }

    @Test
    void aReasonThatIsTooLongForStrangersIsRefused() {
        Throwable thrown = catchThrowable(() -> simulation.await(bot.node.absent("x".repeat(700)), DONE));

        assertThat(thrown.getCause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no more than 700 may go to somebody we do not know");
        peer.hearsNothingFor(Duration.ofSeconds(1));
    }

    @Test
    void theNameStaysWithinWhatOthersRead() {
        goesAway("会議中です。三時には戻りますので、急ぎの方は内線の四二一番へどうぞ: [山田]");

        peer.says(CommandWord.of(Command.BR_ENTRY, CAPUTF8OPT), Body.Presence.of("Taro", ""));
        String shown = nickname(peer.hears(Command.ANSENTRY, CAPUTF8OPT, PresenceOption.UTF8OPT, ABSENCEOPT));
        assertThat(shown).startsWith("bot[会議中です。").endsWith("…]").doesNotContain(":");
        assertThat(shown.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(70, 79);
    }

    @Test
    void aBlankNoteIsNotShown() {
        goesAway(" ::: ");

        peer.says(CommandWord.of(Command.BR_ENTRY), Body.Presence.of("Taro", ""));
        assertThat(nickname(peer.hears(Command.ANSENTRY, CAPUTF8OPT, ABSENCEOPT)))
                .isEqualTo("bot");
    }

    @Test
    void whoIsBeyondBroadcastsAndDialUpIsToldOnce() throws IOException {
        LockstepPeer far = nodes.peer("hanako", "10.1.0.8:2426", bot);
        far.presents("Hanako", PresenceOption.DIALUPOPT);
        simulation.await(bot.node.absent("In a meeting"), DONE);

        far.hears(Command.NOOPERATION, CAPUTF8OPT, ABSENCEOPT);
        far.hears(Command.BR_ABSENCE, CAPUTF8OPT, ABSENCEOPT);
        far.hearsNothingFor(Duration.ofSeconds(2));
    }
}
