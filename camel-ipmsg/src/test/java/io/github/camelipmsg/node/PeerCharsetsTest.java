/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.node;

import static io.github.camelipmsg.protocol.MessageOption.SENDCHECKOPT;
import static io.github.camelipmsg.protocol.MessageOption.UTF8OPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.node.Delivery.Cause;
import io.github.camelipmsg.node.NodeCounters.Event;
import io.github.camelipmsg.protocol.Body;
import io.github.camelipmsg.protocol.Command;
import io.github.camelipmsg.protocol.CommandWord;
import io.github.camelipmsg.protocol.PresenceOption;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In which charset each kind of peer is read and written to. */
class PeerCharsetsTest extends NodeTest {
    private static final Charset GBK = Charset.forName("GBK");
    private static final Charset KOREAN = Charset.forName("x-windows-949");
    private static final String FEIQ = "1_lbt4_41#128#24F5AAD7C96A#0#0#0#311c#9";

    private Mailbox mailbox;

    private NodeFixture bot(String... rules) throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("bot", "10.1.0.1").peerCharsets(rules));
        mailbox = bot.mailbox();
        return bot;
    }

    private static byte[] packet(String version, int word, String text, Charset charset) {
        return (version + ":77:wang:pc-of-wang:" + word + ":" + text).getBytes(charset);
    }

    private static byte[] lastBytes(LockstepPeer peer) {
        return peer.socket().received().get(peer.socket().received().size() - 1).bytes();
    }

    private static String textIn(byte[] datagram, Charset charset) {
        return new String(datagram, charset).split(":", 6)[5].split("\0", 2)[0];
    }

    @Test
    void feiqIsReadAndWrittenToInGbk() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer feiq = nodes.peer("wang", "10.1.0.9", bot);
        feiq.sends(packet(FEIQ, 0x00600001, "王小明\0销售部\0", GBK));
        simulation.advance(SimulatedNodes.JOINING);
        feiq.sends(packet(FEIQ, 32, "你好，世界", GBK));
        soon();

        assertThat(bot.member("王小明").group()).isEqualTo("销售部");
        assertThat(mailbox.texts()).containsExactly("你好，世界");
        bot.begins(Draft.of("中文：测试").to("王小明").unconfirmed());
        soon();
        assertThat(textIn(lastBytes(feiq), GBK)).isEqualTo("中文：测试");
    }

    @Test
    void whatFeiqCannotShowIsRejected() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer feiq = nodes.peer("wang", "10.1.0.9", bot);
        feiq.sends(packet(FEIQ, 0x00600003, "wang\0", GBK));
        soon();

        Delivery delivery = bot.deliverOne(Draft.of("한국어").to("wang"));

        assertThat(delivery.cause()).contains(Cause.UNMAPPABLE);
        assertThat(delivery.detail()).contains("reads GBK, which has no 한 (U+D55C)");
    }

    @Test
    void iptuxIsUtf8WithoutSayingSo() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer iptux = nodes.peer("wang", "10.1.0.9", bot);
        iptux.sends(packet("1_iptux 0.8.3", 0x103, "张三\0组\0icon\0utf-8\0", StandardCharsets.UTF_8));
        iptux.sends(packet("1_iptux 0.8.3", 32, "中文 かな 한국어 😀", StandardCharsets.UTF_8));
        soon();

        assertThat(mailbox.texts()).containsExactly("中文 かな 한국어 😀");
        bot.begins(Draft.of("中文 かな 한국어 😀").to("张三").unconfirmed());
        assertThat(iptux.hears(Command.SENDMSG, UTF8OPT).packet().body()).isNotNull();
        assertThat(textIn(lastBytes(iptux), StandardCharsets.UTF_8)).isEqualTo("中文 かな 한국어 😀");
    }

    @Test
    void othersDoNotPassForUtf8ByAccident() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer old = nodes.peer("old", "10.1.0.9", bot);
        byte[] ambiguous = "ﾃ｡".getBytes(Charset.forName("windows-31j")); // C3 A1, which is also á in UTF-8
        assertThat(new String(ambiguous, StandardCharsets.UTF_8)).isEqualTo("á");
        byte[] head = "1:77:old:pc:32:".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = Arrays.copyOf(head, head.length + ambiguous.length);
        System.arraycopy(ambiguous, 0, bytes, head.length, ambiguous.length);
        old.sends(bytes);
        soon();

        assertThat(mailbox.texts()).containsExactly("ﾃ｡");
    }

    /** As a Chinese Windows does, whose names give its code page away. */
    private void enterInGbk(LockstepPeer official) {
        byte[] legacy = packet("1", 0x01000001, "王小明\0\0", GBK);
        byte[] tail = "\nUN:wang\nHN:pc-of-wang\nNN:王小明\nGN:\nVS:00010002:4:99:103".getBytes(StandardCharsets.UTF_8);
        byte[] entry = Arrays.copyOf(legacy, legacy.length + tail.length);
        System.arraycopy(tail, 0, entry, legacy.length, tail.length);
        official.sends(entry);
        simulation.advance(SimulatedNodes.JOINING);
    }

    @Test
    void aWindowsGivesItsCodePageAwayByItsEntry() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer official = nodes.peer("wang", "10.1.0.9", bot);
        enterInGbk(official);

        official.sends(packet("1", 0x2020, "我不在", GBK)); // an automatic answer, which it never writes in UTF-8
        soon();

        assertThat(mailbox.texts()).containsExactly("我不在");
        assertThat(mailbox.last().automatic()).isTrue();
        bot.begins(Draft.of("也是 UTF-8 😀").to("王小明").unconfirmed());
        soon();
        assertThat(textIn(lastBytes(official), StandardCharsets.UTF_8)).isEqualTo("也是 UTF-8 😀");
    }

    @Test
    void aMessageIsTheSameThoughItsCharsetIsKnownOnlyWhenItIsRepeated() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer official = nodes.peer("wang", "10.1.0.9", bot);
        byte[] message = packet("1", 0x120, "我不在", GBK);
        official.sends(message);
        soon();
        enterInGbk(official);

        official.sends(Arrays.copyOf(message, message.length + 64)); // its receipt was lost
        soon();

        assertThat(mailbox.texts()).hasSize(1);
    }

    @Test
    void whatItsFirstReadingLostIsLostForItsRepetitionToo() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer official = nodes.peer("wang", "10.1.0.9", bot);
        byte[] message = packet("1", 0x120, new String(new byte[] {(byte) 0xe1, (byte) 0xfe}, GBK), GBK);
        official.sends(message);
        soon();
        assertThat(mailbox.texts().get(0)).contains("\ufffd");
        assertThat(bot.count(Event.TEXT_MALFORMED)).isEqualTo(1);
        enterInGbk(official);

        official.sends(Arrays.copyOf(message, message.length + 64));
        soon();

        assertThat(mailbox.texts()).hasSize(1);
        assertThat(bot.count(Event.TEXT_MALFORMED)).isEqualTo(2);
    }

    @Test
    void aRuleDecidesByAddress() throws IOException {
        NodeFixture bot = bot("10.1.0.8=GB18030", "10.1.0.0/24=x-windows-949");
        LockstepPeer korean = nodes.peer("wang", "10.1.0.9", bot);
        korean.sends(packet("1", 32, "안녕하세요", KOREAN));
        soon();
        bot.begins(Draft.of("반갑습니다").to("10.1.0.9").unconfirmed());
        soon();

        assertThat(mailbox.texts()).containsExactly("안녕하세요");
        assertThat(textIn(lastBytes(korean), KOREAN)).isEqualTo("반갑습니다");
    }

    @Test
    void aRuleDecidesByKindOfClient() throws IOException {
        NodeFixture bot = bot("iptux=GBK", "feiq=windows-31j");
        LockstepPeer iptux = nodes.peer("wang", "10.1.0.9", bot);
        iptux.sends(packet("1_iptux 0.8.3", 0x103, "wang\0\0\0", GBK));
        soon();
        bot.begins(Draft.of("中文").to("wang").unconfirmed());
        iptux.hears(Command.SENDMSG);
        assertThat(textIn(lastBytes(iptux), GBK)).isEqualTo("中文");

        LockstepPeer feiq = nodes.peer("feiq", "10.1.0.8", bot);
        feiq.speaking(FEIQ).says("日本語");
        soon();
        assertThat(mailbox.texts()).containsExactly("日本語");
    }

    @Test
    void whoHasAnnouncedUtf8GetsItWhateverTheRules() throws IOException {
        NodeFixture bot = bot("10.1.0.0/24=GBK");
        LockstepPeer modern = nodes.peer("wang", "10.1.0.9", bot);
        modern.presents("wang", PresenceOption.CAPUTF8OPT);

        bot.begins(Draft.of("한국어").to("wang").unconfirmed());
        soon();

        assertThat(textIn(lastBytes(modern), StandardCharsets.UTF_8)).isEqualTo("한국어");
    }

    @Test
    void ourNamesGoInThePeersCharset() throws IOException {
        NodeFixture bot = nodes.joined(nodes.node("机器人", "10.1.0.1").identity("bot", "host"));
        LockstepPeer feiq = nodes.peer("wang", "10.1.0.9", bot);
        feiq.sends(packet(FEIQ, 0x00600001, "王小明\0\0", GBK));
        simulation.advance(SimulatedNodes.JOINING);

        assertThat(textIn(lastBytes(feiq), GBK)).isEqualTo("机器人");
    }

    @Test
    void aReceiptIsReadFromWhomeverItComes() throws IOException {
        NodeFixture bot = bot();
        LockstepPeer feiq = nodes.peer("wang", "10.1.0.9", bot);
        var sent = bot.send(Draft.of("hello").to("10.1.0.9"));
        feiq.speaking(FEIQ)
                .says(
                        CommandWord.of(Command.RECVMSG),
                        new Body.Reference(feiq.hears(Command.SENDMSG, SENDCHECKOPT)
                                .packet()
                                .number()));

        assertThat(bot.await(sent).delivered()).isTrue();
    }

    /** A peer names its charset itself: with a colon in other characters, names of ours would tear packets apart. */
    @Test
    void noCharsetThatIsTakenHasASeparatorWithinAnotherCharacter() {
        StringBuilder beyondAscii = new StringBuilder();
        IntStream.rangeClosed(0x80, 0xffff)
                .filter(c -> !Character.isSurrogate((char) c))
                .forEach(c -> beyondAscii.append((char) c));
        List<Charset> taken = Charset.availableCharsets().values().stream()
                .filter(charset -> Charsets.known(charset.name()).isPresent())
                .toList();

        assertThat(taken).hasSizeGreaterThan(40).allSatisfy(charset -> {
            byte[] bytes = beyondAscii.toString().getBytes(charset);
            for (byte separator : new byte[] {0, 7, '\n', ':'}) {
                assertThat(bytes).doesNotContain(separator);
            }
        });
    }
}
