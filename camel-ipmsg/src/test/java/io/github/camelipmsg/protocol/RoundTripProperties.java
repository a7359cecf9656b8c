/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelipmsg.protocol.Body.HostListPage;
import io.github.camelipmsg.protocol.Body.HostListRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What we write is what we read, for each kind of body. */
class RoundTripProperties {
    private static final int DIRECT_PORT = 2425;

    private final PacketCodec codec = new PacketCodec(DIRECT_PORT);

    @Property
    void keepsTexts(
            @ForAll("identities") Identity sender,
            @ForAll("numbers") PacketNumber number,
            @ForAll("texts") String text,
            @ForAll("sections") List<Octets> sections) {
        CommandWord word = CommandWord.of(Command.SENDMSG, MessageOption.SENDCHECKOPT, MessageOption.UTF8OPT);
        assertSurvives(Packet.of(number, sender, word, new Body.Text(text, sections)));
    }

    @Property
    void keepsSealedTexts(@ForAll("octets") Octets cipherText, @ForAll("sections") List<Octets> sections) {
        CommandWord word = CommandWord.of(Command.SENDMSG, MessageOption.ENCRYPTOPT);
        assertSurvives(packet(word, new Body.SealedText(cipherText, sections)));
    }

    @Property
    void keepsPresence(
            @ForAll("identities") Identity sender,
            @ForAll("names") String nickname,
            @ForAll("names") String group,
            @ForAll("clientVersions") String clientVersion,
            @ForAll("octets") Octets dictionary) {
        CommandWord entry = CommandWord.of(Command.BR_ENTRY, PresenceOption.CAPUTF8OPT);
        CommandWord answer = CommandWord.of(Command.ANSENTRY, PresenceOption.CAPUTF8OPT, PresenceOption.UTF8OPT);
        Body presence = new Body.Presence(nickname, group, clientVersion, null, dictionary);

        assertSurvives(Packet.of(PacketNumber.of(1), sender, entry, presence));
        assertSurvives(Packet.of(PacketNumber.of(1), sender, answer, presence));
    }

    @Property
    void keepsPresenceOfIptux(@ForAll("asciiNames") String nickname, @ForAll("asciiNames") String group) {
        Body presence = new Body.Presence(nickname, group, null, "utf-8", null);
        for (Command command : List.of(Command.BR_ENTRY, Command.ANSENTRY, Command.BR_ABSENCE, Command.BR_EXIT)) {
            assertSurvives(packet(CommandWord.of(command), presence));
        }
    }

    @Property
    void keepsReferences(@ForAll("numbers") PacketNumber number, @ForAll boolean negative) {
        PacketNumber named = negative ? new PacketNumber("-" + number.digits()) : number;
        for (Command command :
                List.of(Command.RECVMSG, Command.READMSG, Command.DELMSG, Command.ANSREADMSG, Command.RELEASEFILES)) {
            assertSurvives(packet(CommandWord.of(command), new Body.Reference(named)));
        }
    }

    @Property
    void keepsInformation(@ForAll("texts") String text) {
        for (Command command : List.of(Command.SENDINFO, Command.SENDABSENCEINFO)) {
            assertSurvives(packet(CommandWord.of(command, MessageOption.UTF8OPT), new Body.Information(text)));
        }
    }

    @Property
    void keepsHostLists(@ForAll("hosts") List<HostRecord> hosts, @ForAll("starts") int next) {
        CommandWord word = CommandWord.of(Command.ANSLIST, PresenceOption.UTF8OPT);
        assertSurvives(packet(word, HostListPage.of(next, hosts)));
    }

    @Property
    void keepsHostListRequests(@ForAll("starts") int start) {
        assertSurvives(packet(CommandWord.of(Command.GETLIST), new HostListRequest(start)));
    }

