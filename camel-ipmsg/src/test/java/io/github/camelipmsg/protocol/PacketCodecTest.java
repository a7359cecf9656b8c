/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.camelipmsg.protocol.MalformedPacketException.Reason;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCodecTest {
    private static final Identity SENDER = new Identity("u", "h");

    private final PacketCodec codec = new PacketCodec(2425);

    @Test
    void takesUtf8FromUnannouncedBytesOfIptuxOnly() {
        assertThat(decode("1_iptux 0.8.3:1:u:h:32:日本語", UTF_8).body()).isEqualTo(Body.Text.of("日本語"));
        assertThat(decode("1:1:u:h:32:日本語", UTF_8).body()).isNotEqualTo(Body.Text.of("日本語"));
        assertThat(decode("1_iptux 0.8.3:1:u:h:32:日本語", Fixture.CP932).body()).isEqualTo(Body.Text.of("日本語"));
    }

    @Test
    void triesTheLegacyCharsetWhereUtf8IsAnnouncedInVain() {
        assertThat(decode("1:1:u:h:8388640:表示", Fixture.CP932).body()).isEqualTo(Body.Text.of("表示"));
    }

    @Test
    void replacesWhatNoCharsetCanRead() {
        byte[] bytes = "1:1:u:h:8388640:a\u00ff\u00ff\u0080b".getBytes(ISO_8859_1);

        assertThat(codec.decode(bytes, UTF_8).body()).isEqualTo(Body.Text.of("a\ufffd\ufffd\ufffdb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\nXX:1", "utf 8", "文字"})
    void ignoresWhatCannotBeTheNameOfACharset(String name) {
        Packet packet = decode("1_iptux 0.8.3:1:u:h:1:nick\0group\0icon\0" + name + "\0", UTF_8);

        assertThat(((Body.Presence) packet.body()).charsetName()).isNull();
    }

    @Test
    void cutsNamesThatWouldFillTheMemory() {
        Packet packet = decode("1:1:" + "u".repeat(30_000) + ":h:1:" + "表".repeat(10_000), Fixture.CP932);

        assertThat(packet.sender().user()).hasSize(255);
        assertThat(((Body.Presence) packet.body()).nickname()).hasSize(255);
    }

    @Test
    void writesNamesThatCannotBreakAPacket() {
        Identity odd = new Identity("a:b\0\n\u0007", "\r\u0085");
        Packet packet = Packet.of(PacketNumber.of(1), odd, CommandWord.of(Command.GETINFO), Body.EMPTY);

        assertThat(encoded(packet)).isEqualTo("1:1:a;b:-:64:\0");
    }

    @Test
    void cutsNamesAt79BytesBetweenCharacters() {
        Identity longNames = new Identity("x" + "表".repeat(60), "😀".repeat(60));
        CommandWord word = CommandWord.of(Command.ANSENTRY, PresenceOption.UTF8OPT);
        Packet packet = Packet.of(PacketNumber.of(1), longNames, word, Body.Presence.of("n", "g"));

        assertThat(codec.decode(codec.encode(packet, Fixture.CP932), Fixture.CP932)
                        .sender())
                .isEqualTo(new Identity("x" + "表".repeat(26), "😀".repeat(19)));
    }

    @Test
    void keepsAFingerprintOfTheLongestLoginWhole() {
        Identity identity = new Identity("l".repeat(60) + "-<6c534da894dfe9c3>", "h");
        Packet packet = Packet.of(PacketNumber.of(1), identity, CommandWord.of(Command.GETINFO), Body.EMPTY);

        assertThat(codec.decode(codec.encode(packet, UTF_8), UTF_8).sender()).isEqualTo(identity);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x01, 0x02, 0x04})
    void neverWritesABroadcastInUtf8AsAWhole(int code) {
        CommandWord word = new CommandWord(0x01800000 | code);
        Packet packet = Packet.of(PacketNumber.of(1), SENDER, word, Body.Presence.of("花子", "한국"));
        byte[] bytes = codec.encode(packet, Fixture.CP932);

        assertThat(new String(bytes, Fixture.CP932)).startsWith("1:1:u:h:" + (0x01000000 | code) + ":花子\0??\0\nUN:u");
        assertThat(new String(bytes, UTF_8)).endsWith("\nUN:u\nHN:h\nNN:花子\nGN:한국");
    }

    @Test
    void writesNoTailThatNobodyReads() {
        CommandWord word = CommandWord.of(Command.BR_ENTRY);

        assertThat(encoded(Packet.of(PacketNumber.of(1), SENDER, word, Body.Presence.of("n", "g"))))
                .isEqualTo("1:1:u:h:1:n\0g\0");
        assertThat(encoded(Packet.of(PacketNumber.of(1), SENDER, word, Body.Presence.of("n", ""))))
                .isEqualTo("1:1:u:h:1:n\0\0");
    }

    @Test
    void ignoresEmptyNamesAndBrokenDictionariesInATail() {
        Packet packet = decode("1:1:u:h:16777217:n\0g\0\nUN:\nHN:\nNN:m\nGN:\nIP:%%%\nVS:x:1", UTF_8);

        assertThat(packet.sender()).isEqualTo(SENDER);
        assertThat(packet.body()).isEqualTo(new Body.Presence("m", "", "x:1", null, null));
    }

    @ParameterizedTest
    @CsvSource({"'',0", "0,0", "12,12", "' 7 ',7", "x,0", "-3,0", "4294967295,2147483647", "99999999999,0"})
    void asksFromTheStartUnlessTheRequestSaysOtherwise(String main, int start) {
        assertThat(decode("1:1:u:h:18:" + main, UTF_8).body()).isEqualTo(new Body.HostListRequest(start));
    }

    @Test
    void takesItsOwnPortUnswappedInHostLists() {
        String list = "1:1:u:h:19:    0\u0007    1\u0007a\u0007b\u00071\u000710.0.0.1\u00079999\u0007n\u0007g\u0007";
        byte[] bytes = list.getBytes(UTF_8);

        assertThat(port(new PacketCodec(9999).decode(bytes, UTF_8))).isEqualTo(9999);
        assertThat(port(codec.decode(bytes, UTF_8))).isEqualTo(0x0f27); // 9999 is 0x270f
    }

    private static int port(Packet packet) {
        return ((Body.HostListPage) packet.body()).hosts().get(0).port();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0007b\u00071", "a\u0007\u00071", "a\u0007b\u0007x", "a\u0007b\u0007-1"})
    void leavesOutListedHostsThatCannotBeUsed(String beginning) {
        String list = "1:1:u:h:19:0\u00072\u0007" + beginning + "\u0007ip\u00072425\u0007n\u0007g\u0007"
                + "a\u0007b\u00071\u0007ip\u00072425\u0007\b\u0007\b\u0007";

        assertThat(((Body.HostListPage) decode(list, UTF_8).body()).hosts())
                .containsExactly(new HostRecord(new Identity("a", "b"), 1, "ip", 2425, "", ""));
    }

    @Test
    void showsListedHostsThatClaimAKeyTheyCannotUse() {
        Identity withKey = new Identity("u-<6c534da894dfe9c3>", "h");

        assertThat(new HostRecord(withKey, 0x00200000, "ip", 1, "n", "g").claimsKeyItCannotUse())
                .isTrue();
        assertThat(new HostRecord(withKey, 0x00600000, "ip", 1, "n", "g").claimsKeyItCannotUse())
                .isFalse();
        assertThat(new HostRecord(withKey, 0, "ip", 1, "n", "g").claimsKeyItCannotUse())
                .isFalse();
        assertThat(new HostRecord(SENDER, 0x00200000, "ip", 1, "n", "g").claimsKeyItCannotUse())
                .isFalse();
    }

    @Test
    void dividesAHostListIntoPagesThatTheOfficialClientCanRead() {
        List<HostRecord> all = IntStream.range(0, 2000)
                .mapToObj(i -> new HostRecord(new Identity("user" + i, "host"), 1, "10.0.0.1", 2425, "花子", "g"))
                .toList();
        List<HostRecord> collected = new ArrayList<>();
        int start = 0;
        do {
            Body.HostListPage page = PacketCodec.page(all, start, Fixture.CP932);
            Packet packet = Packet.of(PacketNumber.of(1), SENDER, CommandWord.of(Command.ANSLIST), page);
            byte[] bytes = codec.encode(packet, Fixture.CP932);
            assertThat(bytes.length).isLessThan(32767);
            assertThat(codec.decode(bytes, Fixture.CP932)).isEqualTo(packet);
            collected.addAll(page.hosts());
            start = page.nextStart();
        } while (start > 0);

        assertThat(collected).isEqualTo(all);
        assertThat(PacketCodec.page(all, 5000, UTF_8)).isEqualTo(Body.HostListPage.of(0, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "abc", "12a", "123456789012345678901", "1:2"})
    void refusesAReceiptThatNamesNoPacket(String main) {
        assertThat(refusal("1:1:u:h:33:" + main).reason()).isEqualTo(Reason.BAD_REFERENCE);
    }

    @Test
    void refusesFloodsOfSections() {
        assertThat(decode("1:1:u:h:32:" + "\0a".repeat(64), UTF_8).body()).isInstanceOf(Body.Text.class);
        assertThat(refusal("1:1:u:h:32:" + "\0a".repeat(65)).reason()).isEqualTo(Reason.TOO_MANY_SECTIONS);
    }

    @Test
    void refusesTheLayoutItDoesNotReadYet() {
        assertThat(refusal("IP2:1e:SVADR:e:192.168.75.109:UPT:1:0:Z").reason()).isEqualTo(Reason.UNSUPPORTED_LAYOUT);
    }

    @Test
    void saysWhatIsWrongWithoutRepeatingWhatCouldForgeALog() {
        MalformedPacketException refusal = refusal("1:7\n2026 ERROR" + "x".repeat(9000) + ":u:h:1:");

        assertThat(refusal).hasMessage("BAD_PACKET_NO: 7.2026 ERROR" + "x".repeat(20));
        assertThat(refusal.getStackTrace()).isEmpty();
    }

    @Test
    void showsAPacketInALogWithoutItsText() {
        assertThat(decode("1:5:u\n:h:288:secret", UTF_8)).hasToString("SENDMSG|SENDCHECKOPT 5 from u.@h (Text)");
    }

    @Test
    void refusesPacketsOfOursThatWouldSaySomethingElse() {
        PacketNumber number = PacketNumber.of(1);
        CommandWord plain = CommandWord.of(Command.SENDMSG);
        Body text = Body.Text.of("x");
        Body sealed = new Body.SealedText(Octets.EMPTY, List.of());

        assertThatIllegalArgumentException().isThrownBy(() -> Body.Text.of("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Body.Opaque.of(Octets.of("a\0b", UTF_8)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Packet("2", number, SENDER, plain, text));
        assertThatIllegalArgumentException().isThrownBy(() -> new Packet("1:", number, SENDER, plain, text));
        assertThatIllegalArgumentException().isThrownBy(() -> Packet.of(new PacketNumber("-1"), SENDER, plain, text));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Packet.of(number, SENDER, plain.with(MessageOption.ENCRYPTOPT), text));
        assertThatIllegalArgumentException().isThrownBy(() -> Packet.of(number, SENDER, plain, sealed));
    }

    @Test
    void forgetsEmptySectionsAtTheEnd() {
        Octets list = Octets.of("list", UTF_8);

        assertThat(new Body.Text("t", List.of(Octets.EMPTY, list, Octets.EMPTY)).sections())
                .containsExactly(Octets.EMPTY, list);
        assertThat(new Body.Text("t", Collections.nCopies(3, Octets.EMPTY)).sections())
                .isEmpty();
    }

    private Packet decode(String packet, Charset charset) {
        return codec.decode(packet.getBytes(charset), Fixture.CP932);
    }

    private String encoded(Packet packet) {
        return new String(codec.encode(packet, UTF_8), UTF_8);
    }

    private MalformedPacketException refusal(String packet) {
        return catchThrowableOfType(MalformedPacketException.class, () -> decode(packet, UTF_8));
    }
}
