/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.LockstepPeer.Heard;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PresenceOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of members and of outcomes. */
class NodeListenerTest extends NodeAndPeerTest {
    private final News news = new News();

    private static final class News implements NodeListener {
        final List<String> heard = new ArrayList<>();
        boolean hasRoom = true;
        boolean fails;

        @Override
        public boolean memberChanged(MemberEvent event, Member member) {
            return hear(event + " " + member.nickname());
        }

        @Override
        public boolean delivered(long packetNumber, Delivery delivery) {
            return hear(packetNumber + " " + delivery.status());
        }

        private boolean hear(String what) {
            if (fails) {
                throw new IllegalStateException("as the test wants");
            }
            if (hasRoom) {
                heard.add(what);
            }
            return hasRoom;
        }
    }

    @BeforeEach
    void listens() {
        bot.node.subscribe(news);
        soon();
    }

    @Test
    void tellsWhoJoinsChangesAndLeaves() {
        peer.presents("Taro");
        peer.presents("Taro"); // nothing new
        peer.says(CommandWord.of(Command.BR_ABSENCE, PresenceOption.ABSENCEOPT), Body.Presence.of("Taro[lunch]", ""));
        peer.says(CommandWord.of(Command.BR_EXIT), Body.Presence.of("", ""));
        soon();

        assertThat(news.heard).containsExactly("JOINED Taro", "CHANGED Taro[lunch]", "LEFT Taro[lunch]");
    }

    @Test
    void tellsThatAMemberHasAnotherAddressWhateverShowsThat() {
        LockstepPeer radio = nodes.peer("taro", "10.1.0.8", bot);
        radio.presents("Taro");
        simulation.advance(Duration.ofSeconds(10));
        peer.presents("Taro"); // by cable now
        simulation.advance(Duration.ofSeconds(10));
        assertThat(news.heard).containsExactly("JOINED Taro", "CHANGED Taro");

        radio.says("hello");
        soon();

        assertThat(bot.member("Taro").address()).isEqualTo(radio.address());
        assertThat(news.heard).containsExactly("JOINED Taro", "CHANGED Taro", "CHANGED Taro");
    }

    @Test
    void tellsOfTheSilentAndOfThoseWhoGaveWay() {
        peer.presents("Taro");
        peer.as("hanako", "pc-of-hanako").presents("Hanako"); // at the same address
        simulation.advance(Duration.ofMinutes(20));

        assertThat(news.heard).containsExactly("JOINED Taro", "LEFT Taro", "JOINED Hanako", "LEFT Hanako");
    }

    @Test
    void tellsNewcomersWhoIsHereAlready() {
        peer.presents("Taro");
        nodes.peer("hanako", "10.1.0.8", bot).presents("Hanako");
        News late = new News();

        bot.node.subscribe(late);
        soon();

        assertThat(late.heard).containsExactly("JOINED Taro", "JOINED Hanako");
    }

    @Test
    void tellsOutcomesAndLaterOnes() {
        bot.begins(Draft.of("hello").to("10.1.0.9", "10.1.0.8").notAwaited());
        Heard message = peer.hears(Duration.ofSeconds(1));
        String number = message.packet().number().digits();
        peer.confirms(message);
        peer.repeats();
        simulation.advance(Duration.ofSeconds(16));
        assertThat(news.heard).containsExactly(number + " RECEIVED", number + " UNCONFIRMED");

        LockstepPeer late = nodes.peer("hanako", "10.1.0.8", bot);
        late.confirms(message);
        soon();

        assertThat(news.heard).hasSize(3).last().isEqualTo(number + " RECEIVED");
    }

    @Test
    void countsWhatFindsNoRoomAndLetsNobodyElseSufferFromIt() {
        News full = new News();
        full.hasRoom = false;
        News broken = new News();
        broken.fails = true;
        News last = new News();
        List.of(full, broken, last).forEach(bot.node::subscribe);
        soon();

        peer.presents("Taro");
        soon();

        assertThat(last.heard).containsExactly("JOINED Taro");
        assertThat(bot.count(Event.EVENT_LOST)).isEqualTo(2);
    }

    @Test
    void tellsNothingMoreToThoseWhoDoNotListenAnyMore() {
        bot.node.unsubscribe(news);
        soon();

        peer.presents("Taro");

        assertThat(news.heard).isEmpty();
    }

    @Test
    void tellsWhatIsStillUnderWayWhenTheNodeStops() {
        bot.begins(Draft.of("hello").to("10.1.0.9"));
        peer.hears(Command.SENDMSG, SENDCHECKOPT);

        bot.close();

        assertThat(news.heard).hasSize(1).first().asString().endsWith("UNCONFIRMED");
    }
}