    @Example
    void keepsTheAbsenceOfABody() {
        for (Command command : List.of(
                Command.NOOPERATION,
                Command.BR_ISGETLIST,
                Command.BR_ISGETLIST2,
                Command.OKGETLIST,
                Command.GETINFO,
                Command.GETABSENCEINFO)) {
            assertSurvives(packet(CommandWord.of(command), Body.EMPTY));
        }
    }

    @Property
    void keepsUnknownCodesAndBits(
            @ForAll int options, @ForAll("octets") Octets main, @ForAll("sections") List<Octets> sections) {
        for (int code : new int[] {0x60, 0x72, 0x77, 0xb0, 0xd1, 0xff}) {
            assertSurvives(packet(new CommandWord((options & ~0xff) | code), new Body.Opaque(main, sections)));
        }
    }

    @Property
    void keepsUnknownBitsOfEntries(@ForAll int options) {
        CommandWord word = new CommandWord((options & ~0x008000ff) | Command.BR_ENTRY.code());
        assertSurvives(packet(word, Body.Presence.of("nick", "group")));
    }

    @Property
    void keepsTheVersionOfOthers(@ForAll("versions") String version) {
        assertSurvives(new Packet(
                version, PacketNumber.of(1), new Identity("u", "h"), CommandWord.of(Command.GETINFO), Body.EMPTY));
    }

    private void assertSurvives(Packet packet) {
        assertThat(codec.decode(codec.encode(packet, Fixture.CP932), Fixture.CP932))
                .isEqualTo(packet);
    }

    private static Packet packet(CommandWord word, Body body) {
        return Packet.of(PacketNumber.of(1700000001), new Identity("taro", "PC-01"), word, body);
    }

    @Provide
    Arbitrary<Identity> identities() {
        Arbitrary<String> names = names().filter(name -> !name.isEmpty() && name.indexOf(':') < 0);
        return Combinators.combine(names, names).as(Identity::new);
    }

    @Provide
    Arbitrary<PacketNumber> numbers() {
        return Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20).map(PacketNumber::new);
    }

    /** At most 79 bytes, whatever the characters. */
    @Provide
    Arbitrary<String> names() {
        return unicode(19).filter(name -> name.chars().noneMatch(Character::isISOControl));
    }

    @Provide
    Arbitrary<String> asciiNames() {
        return Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(79);
    }

    @Provide
    Arbitrary<String> texts() {
        return unicode(300).filter(text -> text.indexOf('\0') < 0);
    }

    @Provide
    Arbitrary<String> clientVersions() {
        return Arbitraries.strings().withChars("0123456789:").ofMaxLength(39);
    }

    @Provide
    Arbitrary<String> versions() {
        return Arbitraries.strings()
                .withCharRange(' ', '9')
                .withCharRange(';', '\u00ff')
                .ofMaxLength(60)
                .map(rest -> "1_" + rest);
    }

    @Provide
    Arbitrary<Octets> octets() {
        return Arbitraries.bytes()
                .filter(octet -> octet != 0)
                .array(byte[].class)
                .ofMaxSize(200)
                .map(Octets::of);
    }

    @Provide
    Arbitrary<List<Octets>> sections() {
        return octets().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<Integer> starts() {
        return Arbitraries.integers().greaterOrEqual(0);
    }

    @Provide
    Arbitrary<List<HostRecord>> hosts() {
        Arbitrary<Integer> ports = Arbitraries.integers()
                .between(0, 0xffff)
                .filter(port -> (Integer.reverseBytes(port) >>> 16) != DIRECT_PORT); // read unswapped, by its rule
        return Combinators.combine(
                        identities(),
                        Arbitraries.integers(),
                        Arbitraries.of("10.0.0.1", "fe80::1"),
                        ports,
                        names(),
                        names())
                .as(HostRecord::new)
                .list()
                .ofMaxSize(20);
    }

    /** Everything that UTF-8 carries, CR left out: it becomes LF. */
    private static Arbitrary<String> unicode(int maxLength) {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(maxLength)
                .map(text -> text.replace('\r', '\n'))
                .filter(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text));
    }
}
